using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Runs;

/// <summary>A request for a run, in one normal form whatever the order of its words, so that equal requests compare equal.</summary>
/// <param name="Selection">The words of the selection, sorted; null for everything.</param>
/// <param name="FullRefresh">Build everything selected, changed or not.</param>
/// <param name="RetryOf">The run whose unfinished part is to be done; null for no retry.</param>
/// <param name="RetryWhenLost">Run again automatically when its worker is lost.</param>
internal sealed partial record RunAsked(string? Selection, bool FullRefresh, Guid? RetryOf = null, bool RetryWhenLost = false)
{
    private const string Last = "last";
    private const string WhenLost = "retry_when_lost";
    private const int LongestSelection = 2000;
    private static readonly string[] Keys = ["select", "full_refresh", "retry", WhenLost];

    /// <summary>True when the run to retry is the one that ended last.</summary>
    public bool RetriesLast { get; init; }

    public static Outcome<RunAsked> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement)
                : Malformed("the body must be a JSON object", "{} asks for everything");
        }
        catch (JsonException e)
        {
            return Malformed($"the body is not JSON: {e.Message}", "{} asks for everything");
        }
    }

    private static Outcome<RunAsked> Read(JsonElement body)
    {
        var problems = new List<Diagnostic>();
        foreach (var key in body.EnumerateObject().Select(p => p.Name).Where(k => !Keys.Contains(k)))
            problems.Add(new Diagnostic(DiagnosticCode.MalformedRequest, $"unknown key '{key}'", Candidates: NearestNames.To(key, Keys)));
        var words = Words(body, problems);
        var full = Flag(body, "full_refresh", problems);
        var whenLost = Flag(body, WhenLost, problems);
        var (last, run) = Retried(body, problems);
        if ((last || run is not null) && (words.Count > 0 || full))
            problems.Add(new Diagnostic(
                DiagnosticCode.MalformedRequest, "a retry repeats what its run was asked for",
                Hint: "leave out select and full_refresh, or leave out retry"));
        return problems.Count > 0
            ? Outcome<RunAsked>.Refused(problems)
            : Outcome<RunAsked>.Of(
                new RunAsked(words.Count == 0 ? null : string.Join(' ', words), full, run, whenLost) { RetriesLast = last });
    }

    private static (bool Last, Guid? Run) Retried(JsonElement body, List<Diagnostic> problems)
    {
        if (!body.TryGetProperty("retry", out var retry) || retry.ValueKind == JsonValueKind.Null)
            return (false, null);
        if (retry.ValueKind == JsonValueKind.String && retry.GetString() == Last)
            return (true, null);
        if (retry.ValueKind == JsonValueKind.String && retry.TryGetGuid(out var run))
            return (false, run);
        problems.Add(new Diagnostic(
            DiagnosticCode.MalformedRequest, "retry must be the id of a run, or \"last\"", Hint: "/api/v1/runs lists runs with their ids"));
        return (false, null);
    }

    private static SortedSet<string> Words(JsonElement body, List<Diagnostic> problems)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        if (!body.TryGetProperty("select", out var select) || select.ValueKind == JsonValueKind.Null)
            return words;
        var texts = select.ValueKind == JsonValueKind.Array ? select.EnumerateArray().ToList() : [select];
        if (!texts.TrueForAll(t => t.ValueKind == JsonValueKind.String))
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.MalformedRequest, "select must be a text or a list of texts",
                Hint: "such as \"pack:storefront\" or \"+fct_transactions\""));
            return words;
        }

        foreach (var word in texts.SelectMany(t => t.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (Word().IsMatch(word) && KeyTraces.Remove(word) == word)
                words.Add(word);
            else
                problems.Add(new Diagnostic(
                    DiagnosticCode.MalformedRequest, "select has an invalid word",
                    Hint: "valid words are such as pack:storefront, tag:daily, +fct_transactions or dim_store+"));
        }

        if (words.Sum(w => w.Length + 1) > LongestSelection)
            problems.Add(new Diagnostic(DiagnosticCode.MalformedRequest, $"select has at most {LongestSelection} characters"));
        return words;
    }

    private static bool Flag(JsonElement body, string key, List<Diagnostic> problems)
    {
        if (!body.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            problems.Add(new Diagnostic(DiagnosticCode.MalformedRequest, $"{key} must be true or false"));
        return value.ValueKind == JsonValueKind.True;
    }

    private static Outcome<RunAsked> Malformed(string message, string hint) =>
        Outcome<RunAsked>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, message, Hint: hint));

    [GeneratedRegex(@"^[\w+*:.,@][\w+*:.,@-]*$")]
    private static partial Regex Word();
}

/// <summary>What a run is asked for with; read by a reader of its own that reports every mistake, so this is only its
/// description.</summary>
/// <param name="Select">Words of a selection in a text or a list: names, pack:NAME, tag:NAME, +NAME with all upstream, NAME+ with all
/// downstream; everything when not given.</param>
/// <param name="FullRefresh">Build everything selected, changed or not.</param>
/// <param name="Retry">Instead of both: the id of a run that ended, or "last"; what it did not get done is run again: tables that failed,
/// were skipped, or never had their turn.</param>
/// <param name="RetryWhenLost">Make the run again, twice at most, when its worker is lost: killed, or cut off from PostgreSQL.</param>
internal sealed record RunShape(JsonNode? Select, bool? FullRefresh, string? Retry, bool? RetryWhenLost);
