using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Metrics.Conformance.Comparing;
using Metrics.Conformance.Requests;

namespace Metrics.Conformance.Running;

/// <summary>Questions that must be refused for a reason, and some that must not.</summary>
internal static partial class NegativeQueries
{
    // Our codes that say what the pack's kinds of errors say.
    private static readonly Dictionary<string, string[]> _reasons = new(StringComparer.Ordinal)
    {
        ["ambiguous_group_by"] = ["Q211", "Q210"],
        ["unknown_or_unreachable_group_by"] = ["Q201", "Q210", "Q211", "Q220", "C111"],
        ["unknown_metric"] = ["Q200"],
        ["metric_time_required"] = ["Q212"],
        ["date_part_not_allowed"] = ["Q220", "Q290", "Q230"],
        ["duplicate_metric"] = ["Q203", "Q100", "Q202"],
        ["empty_query"] = ["Q100"],
    };

    public static async Task<Verdict> RunAsync(ApiProcess api, JsonNode question, CancellationToken ct)
    {
        var asked = AskedQuery.Of(question["request_as_written"]!);
        var (status, answer) = asked.SavedQuery is { } saved
            ? await api.GetAsync($"/api/v1/saved-queries/{saved}/result", ct)
            : await api.PostAsync("/api/v1/query", asked.Body, ct);
        var verdict = new Verdict("negative/queries", question["id"]!.GetValue<string>(), "failed") { HttpStatus = status };
        var accepted = status == 200;
        var code = answer?["code"]?.GetValue<string>();
        var told = (answer?["errors"] as JsonArray)?.Select(e => e!["code"]?.GetValue<string>()).Append(code).ToList() ?? [code];
        // What is left out is refused with one problem, which has the code of its cause in brackets.
        told.AddRange(CausesIn(QuestionRun.Problem(answer)));
        if (!accepted)
            verdict = verdict with { Issues = new JsonArray(
                new JsonObject { ["level"] = "error", ["rule"] = null, ["code"] = code, ["message"] = QuestionRun.Problem(answer) }) };
        if (accepted != (question["expect"]!.GetValue<string>() == "accepted"))
            return verdict with { Reason = accepted ? "accepted, though it must be refused" : QuestionRun.Problem(answer) };
        var isReason = accepted || question["error_kind"]?.GetValue<string>() is not { } kind || !_reasons.TryGetValue(kind, out var codes)
            || told.Exists(codes.Contains);
        return isReason ? verdict with { Status = "passed" }
            : verdict with { Reason = $"refused with {string.Join(", ", told.Distinct())}, not for {question["error_kind"]}" };
    }

    private static IEnumerable<string> CausesIn(string? problem) =>
        problem is null ? [] : Cause().Matches(problem).Select(m => m.Groups["code"].Value);

    [GeneratedRegex(@"is left out of the catalog, since [^(]*\((?<code>C[0-9]{3})\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Cause();
}
