using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Binding;

/// <summary>What PostgreSQL refused of authors' conditions, stored among the types: of no model, the kind and name of what it is about, and its words.</summary>
internal static class StoredRefusals
{
    private const string NoModel = "";
    private const string Metric = "metric.";
    private const string SavedQuery = "saved_query.";

    public static IEnumerable<BoundType> Write(IEnumerable<(DefinitionKey Key, string Problem)> refused) =>
        refused.Select(r => new BoundType(NoModel, (r.Key.Kind == DefinitionKind.Metric ? Metric : SavedQuery) + r.Key.Name, r.Problem));

    public static IReadOnlyList<(DefinitionKey Key, string Problem)> Read(IEnumerable<BoundType> stored) => stored.Where(t => t.Model == NoModel)
        .Select(t => (t.Name.StartsWith(Metric, StringComparison.Ordinal) ? DefinitionKey.OfMetric(t.Name[Metric.Length..]) : DefinitionKey.OfSavedQuery(t.Name[SavedQuery.Length..]), t.SqlType))
        .ToList();
}
