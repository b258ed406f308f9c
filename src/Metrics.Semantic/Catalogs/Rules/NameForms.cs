using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>Names can be told apart inside <c>entity__dimension__grain</c>: no double underscore, no grain, not <c>metric_time</c>.</summary>
internal static partial class NameForms
{
    public static IEnumerable<Finding> Check(RuleContext context) => Names(context.Set)
        .Where(x => !Form().IsMatch(x.Key.Name) || x.Key.Name.Contains("__", StringComparison.Ordinal) || x.Key.Name.Length > Longest(x.Key.Kind) || IsReserved(x.Key.Name))
        .Select(x => new Finding(x.Key, new Diagnostic(DiagnosticCode.InvalidName, $"{x.Key}: {Why(x.Key.Name)}", x.At)));

    private static IEnumerable<(DefinitionKey Key, SourceLocation At)> Names(DefinitionSet set) =>
    [
        .. set.Models.Select(m => (DefinitionKey.OfModel(m.Name), m.Location)),
        .. set.Models.SelectMany(m => m.Entities.Select(e => (new DefinitionKey(DefinitionKind.Entity, e.Name, m.Name), e.Location))),
        .. set.Models.SelectMany(m => m.Dimensions.Select(d => (new DefinitionKey(DefinitionKind.Dimension, d.Name, m.Name), d.Location))),
        .. set.Models.SelectMany(m => m.Measures.Select(x => (new DefinitionKey(DefinitionKind.Measure, x.Name, m.Name), x.Location))),
        .. set.Metrics.Select(m => (DefinitionKey.OfMetric(m.Name), m.Location)),
        .. set.SavedQueries.Select(q => (DefinitionKey.OfSavedQuery(q.Name), q.Location)),
    ];

    // PostgreSQL cuts longer column names; a saved query's is in URLs only.
    private static int Longest(DefinitionKind kind) => kind == DefinitionKind.SavedQuery ? 100 : 63;

    private static bool IsReserved(string name) => name == NameIndex.MetricTime || Grains.Find(name) is not null;

    private static string Why(string name) => IsReserved(name)
        ? $"'{name}' is a word of the query language"
        : $"'{name}' is not a name: lower-case letters, digits and single underscores, a letter first, at most 63 (a saved query's: 100)";

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex Form();
}
