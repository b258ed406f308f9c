using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of <c>metrics:</c>, with <c>type_params</c> or without, which dbt allows since 1.12.</summary>
internal static class MetricReader
{
    private static readonly (string, WrittenKind)[] Kinds =
    [
        ("simple", WrittenKind.Simple), ("ratio", WrittenKind.Ratio), ("derived", WrittenKind.Derived),
        ("cumulative", WrittenKind.Cumulative), ("conversion", WrittenKind.Conversion),
    ];

    /// <param name="value">The entry.</param>
    /// <param name="into">Receives the metric.</param>
    /// <param name="model">The semantic model it is written under; null for metrics in a list of their own.</param>
    public static void Read(YamlValue value, ReadingFile into, Word? model = null)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "metric", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return;
        }

        var meta = Meta.Of(reader);
        if (!meta.Enabled)
        {
            into.Into.Disabled.TryAdd(DefinitionKey.OfMetric(name), reader.Location);
            return;
        }

        if (IsOfBefore(reader))
        {
            reader.Report(
                DiagnosticCode.WrongValue,
                    $"{reader.What}: this is the form that metrics had before dbt 1.6, over a model with calculation_method and timestamp",
                hint: "write a semantic model with a measure, and a metric over it; dbt itself no longer reads the old form");
            into.Into.Metrics.Add(new WrittenMetric(name, null, into.Pack, reader.Location));
            into.Report(DefinitionKey.OfMetric(name), problems);
            return;
        }

        DocumentNames.Check(reader, name, into);
        var facts = meta.Metrics is { } ours ? MetricFacts.Read(ours) : MetricFacts.None;
        var (currency, currencyDimension) = meta.Metrics is { } money ? MeasureReader.ReadCurrency(money) : (null, null);
        meta.Metrics?.Finish();
        var inputs = new InputReader(into, problems);
        var isNewer = model is not null || NewerMetric.Is(reader);
        // Tags choose what dbt runs; in the newer form they are under config.
        if (!isNewer)
            reader.Raw("tags");
        var kind = isNewer && reader.Raw("type") is null ? WrittenKind.Simple : ReadKind(reader);
        var metric = new WrittenMetric(name, kind, into.Pack, reader.Location)
        {
            Label = reader.Said("label"),
            Description = reader.Text("description"),
            Facts = facts,
            Currency = currency,
            CurrencyDimension = currencyDimension,
            Meta = meta.Json,
            Filters = reader.Filters("filter", into),
            TimeGranularity = reader.Lower("time_granularity"),
        };
        metric = isNewer ? NewerMetric.Read(reader, metric, model, inputs, into) : TypeParams.Read(reader, metric, inputs, into);
        into.Finish(reader);
        into.Into.Metrics.Add(metric);
        into.Report(DefinitionKey.OfMetric(name), problems);
    }

    private static bool IsOfBefore(MappingReader reader)
    {
        bool Has(string key) => reader.Entries.Any(e => e.Key.Text == key);
        return !Has("type_params") && (Has("calculation_method") || Has("time_grains"));
    }

    private static WrittenKind? ReadKind(MappingReader reader)
    {
        if (reader.Raw("type") is null)
            reader.Required("type");
        return reader.OneOf("type", Kinds);
    }
}
