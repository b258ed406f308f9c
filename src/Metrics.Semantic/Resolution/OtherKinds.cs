using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// What a name is when it is not of the kind that was asked for, as words within a sentence, and a hint on where it belongs.
/// </summary>
internal sealed record OtherKind(string What, string Hint);

/// <summary>
/// Finds a name among the kinds of definitions that were not asked for, only in the catalog as its caller sees it. A measure stays in that
/// catalog when a policy hides its metric, so it is mentioned only as a part of metrics that the caller may see.
/// </summary>
internal static class OtherKinds
{
    // The most spellings that a hint shows.
    private const int MostWays = 3;

    /// <summary>What a name is that is not a metric's; null when it is nothing else either.</summary>
    public static OtherKind? OfMetric(Catalog catalog, string name)
    {
        var names = DeclaredNames.Of(catalog);
        if (OfColumn(catalog, names.Column(name)) is { } column)
            return column;
        var made = catalog.Metrics.Values.OfType<SimpleMetric>()
            .Where(m => m.Measure.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(m => m.Name)
            .Order(StringComparer.Ordinal).ToList();
        if (made.Count > 0)
            return new OtherKind("it is a measure", $"ask for a metric that uses it: {NameList.Of(made)}");
        return names.FindSavedQuery(name) is { } saved
            ? new OtherKind("it is a saved query", $"/api/v1/saved-queries/{saved.Name}/result answers it") : null;
    }

    /// <summary>What a name is that is not a dimension's; null when it is nothing else either.</summary>
    public static OtherKind? OfDimension(Catalog catalog, string name) => DeclaredNames.Of(catalog).FindMetric(name) is { } metric
        ? new OtherKind("it is a metric", $"ask for it in metrics: {metric.Name}") : null;

    /// <summary>True for something that can be grouped by, where a fact reaches it.</summary>
    public static bool IsColumn(Catalog catalog, string name) => OfColumn(catalog, DeclaredNames.Of(catalog).Column(name)) is not null;

    /// <summary>
    /// True for a complete name by which something can be grouped: an entity, the metrics' time, a dimension after an entity.
    /// </summary>
    public static bool IsFullName(Catalog catalog, string name) => AskedName.Readings(name, catalog).Any(asked =>
        asked.IsMetricTime || catalog.Models.Values.Any(m =>
            RoleIn(m, asked) is { } role && (asked.Links.Count > 0 || role == ColumnRole.Entity)));

    private static OtherKind? OfColumn(Catalog catalog, string name)
    {
        foreach (var asked in AskedName.Readings(name, catalog))
        {
            if (asked.IsMetricTime)
                return new OtherKind("it is the time of metrics", $"name it in group_by: {name}");
            var found = catalog.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => (Model: m, Role: RoleIn(m, asked)))
                .Where(f => f.Role is not null).ToList();
            if (found.Count == 0)
                continue;
            var kind = found.Exists(f => f.Role == ColumnRole.Entity) ? "an entity" : "a dimension";
            var ways = asked.Links.Count > 0 || kind == "an entity" ? [name]
                : found.Where(f => f.Model.PrimaryEntity is not null).Select(f => $"{f.Model.PrimaryEntity}__{name}").Distinct().ToList();
            return new OtherKind(
                $"it is {kind} of semantic model{(found.Count == 1 ? "" : "s")} "
                    + NameList.Of([.. found.Select(f => $"'{f.Model.Name}'")], " and "),
                ways.Count == 0 ? "name it in group_by, after the entity that it belongs to"
                    : $"name it in group_by: {string.Join(" or ", ways.Take(MostWays))}");
        }

        return null;
    }

    // A name after its entity, or alone, although it cannot be grouped by when it is alone.
    private static ColumnRole? RoleIn(SemanticModel model, AskedName asked)
    {
        if (asked.Links.Count > 0 && model.PrimaryEntity != asked.Links[^1] && model.Entities.All(e => e.Name != asked.Links[^1]))
            return null;
        if (model.Dimensions.FirstOrDefault(d => d.Name == asked.Element) is { } dimension)
            return asked.Suffix.Length > 0 && !dimension.IsTime ? null : dimension.IsTime ? ColumnRole.Time : ColumnRole.Dimension;
        return asked.Suffix.Length == 0 && model.Entities.Any(e => e.Name == asked.Element) ? ColumnRole.Entity : null;
    }
}
