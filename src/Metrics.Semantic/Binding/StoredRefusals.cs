using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Binding;

/// <summary>
/// What the tables showed when the catalog was bound, stored among the types, under no model: refused SQL by kind and name, with the
/// store's message and the unknown column's name, and entities whose rows overlap in time.
/// </summary>
internal static class StoredRefusals
{
    private const string NoModel = "";
    private const string Metric = "metric.";
    private const string SavedQuery = "saved_query.";
    private const string NoColumn = "no_column.";
    private const string Overlap = "overlapping_validity.";

    public static IEnumerable<BoundType> Write(IEnumerable<RefusedSql> refused) => refused.SelectMany(Write);

    public static IEnumerable<BoundType> Write(IEnumerable<(string Model, string Entity)> overlaps) =>
        overlaps.Select(o => new BoundType(NoModel, $"{Overlap}{o.Model}.{o.Entity}", ""));

    public static IReadOnlyList<(string Model, string Entity)> ReadOverlaps(IEnumerable<BoundType> stored) =>
        stored.Where(IsOverlap).Select(t => t.Name[Overlap.Length..].Split('.')).Select(p => (p[0], p[1])).ToList();

    public static IReadOnlyList<RefusedSql> Read(IEnumerable<BoundType> stored)
    {
        var told = stored.Where(t => t.Model == NoModel && !IsOverlap(t) && !FormulaTypes.IsOne(t) && !t.IsOfNewerText)
            .ToLookup(IsNoColumn);
        var missing = told[true].ToDictionary(t => t.Name[NoColumn.Length..], t => t.SqlType, StringComparer.Ordinal);
        return told[false].Select(t => new RefusedSql(KeyOf(t.Name), t.SqlType, missing.GetValueOrDefault(t.Name))).ToList();
    }

    private static IEnumerable<BoundType> Write(RefusedSql refused)
    {
        var name = (refused.Key.Kind == DefinitionKind.Metric ? Metric : SavedQuery) + refused.Key.Name;
        yield return new BoundType(NoModel, name, refused.Problem);
        if (refused.NoColumn is { } missing)
            yield return new BoundType(NoModel, NoColumn + name, missing);
    }

    private static DefinitionKey KeyOf(string name) => name.StartsWith(Metric, StringComparison.Ordinal)
        ? DefinitionKey.OfMetric(name[Metric.Length..]) : DefinitionKey.OfSavedQuery(name[SavedQuery.Length..]);

    private static bool IsNoColumn(BoundType stored) => stored.Name.StartsWith(NoColumn, StringComparison.Ordinal);

    private static bool IsOverlap(BoundType stored) => stored.Model == NoModel && stored.Name.StartsWith(Overlap, StringComparison.Ordinal);
}

/// <summary>A definition whose SQL the store refuses.</summary>
/// <param name="Key">The definition.</param>
/// <param name="Problem">The store's message.</param>
/// <param name="NoColumn">The column name that the store does not know, if that is the reason; null otherwise.</param>
internal sealed record RefusedSql(DefinitionKey Key, string Problem, string? NoColumn);
