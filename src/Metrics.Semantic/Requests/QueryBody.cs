using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Requests;

/// <summary>The only reader of queries, for all doors. It applies what a caller said to a question to start from.</summary>
internal sealed class QueryBody(DateTimeOffset now, RequestProblems problems)
{
    /// <summary>Keys that a later release will support.</summary>
    public static readonly string[] LaterKeys = ["top_n", "compare"];

    private static readonly string[] _rangeKeys = ["start", "end"];

    /// <param name="said">The keys and values that the caller gave.</param>
    /// <param name="keys">The keys that are allowed.</param>
    /// <param name="start">The question to start from: conditions are added to it, and other keys replace its parts.</param>
    /// <param name="startRange">The starting question's range in words, if it depends on the clock; else null.</param>
    /// <param name="mayAskNothing">True for a question that is still being composed and may be empty.</param>
    public Outcome<RequestedQuery> Read(
        RequestValue.Fields said, IReadOnlyCollection<string> keys, MetricQuery start, string? startRange = null,
        bool mayAskNothing = false)
    {
        var fields = new RequestFields(said, "", keys, LaterKeys, problems);
        var items = new QueryItems(problems);
        var zone = Zone(fields, start.TimeZone);
        var range = Range(fields, zone, startRange);
        Fill(fields);
        var query = start with
        {
            Metrics = Or(fields.List("metrics", RequestLimits.Metrics, items.Metric), start.Metrics),
            GroupBy = Or(fields.List("group_by", RequestLimits.GroupBy, items.GroupBy), start.GroupBy),
            Where = [.. start.Where, .. fields.List("where", RequestLimits.Where, items.Where)],
            TimeRange = range?.Window ?? start.TimeRange,
            TimeConstraint = Constraint(fields, zone) ?? start.TimeConstraint,
            MinMaxOnly = fields.Flag("min_max_only", start.MinMaxOnly),
            ApplyGroupBy = fields.Flag("apply_group_by", start.ApplyGroupBy),
            TimeZone = zone.Id,
            OrderBy = Or(fields.List("order_by", RequestLimits.OrderBy, items.OrderBy), start.OrderBy),
            Limit = fields.Whole("limit", RequestLimits.Rows) ?? start.Limit,
            Offset = fields.Whole("offset", RequestLimits.Rows) ?? start.Offset,
        };
        var requested = new RequestedQuery(query)
        {
            Format = fields.Text("format"),
            Numbers = (NumberForm)fields.Word("numbers", "number", "string"),
            Layout = (RowLayout)fields.Word("layout", "arrays", "objects"),
            MinDataVersion = fields.Whole("min_data_version", long.MaxValue, alsoText: true),
            IsRelative = range?.IsRelative ?? false,
            Page = fields.Text("page"),
        };
        if (query.Metrics.Count == 0 && query.GroupBy.Count == 0 && !mayAskNothing && !problems.Any)
            problems.Add("metrics", "nothing is asked for", "name at least one metric, or something to group by for its distinct values");
        return problems.Any ? problems.Refuse<RequestedQuery>() : Outcome<RequestedQuery>.Of(requested);
    }

    private static EquatableList<T> Or<T>(EquatableList<T> said, EquatableList<T> start) => said.Count > 0 ? said : start;

    private TimeZoneInfo Zone(RequestFields fields, string start)
    {
        var name = fields.Text("time_zone") ?? start;
        if (TimeZoneName.Find(name) is { } zone)
            return zone;
        problems.Add(
            fields.Path("time_zone"), $"{RequestProblems.Quoted(name)} is not a time zone", "use a name such as Europe/Madrid or UTC");
        return TimeZoneInfo.Utc;
    }

    private ResolvedRange? Range(RequestFields fields, TimeZoneInfo zone, string? startRange)
    {
        var path = fields.Path("time_range");
        var outcome = fields.Find("time_range") switch
        {
            null => startRange is null ? null : TimeRangeText.Parse(startRange, now, zone),
            RequestValue.Text words => TimeRangeText.Parse(words.Value, now, zone),
            RequestValue.Fields ends => Ends(new RequestFields(ends, path, _rangeKeys, [], problems), zone),
            { } other => Wrong(path, other),
        };
        if (outcome is null || outcome.Succeeded(out var range))
            return outcome?.Value;
        problems.Add(path, outcome.Diagnostics);
        return range;
    }

    private TimeConstraint? Constraint(RequestFields fields, TimeZoneInfo zone)
    {
        var path = fields.Path("time_constraint");
        var outcome = fields.Find("time_constraint") switch
        {
            null => null,
            RequestValue.List { Items: [RequestValue.Text or RequestValue.Nothing, RequestValue.Text or RequestValue.Nothing] both } =>
                TimeConstraintText.Between((both[0] as RequestValue.Text)?.Value, (both[1] as RequestValue.Text)?.Value, zone),
            RequestValue.Text words when words.Value.Split('/') is [var start, var end] =>
                TimeConstraintText.Between(Side(start), Side(end), zone),
            { } other => WrongConstraint(path, other),
        };
        if (outcome is not null && !outcome.Succeeded(out _))
            problems.Add(path, outcome.Diagnostics);
        return outcome?.Value;
    }

    private static string? Side(string text) => text.Trim() is var side and not ("" or "..") ? side : null;

    private Outcome<TimeConstraint>? WrongConstraint(string path, RequestValue found)
    {
        problems.WrongType(path, "a list of two times, either of which may be null", found);
        return null;
    }

    private static Outcome<ResolvedRange> Ends(RequestFields ends, TimeZoneInfo zone) =>
        TimeRangeText.Between(ends.Text("start"), ends.Text("end"), zone);

    private Outcome<ResolvedRange>? Wrong(string path, RequestValue found)
    {
        problems.WrongType(path, "words such as \"last 28 days\" or {\"start\": …, \"end\": …}", found);
        return null;
    }

    private void Fill(RequestFields fields)
    {
        if (fields.Text("fill") is { } fill && fill != "none")
            problems.NotYet($"fill {RequestProblems.Quoted(fill)}");
    }
}
