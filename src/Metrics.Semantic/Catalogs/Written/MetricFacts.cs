using Metrics.Domain;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>Settings of a metric that dbt has no key for.</summary>
internal sealed record MetricFacts(string? Owner, string? Unit, string? Format, string? Deprecated, EquatableList<string> Synonyms)
{
    /// <summary>
    /// The formats that a metric may be shown in: a share of 1 as a percentage, an amount with its currency, a time with its unit.
    /// </summary>
    private static readonly (string, string?)[] Formats =
        [("number", "number"), ("percent", "percent"), ("currency", "currency"), ("duration", "duration")];

    public static MetricFacts None { get; } = new(null, null, null, null, []);

    public static MetricFacts Read(MappingReader reader) =>
        new(reader.Text("owner"), reader.Text("unit"), reader.Word("format", null, Formats), reader.Text("deprecated"),
            reader.Texts("synonyms"));
}
