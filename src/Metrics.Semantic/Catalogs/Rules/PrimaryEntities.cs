using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>A model has at most one primary entity, and must have one if it has dimensions, because it is their prefix.</summary>
internal static class PrimaryEntities
{
    public static IEnumerable<Finding> Check(RuleContext context) => context.Set.Models.SelectMany(Check);

    private static IEnumerable<Finding> Check(SemanticModel model)
    {
        var primary = model.Entities.Where(e => e.Kind == EntityKind.Primary).ToList();
        if (primary.Count > 1)
        {
            yield return Broken(
                model, DiagnosticCode.DuplicateName, primary[1].Location,
                $"has two primary entities, '{primary[0].Name}' and '{primary[1].Name}'",
                "make the others unique or foreign");
        }
        else if (primary.Count == 1 && model.PrimaryEntityName is { } other && other != primary[0].Name)
        {
            yield return Broken(
                model, DiagnosticCode.WrongValue, model.Location,
                $"sets primary_entity '{other}', but its primary entity is '{primary[0].Name}'",
                "primary_entity is for models without one among their entities");
        }
        else if (model.PrimaryEntity is null && model.Dimensions.Count > 0)
        {
            yield return Broken(
                model, DiagnosticCode.MissingKey, model.Location, "has dimensions but no primary entity to name them by",
                "add an entity of type primary, or primary_entity");
        }
    }

    private static Finding Broken(SemanticModel model, DiagnosticCode code, SourceLocation at, string message, string hint) =>
        new(DefinitionKey.OfModel(model.Name), new Diagnostic(code, $"semantic model '{model.Name}' {message}", at, hint));
}
