using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>An entity has the same label in all models.</summary>
internal static class EntityLabels
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var first = new Dictionary<string, (string Label, string Model)>();
        foreach (var (model, entity) in written.Models.SelectMany(m => m.Entities.Where(e => e.Label is not null).Select(e => (m, e))))
        {
            if (first.TryAdd(entity.Name, (entity.Label!.Text, model.Name)) || first[entity.Name].Label == entity.Label.Text)
                continue;
            yield return new Finding(Breaks: null, new Diagnostic(
                DiagnosticCode.WrongValue,
                $"{new DefinitionKey(DefinitionKind.Entity, entity.Name, model.Name)}: its label is '{entity.Label}', but "
                + $"'{first[entity.Name].Label}' in '{first[entity.Name].Model}'",
                entity.Label.At));
        }
    }
}
