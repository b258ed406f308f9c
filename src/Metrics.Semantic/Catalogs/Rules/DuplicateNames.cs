using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// Models, measures, metrics, saved queries and time spines are unique across packs. Of two neither is used: it could be the wrong one.
/// </summary>
internal static class DuplicateNames
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var set = context.Set;
        return
        [
            .. Twice(set.Models.Select(m => (DefinitionKey.OfModel(m.Name), m.Location))),
            .. Twice(
                set.Models.SelectMany(
                    m => m.Measures.Where(x => !x.IsOfMetric)
                        .Select(x => (new DefinitionKey(DefinitionKind.Measure, x.Name, m.Name), x.Location)))),
            .. Twice(set.Metrics.Select(m => (DefinitionKey.OfMetric(m.Name), m.Location))),
            .. Twice(set.SavedQueries.Select(q => (DefinitionKey.OfSavedQuery(q.Name), q.Location))),
            // One table can be the spine of several grains, by several columns.
            .. set.TimeSpines.GroupBy(t => (t.Column, t.Grain))
                .SelectMany(g => Twice(g.Select(t => (new DefinitionKey(DefinitionKind.TimeSpine, t.Table), t.Location)))),
        ];
    }

    public static IEnumerable<Finding> Twice(IEnumerable<(DefinitionKey Key, SourceLocation At)> definitions) => definitions
        .GroupBy(d => d.Key.Name)
        .Where(g => g.Count() > 1)
        .SelectMany(g => g.Select((d, i) => new Finding(d.Key, Duplicate(d, g.ElementAt(i == 0 ? 1 : 0).At))));

    private static Diagnostic Duplicate((DefinitionKey Key, SourceLocation At) definition, SourceLocation other) =>
        new(DiagnosticCode.DuplicateName, $"{definition.Key.Word} '{definition.Key.Name}' is also defined at {other}", definition.At);
}
