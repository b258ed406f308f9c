using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A measure's name is used once in all semantic models.</summary>
internal static class MeasuresUnique
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var first = new Dictionary<string, WrittenModel>();
        foreach (var (model, measure) in written.Models.SelectMany(model => model.Measures.Select(m => (model, m))))
        {
            if (!first.TryAdd(measure.Name, model))
            {
                yield return new DefinitionKey(DefinitionKind.Measure, measure.Name, model.Name).Broken(
                    DiagnosticCode.DuplicateName, $"there is a measure of this name in '{first[measure.Name].Name}' already",
                    measure.Location);
            }
        }
    }
}
