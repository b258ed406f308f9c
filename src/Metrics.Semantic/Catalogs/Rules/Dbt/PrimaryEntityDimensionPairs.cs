using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A dimension's full name, <c>entity__dimension</c>, is used by one model only.</summary>
internal static class PrimaryEntityDimensionPairs
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var first = new Dictionary<(string, string), WrittenModel>();
        foreach (var model in written.Models)
        {
            if (model.NamingEntity is not { } entity)
                continue;
            foreach (var dimension in model.Dimensions)
            {
                if (first.TryAdd((entity, dimension.Name), model) || first[(entity, dimension.Name)] == model)
                    continue;
                yield return new DefinitionKey(DefinitionKind.Dimension, dimension.Name, model.Name).Broken(
                    DiagnosticCode.DuplicateName,
                    $"'{entity}__{dimension.Name}' is already one of '{first[(entity, dimension.Name)].Name}'", dimension.Location,
                    "rename one of them");
            }
        }
    }
}
