using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads a metric's <c>type_params</c>.</summary>
internal static class TypeParams
{
    public static readonly (string, PeriodAggregation)[] Periods =
        [("first", PeriodAggregation.First), ("last", PeriodAggregation.Last), ("average", PeriodAggregation.Average)];

    public static readonly (string, bool)[] Calculations = [("conversion_rate", false), ("conversions", true)];

    public static WrittenMetric Read(MappingReader reader, WrittenMetric metric, InputReader inputs, ReadingFile into)
    {
        if (reader.Mapping("type_params", $"{reader.What}: type_params") is not { } parameters)
        {
            if (reader.Raw("type_params") is null)
                reader.Required("type_params");
            return metric;
        }

        var read = metric with
        {
            Params = new Word(parameters.What, parameters.Location),
            Measure = inputs.Measure(parameters, "measure"),
            Aggregation = ReadAggregation(parameters, into),
            Expr = parameters.Said("expr"),
            FillNullsWith = parameters.Integer("fill_nulls_with"),
            JoinToTimeSpine = parameters.Flag("join_to_timespine"),
            IsPrivate = parameters.Flag("is_private"),
            Numerator = inputs.Metric(parameters, "numerator"),
            Denominator = inputs.Metric(parameters, "denominator"),
            Inputs = inputs.Metrics(parameters, "metrics"),
            Window = WindowReader.Read(parameters, "window", into),
            GrainToDate = GrainToDate(parameters),
            Cumulative = ReadCumulative(parameters, inputs, into),
            Conversion = ReadConversion(parameters, inputs, into),
            InputMeasures = into.Form == FileForm.Manifest ? inputs.Measures(parameters, "input_measures") : null,
        };
        into.Finish(parameters);
        return read;
    }

    public static EquatableList<(Word Base, Word Conversion)> ReadProperties(MappingReader reader, ReadingFile into)
    {
        var pairs = new List<(Word, Word)>();
        foreach (var pair in reader.Mappings("constant_properties", $"{reader.What}: constant_properties"))
        {
            pairs.Add((pair.Need("base_property"), pair.Need("conversion_property")));
            into.Finish(pair);
        }

        return pairs.ToEquatableList();
    }

    // Only built-in grains have ever been allowed here.
    private static Word? GrainToDate(MappingReader reader) =>
        reader.Lower("grain_to_date") is { } said && GrainWord.Read(reader, "grain_to_date") is not null ? said : null;

    private static WrittenAggregation? ReadAggregation(MappingReader reader, ReadingFile into)
    {
        if (reader.Mapping("metric_aggregation_params", $"{reader.What}: metric_aggregation_params") is not { } parameters)
            return null;
        var read = new WrittenAggregation(parameters.Need("semantic_model"), AggregationReader.Read(parameters))
        {
            Percentile = AggregationReader.ReadPercentile(parameters, into),
            TimeDimension = parameters.Said("agg_time_dimension"),
            NonAdditive = AggregationReader.ReadNonAdditive(parameters, into),
        };
        foreach (var unused in (string[])["window", "grain_to_date", "period_agg"])
            parameters.Raw(unused);
        into.Finish(parameters);
        return read;
    }

    private static WrittenCumulative? ReadCumulative(MappingReader reader, InputReader inputs, ReadingFile into)
    {
        if (reader.Mapping("cumulative_type_params", $"{reader.What}: cumulative_type_params") is not { } parameters)
            return null;
        var read = new WrittenCumulative(
            WindowReader.Read(parameters, "window", into), parameters.Lower("grain_to_date"),
            parameters.OneOf("period_agg", Periods) ?? PeriodAggregation.First,
            inputs.Metric(parameters, "metric"));
        into.Finish(parameters);
        return read;
    }

    private static WrittenConversion? ReadConversion(MappingReader reader, InputReader inputs, ReadingFile into)
    {
        if (reader.Mapping("conversion_type_params", $"{reader.What}: conversion_type_params") is not { } parameters)
            return null;
        var read = new WrittenConversion(parameters.Need("entity"))
        {
            BaseMeasure = inputs.Measure(parameters, "base_measure"),
            BaseMetric = inputs.Metric(parameters, "base_metric"),
            ConversionMeasure = inputs.Measure(parameters, "conversion_measure"),
            ConversionMetric = inputs.Metric(parameters, "conversion_metric"),
            IsCount = parameters.OneOf("calculation", Calculations) ?? false,
            Window = WindowReader.Read(parameters, "window", into),
            ConstantProperties = ReadProperties(parameters, into),
        };
        into.Finish(parameters);
        return read;
    }
}
