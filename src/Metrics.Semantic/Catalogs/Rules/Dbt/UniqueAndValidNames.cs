using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>
/// Names have dbt's form and are used once: within a model, among metrics, among models, among saved queries, among custom granularities.
/// </summary>
internal static class UniqueAndValidNames
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
    [
        .. TopLevel(written.Models.Select(m => (DefinitionKey.OfModel(m.Name), m.Location))),
        .. TopLevel(written.Metrics.Select(m => (DefinitionKey.OfMetric(m.Name), m.Location))),
        .. TopLevel(written.SavedQueries.Select(q => (DefinitionKey.OfSavedQuery(q.Name), q.Location))),
        .. written.Models.SelectMany(m => Elements(Of(m))),
        .. Granularities(written),
    ];

    private static IEnumerable<Finding> TopLevel(IEnumerable<(DefinitionKey Key, SourceLocation At)> definitions)
    {
        var first = new Dictionary<string, SourceLocation>();
        foreach (var (key, at) in definitions)
        {
            foreach (var wrong in ValidName.Problems(key.Name))
                yield return key.Broken(DiagnosticCode.InvalidName, wrong, at);
            if (!first.TryAdd(key.Name, at))
                yield return key.Broken(DiagnosticCode.DuplicateName, $"is also defined at {first[key.Name]}", at);
        }
    }

    // Measures before entities before dimensions, whatever their order in the file.
    private static List<(DefinitionKey Key, SourceLocation At)> Of(WrittenModel model) =>
    [
        .. model.Measures.Select(m => (new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), m.Location)),
        .. model.Entities.Select(e => (new DefinitionKey(DefinitionKind.Entity, e.Name, model.Name), e.Location)),
        .. model.Dimensions.Select(d => (new DefinitionKey(DefinitionKind.Dimension, d.Name, model.Name), d.Location)),
    ];

    private static IEnumerable<Finding> Elements(List<(DefinitionKey Key, SourceLocation At)> elements)
    {
        var first = new Dictionary<string, DefinitionKey>();
        foreach (var (key, at) in elements)
        {
            if (!first.TryAdd(key.Name, key))
                yield return key.Broken(DiagnosticCode.DuplicateName, $"the name is already that of a {first[key.Name].Word} there", at);
            foreach (var wrong in ValidName.Problems(key.Name))
                yield return key.Broken(DiagnosticCode.InvalidName, wrong, at);
        }
    }

    private static IEnumerable<Finding> Granularities(WrittenManifest written)
    {
        var taken = new Dictionary<string, string>();
        foreach (var (key, _) in written.Models.SelectMany(Of))
            taken[key.Name] = key.Word;
        foreach (var metric in written.Metrics)
            taken[metric.Name] = "metric";
        foreach (var model in written.Models)
            taken[model.Name] = "semantic model";
        var seen = new HashSet<string>();
        foreach (var (spine, name) in written.Spines.SelectMany(s => s.CustomGranularities.Select(g => (s, g.Name))))
        {
            var key = new DefinitionKey(DefinitionKind.TimeSpine, spine.Table);
            foreach (var wrong in ValidName.Problems(name.Text))
                yield return key.Broken(DiagnosticCode.InvalidName, $"custom granularity: {wrong}", name.At);
            if (taken.TryGetValue(name.Text, out var by))
                yield return key.Broken(DiagnosticCode.DuplicateName, $"the custom granularity '{name}' has the name of a {by}", name.At);
            if (!seen.Add(name.Text))
                yield return key.Broken(DiagnosticCode.DuplicateName, $"the custom granularity '{name}' is defined twice", name.At);
        }
    }
}
