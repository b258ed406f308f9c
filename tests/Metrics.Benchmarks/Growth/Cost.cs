using System.Globalization;

namespace Metrics.Benchmarks.Growth;

/// <summary>What something took: time on the clock, and on processors.</summary>
internal readonly record struct Cost(double Seconds, double Processor)
{
    public static Cost Median(IEnumerable<Cost> costs) => new(Middle(costs.Select(c => c.Seconds)), Middle(costs.Select(c => c.Processor)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:F2} s ({Processor:F2} s of processor)");

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
