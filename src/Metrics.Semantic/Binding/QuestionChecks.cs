using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Binding;

/// <summary>A question that will be asked later, such as a golden test's.</summary>
/// <param name="Query">The question.</param>
/// <param name="By">What asks it: <c>golden test 'paid'</c>.</param>
/// <param name="At">Where it is written.</param>
public sealed record LaterQuestion(MetricQuery Query, string By, SourceLocation At);

/// <summary>Checks questions as far as that is possible before their tables exist.</summary>
public static class QuestionChecks
{
    /// <summary>One problem for each question that will be refused.</summary>
    /// <param name="draft">The definitions.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="typeOf">The type of a column of a table; null where none is declared.</param>
    public static IEnumerable<Diagnostic> Of(
        CatalogDraft draft, IEnumerable<LaterQuestion> questions, Func<string, string, DataType?> typeOf)
    {
        var catalog = new UnboundCatalog(draft, typeOf).Make();
        foreach (var question in questions)
        {
            // An unknown metric is reported by UnknownMetrics, and a wrong one at its definition.
            if (question.Query.Metrics.Any(m => DeclaredNames.Of(catalog).FindMetric(m.Name) is null))
                continue;
            var refused = TouchedTables.Of(catalog, question.Query, default).Diagnostics
                .FirstOrDefault(d => d.Code.Id[0] == 'Q' && (d.Code != DiagnosticCode.WrongComparison || HasKnownTypes(catalog, question)));
            if (refused is null)
                continue;
            var code = IsExplained(catalog, question) ? DiagnosticCode.LeftOut
                : refused.Unknown is null ? DiagnosticCode.WrongValue : DiagnosticCode.UnknownName;
            yield return new Diagnostic(
                code, $"{question.By} cannot be asked: {refused.Message}", question.At, refused.Hint, refused.Candidates);
        }
    }

    // One of its names is declared in a file with an error, and that error is reported there.
    private static bool IsExplained(Catalog catalog, LaterQuestion question) =>
        NamesOf(question).Any(n => UnreadFiles.WhyDimension(catalog, n).Length > 0);

    // The type of a minimum, a maximum or a formula is known only to the tables.
    private static bool HasKnownTypes(Catalog catalog, LaterQuestion question) =>
        NamesOf(question).Concat(question.Query.Metrics.Select(m => m.Name)).Select(DeclaredNames.Of(catalog).FindMetric)
            .All(m => m is null || (m is SimpleMetric simple && catalog.Measures.TryGetValue(simple.Measure, out var of)
                && of.Measure.Aggregation is not (Aggregation.Min or Aggregation.Max)));

    private static IEnumerable<string> NamesOf(LaterQuestion question) =>
        question.Query.Where.SelectMany(f => f.Names()).Select(n => n.Text);
}
