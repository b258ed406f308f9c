using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>Problems of a <c>data</c> field, each at the selected field that it is of.</summary>
internal static class DataErrors
{
    private const int MostTried = 50;

    /// <summary>
    /// Reports each problem of a question's names at the selected field that has it even alone, and the rest at the field around them.
    /// </summary>
    public static async Task ReportAsync(
        ResolveContext context, DataQuestion question, RequestAnswers answers, EquatableList<Diagnostic> diagnostics, CancellationToken ct)
    {
        var rest = diagnostics.Distinct().ToList();
        // Every column is a question of its own, in its caller's turn: only where a name may be the reason, and not for ever.
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

    // Nor is a busy engine made busier to find out which field it was.
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
