using System.Collections.Frozen;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>No element and no table has the name of a word that SQL reserves on every engine.</summary>
public static class ReservedKeywords
{
    /// <summary>The words.</summary>
    public static readonly FrozenSet<string> Words = new[]
    {
        "and", "as", "create", "distinct", "for", "from", "full", "having", "in", "inner", "into", "is", "join", "left", "like", "natural",
        "not", "null", "on", "or", "right", "select", "union", "using", "where", "with",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.SelectMany(Check);

    private static IEnumerable<Finding> Check(WrittenModel model)
    {
        if ((model.RelationName ?? model.Table).Split('.').FirstOrDefault(Words.Contains) is { } word)
            yield return DefinitionKey.OfModel(model.Name)
                .Broken(DiagnosticCode.InvalidName, $"its table has '{word}' in its name, which is an SQL keyword", model.Location);
        foreach (var (key, at) in Elements(model).Where(e => Words.Contains(e.Key.Name)))
            yield return key.Broken(
                DiagnosticCode.InvalidName, $"'{key.Name}' is an SQL keyword", at, "rename it, and name the column in expr");
    }

    private static IEnumerable<(DefinitionKey Key, SourceLocation At)> Elements(WrittenModel model) =>
    [
        .. model.Dimensions.Select(d => (new DefinitionKey(DefinitionKind.Dimension, d.Name, model.Name), d.Location)),
        .. model.Entities.Select(e => (new DefinitionKey(DefinitionKind.Entity, e.Name, model.Name), e.Location)),
        .. model.Measures.Select(m => (new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), m.Location)),
    ];
}
