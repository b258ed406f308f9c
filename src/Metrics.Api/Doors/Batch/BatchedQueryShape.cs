using System.Text.Json.Nodes;

namespace Metrics.Api.Doors.Batch;

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
