using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Binding;

/// <summary>An expression of a semantic model that has a type.</summary>
internal sealed record Member(DefinitionKey Key, string Expr, SourceLocation Location)
{
    public static IReadOnlyList<Member> Of(SemanticModel model) =>
    [
        .. model.Entities.Select(e => new Member(new DefinitionKey(DefinitionKind.Entity, e.Name, model.Name), e.Expr, e.Location)),
        .. model.Dimensions.Select(d => new Member(new DefinitionKey(DefinitionKind.Dimension, d.Name, model.Name), d.Expr, d.Location)),
        .. model.Measures.Select(m => new Member(new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), m.Expr, m.Location)),
    ];
}
