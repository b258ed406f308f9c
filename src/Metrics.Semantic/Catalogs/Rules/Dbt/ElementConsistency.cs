using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A name means the same kind of element (dimension, entity or measure) in all models.</summary>
internal static class ElementConsistency
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.SelectMany(Elements)
        .GroupBy(e => e.Key.Name)
        .Where(g => g.Select(e => e.Key.Kind).Distinct().Count() > 1)
        .SelectMany(g => g.DistinctBy(e => e.Key.Kind).Select(e => Mixed(e, g.First(o => o.Key.Kind != e.Key.Kind))));

    private static IEnumerable<(DefinitionKey Key, SourceLocation At)> Elements(WrittenModel model) =>
    [
        .. model.Measures.Select(m => (new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), m.Location)),
        .. model.Dimensions.Select(d => (new DefinitionKey(DefinitionKind.Dimension, d.Name, model.Name), d.Location)),
        .. model.Entities.Select(e => (new DefinitionKey(DefinitionKind.Entity, e.Name, model.Name), e.Location)),
    ];

    private static Finding Mixed((DefinitionKey Key, SourceLocation At) element, (DefinitionKey Key, SourceLocation At) other) =>
        element.Key.Broken(
            DiagnosticCode.DuplicateName, $"the name is also that of a {other.Key.Word} ({other.At})", element.At,
            "rename one of them");
}
