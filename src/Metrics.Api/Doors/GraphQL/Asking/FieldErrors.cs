using Metrics.Api.Http;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL;
using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Turns diagnostics into GraphQL errors, with the same codes, hints and candidates as the problems of REST.</summary>
internal static class FieldErrors
{
    public static void Report(ResolveContext context, IEnumerable<Diagnostic> diagnostics, SelectedField? at = null)
    {
        foreach (var diagnostic in diagnostics)
            context.ReportError(KeyTraces.Remove(diagnostic.Message), Extensions(diagnostic), at);
    }

    /// <summary>The value of an outcome; when there is none, its errors are reported and null is returned.</summary>
    public static ValueTask<object?> Settle<T>(ResolveContext context, Outcome<T> outcome)
        where T : class
    {
        if (!outcome.Succeeded(out var value))
            Report(context, outcome.Diagnostics);
        return new(value);
    }

    /// <summary>The refusal of a whole request.</summary>
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
}

/// <summary>Thrown while a field's arguments are read; becomes the errors of that field.</summary>
internal sealed class RefusedException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
