namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>Sessions of a funnel, country or day, and what became of them.</summary>
internal sealed class FunnelOutcome
{
    public long Sessions { get; private set; }

    public long Converted { get; private set; }

    public decimal Revenue { get; private set; }

    public List<double> Hours { get; } = [];

    public double Rate => (double)Converted / Sessions;

    public double? Mean => Hours.Count == 0 ? null : Hours.Average();

    public double? Median
    {
        get
        {
            Hours.Sort();
            var middle = Hours.Count / 2;
            return Hours.Count == 0 ? null : Hours.Count % 2 == 1 ? Hours[middle] : (Hours[middle - 1] + Hours[middle]) / 2;
        }
    }

    public void Add(bool converted, decimal revenue, double? hours)
    {
        Sessions++;
        if (!converted)
            return;
        Converted++;
        Revenue += revenue;
        if (hours is { } known)
            Hours.Add(known);
    }
}
