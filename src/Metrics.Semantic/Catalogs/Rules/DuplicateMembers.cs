using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>Within a model no two entities have the same name, and no two dimensions.</summary>
internal static class DuplicateMembers
{
    public static IEnumerable<Finding> Check(RuleContext context) => context.Set.Models.SelectMany(m =>
        DuplicateNames.Twice(m.Entities.Select(e => (new DefinitionKey(DefinitionKind.Entity, e.Name, m.Name), e.Location)))
            .Concat(
                DuplicateNames.Twice(m.Dimensions.Select(d => (new DefinitionKey(DefinitionKind.Dimension, d.Name, m.Name), d.Location)))));
}
