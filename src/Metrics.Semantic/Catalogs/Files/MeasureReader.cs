using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of a model's <c>measures:</c>.</summary>
internal static class MeasureReader
{
    public static WrittenMeasure? Read(YamlValue value, string model, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "measure", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return null;
        }

        DocumentNames.Check(reader, name, into);
        var meta = Meta.Of(reader);
        var (currency, dimension, facts) = ReadMeta(meta.Metrics);
        var createdName = reader.Text("create_metric_display_name");
        var measure = new WrittenMeasure(name, AggregationReader.Read(reader), reader.Location)
        {
            Expr = reader.Text("expr"),
            TimeDimension = reader.Said("agg_time_dimension"),
            Percentile = AggregationReader.ReadPercentile(reader, into),
            NonAdditive = AggregationReader.ReadNonAdditive(reader, into),
            CreatesMetric = reader.Flag("create_metric"),
            Label = reader.Said("label"),
            CreatedLabel = createdName,
            Description = reader.Text("description"),
            Currency = currency,
            CurrencyDimension = dimension,
            Facts = facts,
            Meta = meta.Json,
        };
        into.Finish(reader);
        into.Report(new DefinitionKey(DefinitionKind.Measure, name, model), problems);
        return measure;
    }

    private static (string? Currency, Word? Dimension, MetricFacts Facts) ReadMeta(MappingReader? reader)
    {
        if (reader is null)
            return (null, null, MetricFacts.None);
        var (currency, dimension) = ReadCurrency(reader);
        var facts = MetricFacts.Read(reader);
        reader.Finish();
        return (currency, dimension, facts);
    }

    /// <summary>A currency code, or the dimension that has it.</summary>
    public static (string? Currency, Word? Dimension) ReadCurrency(MappingReader reader)
    {
        if (reader.Raw("currency") is not YamlValue.Mapping || reader.Mapping("currency", $"{reader.What}: currency") is not { } by)
            return (reader.Text("currency"), null);
        var dimension = by.Need("dimension");
        by.Finish();
        return (null, dimension.Text.Length == 0 ? null : dimension);
    }
}
