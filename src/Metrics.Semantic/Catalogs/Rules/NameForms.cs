using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// Names can be recognised inside <c>entity__dimension__grain</c>: no double underscore, no grain, not <c>metric_time</c>.
/// </summary>
internal static partial class NameForms
{
    private const int Longest = 63;

    public static IEnumerable<Finding> Check(RuleContext context) => Names(context.Set).Select(x => Check(x.Key, x.At)).OfType<Finding>();

    private static Finding? Check(DefinitionKey key, SourceLocation at)
    {
        if (!Form().IsMatch(key.Name) || key.Name.Contains("__", StringComparison.Ordinal) || IsReserved(key.Name))
            return new Finding(key, new Diagnostic(DiagnosticCode.InvalidName, $"{key}: {Why(key.Name)}", at, WayOut(key)));
        // A saved query's name is only used in URLs.
        return key.Kind == DefinitionKind.SavedQuery || key.Name.Length <= Longest
            ? null
            : new Finding(Breaks: null, new Diagnostic(
                DiagnosticCode.AwkwardName,
                $"{key} is longer than the {Longest} characters that PostgreSQL and most tools keep of a column's name", at));
    }

    private static IEnumerable<(DefinitionKey Key, SourceLocation At)> Names(DefinitionSet set) =>
    [
        .. set.Models.Select(m => (DefinitionKey.OfModel(m.Name), m.Location)),
        .. set.Models.SelectMany(m => m.Entities.Select(e => (new DefinitionKey(DefinitionKind.Entity, e.Name, m.Name), e.Location))),
        .. set.Models.SelectMany(m => m.Dimensions.Select(d => (new DefinitionKey(DefinitionKind.Dimension, d.Name, m.Name), d.Location))),
        .. set.Models.SelectMany(
            m => m.Measures.Where(x => !x.IsOfMetric).Select(x => (new DefinitionKey(DefinitionKind.Measure, x.Name, m.Name), x.Location))),
        .. set.Metrics.Select(m => (DefinitionKey.OfMetric(m.Name), m.Location)),
        .. set.SavedQueries.Select(q => (DefinitionKey.OfSavedQuery(q.Name), q.Location)),
    ];

    private static bool IsReserved(string name) => name == NameIndex.MetricTime || Grains.Find(name) is not null;

    private static string Why(string name) => IsReserved(name)
        ? $"'{name}' is a reserved word of the query language"
        : $"'{name}' is not a name: lower-case letters, digits and single underscores, a letter first";

    // The element can have another name than its column.
    private static string? WayOut(DefinitionKey key) =>
        IsReserved(key.Name) && (key.Kind is DefinitionKind.Entity or DefinitionKind.Dimension or DefinitionKind.Measure)
            ? $"rename it (dbt refuses the name too), with expr: {key.Name} if that is its column" : null;

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex Form();
}
