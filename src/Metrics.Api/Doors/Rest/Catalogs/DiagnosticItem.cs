using System.Text.Json.Serialization;
using Metrics.Api.Http;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Catalogs;

/// <summary>Something that is wrong with the definitions, or that their author should look at.</summary>
/// <param name="Severity"><c>error</c>: it is left out, or as its file's last good text has it; <c>warning</c>: it can be used.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Title">What kind of problem it is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">The way out, if there is one.</param>
/// <param name="Candidates">Known names nearest to an unknown one, best first.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Affects">With C141, the definitions that are left out for it.</param>
internal sealed record DiagnosticItem(
    string Severity, string Code, string Title, string Message, string? Hint, IReadOnlyList<string> Candidates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemLocation? Location,
    IReadOnlyList<string> Affects)
{
    public static DiagnosticItem Of(Diagnostic diagnostic) => new(
        WordOf(diagnostic.Severity), diagnostic.Code.Id, diagnostic.Code.Title, KeyTraces.Remove(diagnostic.Message), diagnostic.Hint,
        [.. diagnostic.Candidates], ProblemLocation.Of(diagnostic.Location), [.. diagnostic.Affects]);

    public static string WordOf(DiagnosticSeverity severity) => severity == DiagnosticSeverity.Error ? "error" : "warning";
}

/// <summary>A part of what was found wrong with the definitions in force, and how much there is in all.</summary>
/// <param name="Items">In the order of files and lines; what only follows from something else is folded into one line beside it.</param>
/// <param name="Next">The token to pass as <c>page</c> for the items after these; null at the end.</param>
/// <param name="Errors">How many errors there are, shown or not.</param>
/// <param name="Warnings">How many warnings there are, shown or not.</param>
/// <param name="Withheld">True where they are not shown, since they may name what a policy hides from the caller.</param>
internal sealed record DiagnosticsAnswer(IReadOnlyList<DiagnosticItem> Items, string? Next, int Errors, int Warnings, bool Withheld);
