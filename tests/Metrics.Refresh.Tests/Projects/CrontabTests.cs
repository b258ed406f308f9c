using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Tests.Projects;

public sealed class CrontabTests
{
    [Theory]
    [InlineData("15 3 * * *", "0 15 3 * * ?")]
    [InlineData("*/15 * * * *", "0 0,15,30,45 * * * ?")]
    [InlineData("0 9 * * 1-5", "0 0 9 ? * 2,3,4,5,6")]
    [InlineData("0 9 * * mon", "0 0 9 ? * 2")]
    [InlineData("0 9 * * 7", "0 0 9 ? * 1")]
    [InlineData("0 0 1 jan *", "0 0 0 1 1 ?")]
    [InlineData("@daily", "0 0 0 * * ?")]
    public void A_crontab_line_becomes_what_the_scheduler_reads(string line, string expression) =>
        Assert.Equal([expression], Crontab.Parse(line).Expressions);

    [Fact]
    public void Day_of_month_and_day_of_week_together_mean_either() =>
        Assert.Equal(["0 0 6 1 * ?", "0 0 6 ? * 2"], Crontab.Parse("0 6 1 * 1").Expressions);

    [Theory]
    [InlineData("0 3 * *", "expected five fields")]
    [InlineData("60 3 * * *", "'60' is not a minute (0 to 59)")]
    [InlineData("0 3 * * fun", "'fun' is not a day of week")]
    [InlineData("0 5-3 * * *", "5 comes after 3")]
    [InlineData("0 3 */2 * 1", "may not be combined")]
    public void A_line_that_is_not_crontab_says_why(string line, string error) =>
        Assert.Contains(error, Crontab.Parse(line).Error);

    [Fact]
    public void Every_expression_is_one_the_scheduler_takes()
    {
        foreach (var line in new[] { "15 3 * * *", "0 6 1 * 1", "*/5 8-18 * 1,6 mon-fri", "@yearly" })
            Assert.All(Crontab.Parse(line).Expressions, e => Assert.NotNull(Quartz.CronExpression.Parse(e)));
    }
}
