using System.Text.Json.Nodes;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>A question; read by a reader of its own that reports every mistake, so this is only its description.</summary>
/// <param name="Metrics">
/// Names, or objects: name, share_of ("total" or a list of the group_by names to keep), as. None for the different values of group_by.
/// </param>
/// <param name="GroupBy">Names such as store__country or metric_time__month, or objects: name, as.</param>
/// <param name="Where">
/// Conditions on dimensions or metrics that must all hold: store__country = 'FR', transacted_amount > 100. As in SQL, != and not in leave
/// out what has no value: add "or store__country is null" to keep it. A date as an end (&lt;=, between) is that whole day.
/// </param>
/// <param name="TimeRange">The half-open span of metric_time: words such as "last 28 days", or an object: start, end.</param>
/// <param name="TimeConstraint">
/// dbt's span of metric_time: a list of two times, both included and widened to whole grains, an end that is a date being that whole day;
/// either may be null.
/// </param>
/// <param name="MinMaxOnly">True for the smallest and the largest value of each group_by, in one row; only without metrics.</param>
/// <param name="ApplyGroupBy">False for a row each time that values occur instead of once; only without metrics.</param>
/// <param name="TimeZone">The zone that days and times are counted in; UTC when not given.</param>
/// <param name="OrderBy">
/// Columns to order by; - before a name for descending. A metric that is not asked for, or what group_by determines, may be named too.
/// </param>
/// <param name="Limit">The most rows to return.</param>
/// <param name="Offset">The rows to leave out before the first one; with page the token says where to go on.</param>
/// <param name="Page">The next of the page before.</param>
/// <param name="Fill">Only none so far.</param>
/// <param name="Format">json, csv, ndjson or xlsx; without it Accept decides.</param>
/// <param name="Numbers">number or string.</param>
/// <param name="Layout">arrays or objects.</param>
/// <param name="MinDataVersion">The publication that the answer must have seen.</param>
internal sealed record QueryShape(
    IReadOnlyList<JsonNode>? Metrics, IReadOnlyList<JsonNode>? GroupBy, IReadOnlyList<string>? Where, JsonNode? TimeRange,
    IReadOnlyList<string>? TimeConstraint,
    bool? MinMaxOnly, bool? ApplyGroupBy, string? TimeZone,
    IReadOnlyList<string>? OrderBy, long? Limit, long? Offset, string? Page, string? Fill, string? Format, string? Numbers,
        string? Layout, string? MinDataVersion);
