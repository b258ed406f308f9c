using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>
/// A model has one primary entity: of type primary among its entities, or named by <c>primary_entity</c>; one with dimensions needs it.
/// </summary>
internal static class PrimaryEntity
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.Select(Check).OfType<Finding>();

    private static Finding? Check(WrittenModel model)
    {
        var key = DefinitionKey.OfModel(model.Name);
        var primary = model.Entities.Where(e => e.Kind == EntityKind.Primary).ToList();
        return (primary.Count, model.PrimaryEntity) switch
        {
            ( > 1, _) => key.Broken(
                DiagnosticCode.DuplicateName, $"has {primary.Count} primary entities: {string.Join(", ", primary.Select(e => e.Name))}",
                primary[1].Location,
                "make the others unique or foreign"),
            (1, { } named) => key.Broken(
                DiagnosticCode.WrongValue, $"sets primary_entity '{named}', but has the entity '{primary[0].Name}' of type primary",
                named.At, "one of them"),
            (0, null) when model.Dimensions.Count > 0 => key.Broken(
                DiagnosticCode.MissingKey, "has dimensions but no primary entity to name them by", model.Location,
                "add an entity of type primary, or primary_entity"),
            _ => null,
        };
    }
}
