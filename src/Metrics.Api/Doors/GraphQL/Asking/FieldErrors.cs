using Metrics.Api.Doors.GraphQL.Data;
using Metrics.Api.Http;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.GraphQL;
using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Diagnostics as GraphQL errors: the same codes, hints and candidates as REST's problems have.</summary>
internal static class FieldErrors
{
    private const int MostTried = 50;

    public static void Report(ResolveContext context, IEnumerable<Diagnostic> diagnostics, SelectedField? at = null)
    {
        foreach (var diagnostic in diagnostics)
            context.ReportError(KeyTraces.Remove(diagnostic.Message), Extensions(diagnostic), at);
    }

    /// <summary>The value, or its errors reported.</summary>
    public static ValueTask<object?> Settle<T>(ResolveContext context, Outcome<T> outcome)
        where T : class
    {
        if (!outcome.Succeeded(out var value))
            Report(context, outcome.Diagnostics);
        return new(value);
    }

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
            Report(context, rest.Where(own.Contains), column.Selected);
            rest.RemoveAll(own.Contains);
        }

        Report(context, rest);
    }

    // Nor is a busy engine made busier to find out which field it was.
    private static bool IsOfNames(Diagnostic problem) => problem.Code.Id[0] is 'Q' or 'C';

    /// <summary>A refusal of a whole request.</summary>
    public static GraphQLError OfRequest(Diagnostic diagnostic) =>
        new(ErrorKind.Request, KeyTraces.Remove(diagnostic.Message)) { Extensions = Extensions(diagnostic) };

    public static IReadOnlyDictionary<string, object?> Extensions(Diagnostic diagnostic)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = diagnostic.Code.Id };
        if (diagnostic.Hint is { } hint)
            extensions["hint"] = hint;
        if (diagnostic.Candidates.Count > 0)
            extensions["candidates"] = diagnostic.Candidates.ToList();
        if (Problem.RetryAfterOf(diagnostic) is { } seconds)
            extensions["retryAfter"] = seconds;
        if (ProblemLocation.Of(diagnostic.Location) is var (file, line, column))
            extensions["location"] = new Dictionary<string, object?> { ["file"] = file, ["line"] = line, ["column"] = column };
        return extensions;
    }

    private static MetricQuery Alone(MetricQuery query, DataColumn column) => new()
    {
        Metrics = column.Data.IsMetric
            ? query.Metrics.Where(m => m.Column == column.Name).ToEquatableList()
            : query.Metrics.Select(m => new MetricRequest(m.Name)).Distinct().ToEquatableList(),
        GroupBy = column.Data.IsMetric ? default : [new GroupByRequest(column.Name)],
        TimeZone = query.TimeZone,
    };
}
