using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>An entity that two packs use is declared as shared; otherwise the same word could join unrelated things.</summary>
internal static class SharedEntities
{
    public static IEnumerable<Finding> Check(RuleContext context) => context.Set.Models
        .SelectMany(m => m.Entities.Select(e => (Model: m, Entity: e)))
        .GroupBy(x => x.Entity.Name)
        .Where(g => !context.Source.SharedEntities.Contains(g.Key) && g.Select(x => x.Model.Pack).Distinct().Count() > 1)
        .SelectMany(g => g.Select(x => Strangers(x, g.First(o => o.Model.Pack != x.Model.Pack))));

    private static Finding Strangers((SemanticModel Model, Entity Entity) one, (SemanticModel Model, Entity Entity) other) => new(
        new DefinitionKey(DefinitionKind.Entity, one.Entity.Name, one.Model.Name),
        new Diagnostic(
            DiagnosticCode.DuplicateName,
            $"entity '{one.Entity.Name}' of pack '{one.Model.Pack}' is also one of pack '{other.Model.Pack}' ({other.Entity.Location})",
            one.Entity.Location,
            "rename one, or list it under shared_entities in metrics.yml if both mean the same things"));
}
