using System.Text.Json.Nodes;
using Metrics.Api.Formats;
using Metrics.Api.Http;

namespace Metrics.Api.Doors.Batch;

/// <summary>Several questions at once, answered from one publication.</summary>
/// <param name="Queries">
/// The questions; at most 50, each as it would be posted to /query, or a saved query by name. Their answers are JSON.
/// </param>
internal sealed record BatchShape(IReadOnlyList<BatchedQueryShape> Queries);

/// <summary>What became of each question, in their order.</summary>
/// <param name="Results">The answers or problems.</param>
internal sealed record BatchAnswerShape(IReadOnlyList<BatchItemShape> Results);

/// <summary>What became of one question.</summary>
/// <param name="Status">The status that it would have been answered with alone.</param>
/// <param name="Cache">What Cache-Status would have said; left out when there is no answer.</param>
/// <param name="Answer">The answer; left out when there is none.</param>
/// <param name="Problem">Why there is none; left out when there is.</param>
internal sealed record BatchItemShape(int Status, string? Cache, AnswerShape? Answer, Problem? Problem);

/// <summary>One question of a batch: as the body of /query, or a saved query by name.</summary>
/// <param name="SavedQuery">
/// The saved query asked for, with the keys that its result takes in a URL; without it the keys are those of /query.
/// </param>
/// <param name="Parameters">A value for each of the saved query's parameters.</param>
/// <param name="Metrics">As in /query.</param>
/// <param name="GroupBy">As in /query.</param>
/// <param name="Where">As in /query.</param>
/// <param name="TimeRange">As in /query.</param>
/// <param name="TimeConstraint">As in /query.</param>
/// <param name="MinMaxOnly">As in /query.</param>
/// <param name="ApplyGroupBy">As in /query.</param>
/// <param name="TimeZone">As in /query.</param>
/// <param name="OrderBy">As in /query.</param>
/// <param name="Limit">As in /query.</param>
/// <param name="Offset">As in /query.</param>
/// <param name="Page">As in /query.</param>
/// <param name="Fill">As in /query.</param>
/// <param name="Format">Only json.</param>
/// <param name="Numbers">As in /query.</param>
/// <param name="Layout">As in /query.</param>
/// <param name="MinDataVersion">As in /query, without the wait.</param>
internal sealed record BatchedQueryShape(
    string? SavedQuery, IReadOnlyDictionary<string, JsonNode>? Parameters,
    IReadOnlyList<JsonNode>? Metrics, IReadOnlyList<JsonNode>? GroupBy, IReadOnlyList<string>? Where, JsonNode? TimeRange,
    IReadOnlyList<string>? TimeConstraint,
    bool? MinMaxOnly, bool? ApplyGroupBy, string? TimeZone,
    IReadOnlyList<string>? OrderBy, long? Limit, long? Offset, string? Page, string? Fill, string? Format, string? Numbers,
        string? Layout, string? MinDataVersion);
