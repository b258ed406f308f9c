using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Metrics.Api.Telemetry;

/// <summary>Writes collected meters in the text format of Prometheus (0.0.4).</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _collecting = new();
    private readonly StringBuilder _text = new();

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects all meters and returns their text. One collection runs at a time.</summary>
    public string Read()
    {
        lock (_collecting)
        {
            _text.Clear();
            Collect?.Invoke(Timeout.Infinite);
            return _text.ToString();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // Some meters share a name, but a name may be described only once.
        var described = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in batch)
            Write(metric, described);
        return ExportResult.Success;
    }

    private void Write(Metric metric, HashSet<string> described)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = NameOf(metric, isCounter);
        if (described.Add(name))
        {
            var type = metric.MetricType == MetricType.Histogram ? "histogram" : isCounter ? "counter" : "gauge";
            var help = metric.Description.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
            _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        }

        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(name, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    WriteLine(name, point.Tags, null, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    WriteLine(name, point.Tags, null, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    WriteLine(name, point.Tags, null, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    WriteLine(name, point.Tags, null, point.GetGaugeLastValueDouble());
                    break;
            }
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            WriteLine($"{name}_bucket", point.Tags, bound, count);
        }

        WriteLine($"{name}_sum", point.Tags, null, point.GetHistogramSum());
        WriteLine($"{name}_count", point.Tags, null, point.GetHistogramCount());
    }

    private void WriteLine(string name, ReadOnlyTagCollection tags, string? bound, double value)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var tag in tags)
        {
            var text = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            _text.Append(separator).Append(Letters(tag.Key)).Append("=\"").Append(Escaped(text)).Append('"');
            separator = ',';
        }

        if (bound is not null)
        {
            _text.Append(separator).Append("le=\"").Append(bound).Append('"');
            separator = ',';
        }

        if (separator == ',')
            _text.Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string NameOf(Metric metric, bool isCounter)
    {
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = Letters(metric.Name);
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    private static string Letters(string name) => string.Create(name.Length, name, (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });

    private static string Escaped(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace(
            "\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
            : double.IsNegativeInfinity(value) ? "-Inf"
            : value.ToString("R", CultureInfo.InvariantCulture);
}
