using Metrics.Domain.Refreshing;

namespace Metrics.Domain.Diagnostics;

/// <summary>One problem found in a definition or a question: what, where, and what to write instead.</summary>
/// <param name="Code">The stable code callers may test for.</param>
/// <param name="Message">A sentence with the author's own names in it.</param>
/// <param name="Location">Where it stands in a file; null for questions.</param>
/// <param name="Hint">The way out, if there is one.</param>
/// <param name="Candidates">Known names nearest to an unknown one, best first.</param>
public sealed record Diagnostic(
    DiagnosticCode Code,
    string Message,
    SourceLocation? Location = null,
    string? Hint = null,
    EquatableList<string> Candidates = default)
{
    /// <summary>How long to wait before asking again; null when that is not known, or of no use.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the engine or the system said about it: for a log, never for whoever asked.</summary>
    public DataText? Cause { get; init; }

    /// <summary>The definitions that are left out for it, all of them; the message may name only some.</summary>
    public EquatableList<string> Affects { get; init; }

    /// <summary>
    /// The name, of a question or in a definition, that means nothing; null when it is about something else, or a file with an error
    /// explains it.
    /// </summary>
    public string? Unknown { get; init; }

    /// <summary>Error unless the code is a warning.</summary>
    public DiagnosticSeverity Severity => Code.Severity;

    /// <summary>Prints as compilers do: <c>sources.yml:12:5: error C101: unknown key 'typ' (did you mean 'type'?)</c>.</summary>
    public override string ToString()
    {
        var place = Location is { } at ? $"{at}: " : "";
        var nearest = Candidates.Count > 0 ? $" (did you mean {string.Join(" or ", Candidates.Select(c => $"'{c}'"))}?)" : "";
        var hint = Hint is null ? "" : $" — {Hint}";
        return $"{place}{(Severity == DiagnosticSeverity.Error ? "error" : "warning")} {Code.Id}: {Message}{nearest}{hint}";
    }
}
