namespace Metrics.Samples.Subscriptions.Money;

/// <summary>What is sold: a price for every so many weeks, months or years.</summary>
internal sealed record Plan(int Cents, string Interval, int Count)
{
    public static readonly Plan[] All = [new(699, "week", 1), new(1999, "month", 1), new(3999, "month", 3), new(7999, "year", 1)];

    public DateTime After(DateTime start, int periods) => Interval switch
    {
        "week" => start.AddDays(7 * Count * periods),
        "month" => start.AddMonths(Count * periods),
        _ => start.AddYears(Count * periods),
    };
}
