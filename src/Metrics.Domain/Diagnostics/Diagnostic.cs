using Metrics.Domain.Refreshing;

namespace Metrics.Domain.Diagnostics;

/// <summary>One problem found in a definition or a question: what, where, and what to write instead.</summary>
/// <param name="Code">The stable code callers may test for.</param>
/// <param name="Message">A sentence that uses the author's names.</param>
/// <param name="Location">Its place in a file; null for questions.</param>
/// <param name="Hint">The way out, if there is one.</param>
/// <param name="Candidates">Known names nearest to an unknown one, best first.</param>
public sealed record Diagnostic(
    DiagnosticCode Code,
    string Message,
    SourceLocation? Location = null,
    string? Hint = null,
    EquatableList<string> Candidates = default)
{
    /// <summary>How long to wait before asking again; null when that is unknown or useless.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the engine or the system said about it: for a log, never for the caller.</summary>
    public DataText? Cause { get; init; }

    /// <summary>All definitions that are left out because of it; the message may name only some.</summary>
    public EquatableList<string> Affects { get; init; }

    /// <summary>
    /// The unknown name in a question or definition; null when the problem is something else, or when a file with an error explains it.
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
