using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Models that are closed because of policies in a text that is not in force. They are stored among the types, under no model: the text
/// itself is not published, so a reader could not tell otherwise why these models have no types.
/// </summary>
public static class StoredClosings
{
    private const string NoModel = "";
    private const string Prefix = "closed.";

    /// <summary>The files with such texts.</summary>
    public static IEnumerable<string> Files(IEnumerable<BoundType> stored) => stored.Where(IsOne).Select(t => t.SqlType).Distinct();

    internal static bool IsOne(BoundType stored) => stored.Model == NoModel && stored.Name.StartsWith(Prefix, StringComparison.Ordinal);

    internal static IEnumerable<BoundType> Write(IEnumerable<(SemanticModel Model, string Path)> closings) =>
        closings.Select(c => new BoundType(NoModel, $"{Prefix}{c.Model.Name}.{c.Path}", c.Path)).Distinct();

    internal static ILookup<string, string> Read(IEnumerable<BoundType> stored) => stored.Where(IsOne)
        .ToLookup(t => t.Name[Prefix.Length..^(t.SqlType.Length + 1)], t => t.SqlType, StringComparer.Ordinal);
}
