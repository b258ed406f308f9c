using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

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

/// <summary>Reads the items of a body's lists: metrics, group-bys, conditions, orders.</summary>
internal sealed class QueryItems(RequestProblems problems)
{
    private static readonly string[] _metricKeys = ["name", "as", "share_of"];
    private static readonly string[] _modifiers = ["compare", "rolling", "to_date", "filter", "top_n", "other"];
    private static readonly string[] _groupByKeys = ["name", "as"];

    public MetricRequest? Metric(RequestValue item, string path)
    {
        if (item is RequestValue.Text)
            return Name(item, path, metric: true) is { } name ? new MetricRequest(name) : null;
        if (Fields(item, path, _metricKeys, _modifiers) is not { } fields)
            return null;
        var (named, alias, share) = (NameKey(fields, path, metric: true), Alias(fields), Share(fields));
        return named is null ? null : new MetricRequest(named, alias, share);
    }

    public GroupByRequest? GroupBy(RequestValue item, string path)
    {
        if (item is RequestValue.Text)
            return Name(item, path, metric: false) is { } name ? new GroupByRequest(name) : null;
        if (Fields(item, path, _groupByKeys, []) is not { } fields)
            return null;
        var (named, alias) = (NameKey(fields, path, metric: false), Alias(fields));
        return named is null ? null : new GroupByRequest(named, alias);
    }

    public Filter? Where(RequestValue item, string path) =>
        Text(item, path, "a condition") is { } text ? Taken(FilterParser.Parse(text), path) : null;

    public OrderItem? OrderBy(RequestValue item, string path) =>
        Text(item, path, "a column's name, with a minus sign for descending") is { } text
            ? Taken(NameTemplate.ReadRequestOrder(text), path) : null;

    private ShareOf? Share(RequestFields fields)
    {
        var path = fields.Path("share_of");
        switch (fields.Find("share_of"))
        {
            case null:
                return null;
            case RequestValue.Text { Value: "total" }:
                return ShareOf.Total;
            case RequestValue.List:
                return new ShareOf(fields.List("share_of", RequestLimits.GroupBy, (item, at) => Name(item, at, metric: false)));
            case { } other:
                problems.WrongType(path, "\"total\" or a list of group-by names", other);
                return null;
        }
    }

    private RequestFields? Fields(RequestValue item, string path, string[] known, string[] notYet)
    {
        if (item is RequestValue.Fields entries)
            return new RequestFields(entries, path, known, notYet, problems);
        problems.WrongType(path, "a name or an object with a name", item);
        return null;
    }

    private string? NameKey(RequestFields fields, string path, bool metric)
    {
        if (fields.Find("name") is { } name)
            return Name(name, fields.Path("name"), metric);
        problems.Add(path, "a name is missing", "write {\"name\": …}");
        return null;
    }

    private string? Alias(RequestFields fields)
    {
        if (fields.Text("as") is not { } alias)
            return null;
        if (Lexer.IsName(alias) && alias.Length <= RequestLimits.AliasLength)
            return alias;
        problems.Add(
            fields.Path("as"),
            $"{RequestProblems.Quoted(alias)} cannot name a column",
            $"at most {RequestLimits.AliasLength} letters, digits and underscores, no digit first");
        return null;
    }

    private string? Name(RequestValue item, string path, bool metric)
    {
        if (Text(item, path, "a name") is not { } text || Taken(NameTemplate.ReadRequest(text), path) is not { } name)
            return null;
        if (name.Kind == NameKind.Any || (name.Kind == NameKind.Metric) == metric)
            return name.Text;
        problems.Add(
            path, metric ? $"{name.Text} is not written as a metric" : $"{name.Text} is written as a metric", "names alone are enough");
        return null;
    }

    private string? Text(RequestValue item, string path, string expected)
    {
        if (item is RequestValue.Text text)
            return text.Value;
        problems.WrongType(path, expected, item);
        return null;
    }

    private T? Taken<T>(Outcome<T> outcome, string path)
        where T : class
    {
        if (!outcome.Succeeded(out var value))
            problems.Add(path, outcome.Diagnostics);
        return value;
    }
}

/// <summary>Reads questions from a door that has its own kinds of values, such as GraphQL's arguments.</summary>
public static class QuestionReader
{
    /// <summary>A whole question, with every key that a body may have.</summary>
    public static Outcome<RequestedQuery> Read(RequestValue.Fields said, DateTimeOffset now) =>
        new QueryBody(now, new RequestProblems()).Read(said, QuestionKeys.OfQuery, new MetricQuery());

    /// <summary>An existing question with another range, zone, limit or page.</summary>
    public static Outcome<RequestedQuery> ReadResult(RequestValue.Fields said, MetricQuery start, DateTimeOffset now) =>
        new QueryBody(now, new RequestProblems()).Read(said, QuestionKeys.OfResult, start);

    /// <summary>A saved question with values for its parameters, by name.</summary>
    public static Outcome<RequestedQuery> ReadResult(
        RequestValue.Fields said, SavedQuery saved, RequestValue.Fields arguments, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        var start = SavedArguments.Fill(saved, arguments, SavedArguments.InUrl, problems);
        return new QueryBody(now, problems).Read(said, QuestionKeys.OfResult, start, saved.TimeRange?.ToString());
    }
}
