using Metrics.Domain.Time;

namespace Metrics.Domain.Tests.Time;

public sealed class GrainStepsTests
{
    private static readonly DateTime _first = new(1, 1, 1);
    private static readonly DateTime _last = new(9998, 12, 31);

    [Theory]
    [InlineData(Grain.Day, 27)]
    [InlineData(Grain.Week, 189)]
    public void Days_and_weeks_have_a_length(Grain grain, int days) =>
        Assert.Equal(new DateTime(2026, 3, 1).AddDays(days), grain.Step(new DateTime(2026, 3, 1), 27));

    [Fact]
    public void Quarters_are_three_months_and_years_twelve()
    {
        Assert.Equal(new DateTime(2025, 10, 1), Grain.Quarter.Step(new DateTime(2026, 1, 1), -1));
        Assert.Equal(new DateTime(2016, 1, 1), Grain.Year.Step(new DateTime(2026, 1, 1), -10));
    }

    [Theory]
    [InlineData(Grain.Day)]
    [InlineData(Grain.Week)]
    [InlineData(Grain.Month)]
    [InlineData(Grain.Quarter)]
    [InlineData(Grain.Year)]
    public void Outside_the_years_that_can_be_counted_there_is_nothing(Grain grain)
    {
        Assert.Null(grain.Step(_first, -1));
        Assert.Null(grain.Step(_last, int.MaxValue));
        Assert.Null(grain.Step(_last, int.MinValue));
    }
}
