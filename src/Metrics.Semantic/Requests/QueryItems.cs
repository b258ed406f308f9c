using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Requests;

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
