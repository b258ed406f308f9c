using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Binding;

/// <summary>
/// What tables told when the catalog was bound, stored among the types, of no model: refused conditions by kind and name with the store's
/// words, and entities whose rows overlap.
/// </summary>
internal static class StoredRefusals
{
    private const string NoModel = "";
    private const string Metric = "metric.";
    private const string SavedQuery = "saved_query.";
    private const string Overlap = "overlapping_validity.";

    public static IEnumerable<BoundType> Write(IEnumerable<(DefinitionKey Key, string Problem)> refused) =>
        refused.Select(r => new BoundType(NoModel, (r.Key.Kind == DefinitionKind.Metric ? Metric : SavedQuery) + r.Key.Name, r.Problem));

    public static IEnumerable<BoundType> Write(IEnumerable<(string Model, string Entity)> overlaps) =>
        overlaps.Select(o => new BoundType(NoModel, $"{Overlap}{o.Model}.{o.Entity}", ""));

    public static IReadOnlyList<(string Model, string Entity)> ReadOverlaps(IEnumerable<BoundType> stored) =>
        stored.Where(IsOverlap).Select(t => t.Name[Overlap.Length..].Split('.')).Select(p => (p[0], p[1])).ToList();

    public static IReadOnlyList<(DefinitionKey Key, string Problem)> Read(IEnumerable<BoundType> stored) =>
        stored.Where(t => t.Model == NoModel && !IsOverlap(t) && !FormulaTypes.IsOne(t))
        .Select(t => (t.Name.StartsWith(Metric, StringComparison.Ordinal) ? DefinitionKey.OfMetric(t.Name[Metric.Length..]) : DefinitionKey.OfSavedQuery(t.Name[SavedQuery.Length..]), t.SqlType))
        .ToList();

    private static bool IsOverlap(BoundType stored) => stored.Model == NoModel && stored.Name.StartsWith(Overlap, StringComparison.Ordinal);
}
