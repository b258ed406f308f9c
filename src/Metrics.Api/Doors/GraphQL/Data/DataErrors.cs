using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>Reports the problems of a <c>data</c> field, each at the selected field that causes it.</summary>
internal static class DataErrors
{
    private const int MostTried = 50;

    /// <summary>
    /// Reports a problem of names at the selected field that has the same problem when asked alone. All other problems are reported at the
    /// surrounding field.
    /// </summary>
    public static async Task ReportAsync(
        ResolveContext context, DataQuestion question, RequestAnswers answers, EquatableList<Diagnostic> diagnostics, CancellationToken ct)
    {
        var rest = diagnostics.Distinct().ToList();
        // Each column is tried as a separate question that takes its caller's turn. So this is done only while a name may be the reason,
        // and only so often.
        foreach (var column in question.Selection.Columns.DistinctBy(c => c.Meaning).Take(MostTried))
        {
            if (!rest.Exists(IsOfNames))
                break;
            var own = await answers.ProblemsAsync(Alone(question.Start, column), ct);
            if (own.Any(d => !IsOfNames(d)))
                break;
            FieldErrors.Report(context, rest.Where(own.Contains), column.Selected);
            rest.RemoveAll(own.Contains);
        }

        FieldErrors.Report(context, rest);
    }

    // Load and engine problems end the search: it must not add load to a busy engine.
    private static bool IsOfNames(Diagnostic problem) => problem.Code.Id[0] is 'Q' or 'C';

    private static MetricQuery Alone(MetricQuery query, DataColumn column) => new()
    {
        Metrics = column.Data.IsMetric
            ? query.Metrics.Where(m => m.Column == column.Name).ToEquatableList()
            : query.Metrics.Select(m => new MetricRequest(m.Name)).Distinct().ToEquatableList(),
        GroupBy = column.Data.IsMetric ? default : [new GroupByRequest(column.Name)],
        TimeZone = query.TimeZone,
    };
}
