using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads a metric of dbt's newer form: no <c>type_params</c>, no measures; a simple metric has its own aggregation.</summary>
internal static class NewerMetric
{
    private static readonly string[] Signs =
        ["agg", "input_metrics", "input_metric", "numerator", "denominator", "base_metric", "conversion_metric", "percentile",
            "percentile_type", "hidden"];

    /// <summary>True when its keys are of the newer form.</summary>
    public static bool Is(MappingReader reader) => !Has(reader, "type_params") && Signs.Any(s => Has(reader, s));

    public static WrittenMetric Read(MappingReader reader, WrittenMetric metric, Word? model, InputReader inputs, ReadingFile into)
    {
        if (reader.Raw("type_params") is { } old)
        {
            reader.Report(
                DiagnosticCode.WrongValue, $"{reader.What}: metrics under a model have their parameters as own keys, without type_params",
                old.Location,
                "move agg, expr and the other keys up, or move the metric to a list of metrics outside the model");
        }

        var (window, grain) = (WindowReader.Read(reader, "window", into), reader.Lower("grain_to_date"));
        var period = reader.OneOf("period_agg", TypeParams.Periods) ?? PeriodAggregation.First;
        return metric with
        {
            Aggregation = metric.Kind == WrittenKind.Simple ? ReadAggregation(reader, metric.Name, model, into) : null,
            Expr = reader.Said("expr"),
            FillNullsWith = reader.Integer("fill_nulls_with"),
            JoinToTimeSpine = reader.Flag("join_to_timespine"),
            IsPrivate = reader.Flag("hidden"),
            Numerator = inputs.Metric(reader, "numerator"),
            Denominator = inputs.Metric(reader, "denominator"),
            Inputs = inputs.Metrics(reader, "input_metrics"),
            Cumulative = metric.Kind == WrittenKind.Cumulative
                ? new WrittenCumulative(window, grain, period, inputs.Metric(reader, "input_metric")) : null,
            Conversion = metric.Kind == WrittenKind.Conversion ? ReadConversion(reader, window, inputs, into) : null,
        };
    }

    private static WrittenAggregation? ReadAggregation(MappingReader reader, string name, Word? model, ReadingFile into)
    {
        var aggregation = AggregationReader.Read(reader);
        var percentile = reader.Fraction("percentile");
        var type = reader.OneOf("percentile_type", ("discrete", true), ("continuous", false));
        var read = new WrittenAggregation(model ?? new Word("", reader.Location), aggregation)
        {
            Percentile = percentile is null && type is null ? null : new WrittenPercentile(percentile, type ?? false, IsApproximate: false),
            TimeDimension = reader.Said("agg_time_dimension"),
            NonAdditive = AggregationReader.ReadNonAdditive(reader, into, isNewer: true),
        };
        if (model is not null)
            return read;
        reader.Report(
            DiagnosticCode.MissingKey, $"metric '{name}': it does not name the table that it aggregates", reader.At("agg"),
            "write a simple metric with agg under the metrics of its model");
        return null;
    }

    private static WrittenConversion ReadConversion(MappingReader reader, WrittenWindow? window, InputReader inputs, ReadingFile into) =>
        new(reader.Need("entity"))
        {
            BaseMetric = inputs.Metric(reader, "base_metric"),
            ConversionMetric = inputs.Metric(reader, "conversion_metric"),
            IsCount = reader.OneOf("calculation", TypeParams.Calculations) ?? false,
            Window = window,
            ConstantProperties = TypeParams.ReadProperties(reader, into),
        };

    private static bool Has(MappingReader reader, string key) => reader.Entries.Any(e => e.Key.Text == key);
}
