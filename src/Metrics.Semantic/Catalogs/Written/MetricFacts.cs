using Metrics.Domain;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>What a metric says of itself that dbt has no word for.</summary>
internal sealed record MetricFacts(string? Owner, string? Unit, string? Format, string? Deprecated, EquatableList<string> Synonyms)
{
    /// <summary>
    /// The words a metric may be shown by: a share of 1 as a percentage, an amount with its currency, a time with its unit.
    /// </summary>
    private static readonly (string, string?)[] Formats =
        [("number", "number"), ("percent", "percent"), ("currency", "currency"), ("duration", "duration")];

    public static MetricFacts None { get; } = new(null, null, null, null, []);

    public static MetricFacts Read(MappingReader reader) =>
        new(reader.Text("owner"), reader.Text("unit"), reader.Word("format", null, Formats), reader.Text("deprecated"),
            reader.Texts("synonyms"));
}
