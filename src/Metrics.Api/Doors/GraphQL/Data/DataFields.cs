using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>
/// Everything that questions of a catalog can consist of, by its name in GraphQL. Names that collide there are left out (C142).
/// </summary>
internal sealed class DataFields
{
    private const string MetricTime = "metric_time";
    private readonly Dictionary<string, DataField> _byName;

    private readonly Catalog _catalog;

    private DataFields(Catalog catalog, IReadOnlyList<DataField> all, IReadOnlyDictionary<string, string> absent) =>
        (_catalog, All, Absent, _byName) = (catalog, all, absent, all.ToDictionary(f => f.Name));

    /// <summary>Metrics first, then dimensions; both sorted by name.</summary>
    public IReadOnlyList<DataField> All { get; }

    /// <summary>Names without a field, because several things or a reserved word have the name, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Absent { get; }

    public static DataFields Of(Catalog catalog, MetricDimensions dimensions)
    {
        var metrics = catalog.Metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => Of(catalog, m)).OfType<DataField>();
        var cuts = dimensions.All().GroupBy(d => d.Name).Select(Of).Append(Time()).DistinctBy(f => f.Name)
            .OrderBy(f => f.Name, StringComparer.Ordinal);
        var named = metrics.Concat(cuts).GroupBy(f => f.Field).ToLookup(g => g.Count() == 1 && !FieldNames.Words.Contains(g.Key));
        return new DataFields(catalog, [.. named[true].Select(g => g.First())], named[false].ToDictionary(g => g.Key, WhyAbsent));
    }

    /// <summary>The field of a metric or dimension; null when it has none.</summary>
    public DataField? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>True when the catalog has a metric of this name, whether it has a field or not.</summary>
    public bool IsMetric(string name) => _catalog.Metrics.ContainsKey(name);

    private static string WhyAbsent(IGrouping<string, DataField> field)
    {
        var meant = string.Join(" and ", field.Select(f => $"{f.Role.Word()} '{f.Name}'"));
        var why = field.Count() > 1 ? $"It would be the name of {meant}" : $"It is a reserved word here, not the name of {meant}";
        return $"{why}; ask with query(input) or over REST, which distinguish them.";
    }

    // As a share a whole number becomes a fraction, so counts are decimals here.
    private static DataField? Of(Catalog catalog, Metric metric) => AnswerColumns.Of(catalog, metric) is { } column
        ? new(
            FieldNames.Camel(metric.Name), metric.Name, ColumnRole.Metric,
            column.Type == ValueType.Integer ? ValueType.Decimal : ShownColumn.TypeOf(column), Describe(metric))
        {
            Deprecated = metric.Deprecated,
        }
        : null;

    // For different facts the same name may mean columns of different types; as texts all of them can be shown.
    private static DataField Of(IGrouping<string, DimensionEntry> entries)
    {
        var first = entries.First();
        if (first.Name == MetricTime)
            return Time();
        var type = entries.Select(e => e.Type).Distinct().Count() == 1 ? first.Type : ValueType.String;
        return new(
            FieldNames.Camel(first.Name), first.Name, first.Role, type,
            Sentences(first.Label, first.Description, first.Grain is { } grain ? $"Known by {grain.Word()}" : null));
    }

    // Facts have different grains of it, and its type must not change when a fact is added.
    private static DataField Time() => new(
        FieldNames.Camel(MetricTime), MetricTime, ColumnRole.Time, ValueType.Timestamp, "The time that each metric's facts are at");

    private static string? Describe(Metric metric) => Sentences(
        metric.Label, metric.Description, metric.Unit is { } unit ? $"In {unit}" : null,
        metric.Format is { } format ? $"Shown as {format}" : null);

    private static string? Sentences(params ReadOnlySpan<string?> parts)
    {
        var said = parts.ToArray().OfType<string>().Select(p => p.TrimEnd('.', ' ')).Where(p => p.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return said.Count == 0 ? null : string.Join(". ", said) + ".";
    }
}
