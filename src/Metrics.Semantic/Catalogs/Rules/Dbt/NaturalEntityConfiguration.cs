using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A model has at most one natural entity, and if it has one, its rows have a validity period.</summary>
internal static class NaturalEntityConfiguration
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.SelectMany(Check);

    private static IEnumerable<Finding> Check(WrittenModel model)
    {
        var natural = model.Entities.Where(e => e.Kind == EntityKind.Natural).DistinctBy(e => e.Name).ToList();
        if (natural.Count == 0)
            yield break;
        var key = DefinitionKey.OfModel(model.Name);
        if (natural.Count > 1)
            yield return key.Broken(
                DiagnosticCode.DuplicateName, $"has {natural.Count} natural entities: {string.Join(", ", natural.Select(e => e.Name))}",
                natural[1].Location, "at most one");
        if (model.Dimensions.All(d => d.Validity is null))
            yield return key.Broken(
                DiagnosticCode.MissingKey, $"the entity '{natural[0].Name}' is natural, but no dimensions define when a row is valid",
                natural[0].Location, "validity_params on two time dimensions, or another type of entity");
    }
}
