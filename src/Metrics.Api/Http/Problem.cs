using System.Text.Json.Serialization;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>A refusal as RFC 9457 describes it, with the code to test for and the way out.</summary>
/// <param name="Type">Where the code is explained.</param>
/// <param name="Title">The kind of problem; the same for every problem of the code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong with this request.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Hint">The way out, if there is one.</param>
/// <param name="Candidates">Known names nearest to an unknown one, best first.</param>
/// <param name="Location">Where it is in a file of definitions.</param>
/// <param name="RetryAfter">After how many seconds to ask again, where that is known; alone it is the header Retry-After as well.</param>
/// <param name="Errors">Everything that is wrong; the first is the problem itself.</param>
internal sealed record Problem(
    string Type, string Title, int Status, string Detail, string Code, string? Hint, IReadOnlyList<string> Candidates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemLocation? Location,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter,
    IReadOnlyList<ProblemError> Errors)
{
    public static Problem Of(IReadOnlyList<Diagnostic> diagnostics, bool inPath = false, bool inForm = false)
    {
        var first = diagnostics[0];
        return new(
            $"/problems/{first.Code.Id}",
            first.Code.Title,
            ProblemStatus.Of(first.Code, inPath, inForm),
            KeyTraces.Remove(first.Message),
            first.Code.Id,
            first.Hint,
            [.. first.Candidates],
            ProblemLocation.Of(first.Location),
            RetryAfterOf(first),
            [.. diagnostics.Select(ProblemError.Of)]);
    }

    /// <summary>Whole seconds after which to try again; null when unknown.</summary>
    public static int? RetryAfterOf(Diagnostic diagnostic) =>
        diagnostic.RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null;
}

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">The way out, if there is one.</param>
/// <param name="Candidates">Known names nearest to an unknown one, best first.</param>
/// <param name="Location">Where it is in a file of definitions.</param>
internal sealed record ProblemError(
    string Code, string Message, string? Hint, IReadOnlyList<string> Candidates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemLocation? Location)
{
    public static ProblemError Of(Diagnostic diagnostic) => new(
        diagnostic.Code.Id, KeyTraces.Remove(diagnostic.Message), diagnostic.Hint, [.. diagnostic.Candidates],
            ProblemLocation.Of(diagnostic.Location));
}

/// <summary>A place in a file, counted from 1.</summary>
/// <param name="File">The file, relative to the project.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
internal sealed record ProblemLocation(string File, int Line, int Column)
{
    public static ProblemLocation? Of(SourceLocation? location) => location is { } at ? new(at.File, at.Line, at.Column) : null;
}
