using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Models that are closed because of policies in a text that is not in force, and tables that are closed because of policies over one that
/// does not exist. They are stored among the types, under no model: neither the text nor which tables the project builds is published, so a
/// reader could not tell otherwise.
/// </summary>
public static class StoredClosings
{
    private const string NoModel = "";
    private const string Prefix = "closed.";
    private const string TablePrefix = "closed table.";

    /// <summary>The files with such texts.</summary>
    public static IEnumerable<string> Files(IEnumerable<BoundType> stored) => stored.Where(IsOfModel).Select(t => t.SqlType).Distinct();

    internal static bool IsOne(BoundType stored) => IsOfModel(stored) || IsOfTable(stored);

    internal static IEnumerable<BoundType> Write(IEnumerable<(SemanticModel Model, string Path)> closings) =>
        closings.Select(c => new BoundType(NoModel, $"{Prefix}{c.Model.Name}.{c.Path}", c.Path)).Distinct();

    internal static IEnumerable<BoundType> Write(IEnumerable<UnplacedPolicy> closings) =>
        closings.Select(c => new BoundType(NoModel, TablePrefix + c.Table, c.Missing));

    internal static IEnumerable<UnplacedPolicy> ReadTables(IEnumerable<BoundType> stored) =>
        stored.Where(IsOfTable).Select(t => new UnplacedPolicy(t.Name[TablePrefix.Length..], t.SqlType));

    private static bool IsOfModel(BoundType stored) => stored.Model == NoModel && stored.Name.StartsWith(Prefix, StringComparison.Ordinal);

    private static bool IsOfTable(BoundType stored) =>
        stored.Model == NoModel && stored.Name.StartsWith(TablePrefix, StringComparison.Ordinal);

    internal static ILookup<string, string> Read(IEnumerable<BoundType> stored) => stored.Where(IsOfModel)
        .ToLookup(t => t.Name[Prefix.Length..^(t.SqlType.Length + 1)], t => t.SqlType, StringComparer.Ordinal);
}
