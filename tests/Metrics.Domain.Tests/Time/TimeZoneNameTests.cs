using Metrics.Domain.Time;

namespace Metrics.Domain.Tests.Time;

public sealed class TimeZoneNameTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Madrid")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    public void Zones_have_their_one_name(string name) => Assert.Equal(name, TimeZoneName.Find(name)?.Id);

    [Theory]
    [InlineData("")]
    [InlineData("utc")]
    [InlineData("europe/madrid")]
    [InlineData("Europe/Madird")]
    [InlineData("+02:00")]
    [InlineData("Romance Standard Time")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("posix/Europe/Madrid")]
    [InlineData("Europe")]
    [InlineData("Europe/Madrid\0")]
    [InlineData("Europe/Madrid'; select 1")]
    public void Nothing_else_is_a_zone(string name)
    {
        Assert.NotNull(TimeZoneName.Find("Europe/Madrid"));
        Assert.Null(TimeZoneName.Find(name));
    }
}
