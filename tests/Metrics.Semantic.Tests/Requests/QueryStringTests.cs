using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;

namespace Metrics.Semantic.Tests.Requests;

public sealed class QueryStringTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private static readonly MetricQuery _saved = new()
    {
        Metrics = new MetricRequest[] { new("transacted_amount") }.ToEquatableList(),
        GroupBy = new GroupByRequest[] { new("store") }.ToEquatableList(),
        Where = new[] { FilterParser.Parse("store__country = 'ES'").Value! }.ToEquatableList(),
        TimeRange = new TimeWindow(new DateTime(2025, 1, 1), null),
        TimeZone = "Europe/Madrid",
        OrderBy = new OrderItem[] { new("transacted_amount", true) }.ToEquatableList(),
        Limit = 10,
    };

    [Fact]
    public void Lists_are_parted_by_commas_outside_brackets_and_may_repeat()
    {
        var query = Read(
            "metrics=a, b", "metrics=c", "group_by=TimeDimension('metric_time', 'month'),store",
            "order_by=-a,Metric('b').descending(True)").Value!.Query;
        Assert.Equal(["a", "b", "c"], query.Metrics.Select(m => m.Name));
        Assert.Equal(["metric_time__month", "store"], query.GroupBy.Select(g => g.Name));
        Assert.Equal([new OrderItem("a", true), new OrderItem("b", true)], query.OrderBy);
    }

    [Fact]
    public void A_pair_without_a_value_says_nothing() =>
        Assert.Equal(Read("metrics=a").Value, Read("metrics=a", "group_by=", "where=", "limit=", "time_zone=", "query=").Value);

    [Theory]
    [InlineData("metric=a", "query string: unknown parameter 'metric' (did you mean 'metrics'?)")]
    [InlineData("metrics=a&top_n=1", "top_n is not supported yet")]
    [InlineData("query={\"metrics\":[\"a\"],\n \"limit\":1,\"metrics\":[\"b\"]}",
        "body: the key 'metrics' is written twice, line 2, byte 12 — leave one of the two out")]
    [InlineData("query={\"metrics\":[{\"name\":\"a\",\"n\\u0061me\":\"b\"}]}", "body: the key 'name' is written twice, line 1, byte 25")]
    [InlineData("metrics=a,,b", "metrics[1]: expected a name, found the end")]
    [InlineData("metrics=a&limit=1&limit=2", "limit: given more than once")]
    [InlineData("metrics=a&limit=ten", "limit: expected a whole number from 0 to 5000000, found 'ten'")]
    [InlineData("metrics=a&limit=99999999999999999999", "limit: expected a whole number")]
    [InlineData("metrics=a&fill=zero", "fill 'zero' is not supported yet")]
    [InlineData("metrics=a&where=b c", "where[0]: expected a comparison")]
    [InlineData("query={", "body: not the expected JSON")]
    [InlineData("query=[]", "body: expected an object")]
    [InlineData("query={\"metrics\":[\"a\"]}&group_by=b", "query string: unknown parameter 'group_by'")]
    [InlineData("query={\"metrics\":[\"a\"],\"format\":\"csv\"}&format=json", "format: given both in the query and as a parameter")]
    public void Says_what_is_wrong_and_where(string pairs, string says)
    {
        var outcome = Read(pairs.Split('&'));
        Assert.Null(outcome.Value);
        Assert.Contains(says, outcome.Diagnostics[0].ToString());
    }

    [Fact]
    public void Half_a_character_is_refused() => Assert.Contains("Unicode", Read("metrics=\ud800").Diagnostics[0].Message);

    [Fact]
    public void A_saved_query_is_itself_when_nothing_is_added() => Assert.Equal(new RequestedQuery(_saved), Result().Value);

    [Fact]
    public void What_is_added_to_a_saved_query_narrows_or_replaces()
    {
        var requested = Result(
            "where=store__typology = 'Hotel'", "time_range=last 7 days", "time_zone=UTC", "limit=3", "format=csv", "numbers=string").Value!;
        Assert.Equal(
            _saved with
            {
                Where = new[] { _saved.Where[0], FilterParser.Parse("store__typology = 'Hotel'").Value! }.ToEquatableList(),
                TimeRange = new TimeWindow(new DateTime(2026, 2, 26), new DateTime(2026, 3, 5)),
                TimeZone = "UTC",
                Limit = 3,
            },
            requested.Query);
        Assert.Equal(("csv", NumberForm.String, true), (requested.Format, requested.Numbers, requested.IsRelative));
    }

    [Fact]
    public void A_saved_range_in_words_is_counted_from_now_in_the_zone_asked_for()
    {
        var requested = Yesterday("time_zone=Pacific/Kiritimati").Value!;
        Assert.Equal(new TimeWindow(new DateTime(2026, 3, 5), new DateTime(2026, 3, 6)), requested.Query.TimeRange);
        Assert.True(requested.IsRelative);
        Assert.Equal(
            new DateTime(2026, 1, 1),
            Yesterday("time_range=2026").Value!.Query.TimeRange!.Start);
    }

    [Theory]
    [InlineData("metrics=b")]
    [InlineData("group_by=b")]
    [InlineData("order_by=b")]
    [InlineData("query={}")]
    public void What_a_saved_query_asks_is_not_changed_by_its_url(string pair) =>
        Assert.Contains("unknown parameter", Assert.Single(Result(pair).Diagnostics).Message);

    private static Outcome<RequestedQuery> Result(params string[] pairs) => QueryString.ReadResult(Pairs(pairs), Saved, _now);

    private static Outcome<RequestedQuery> Yesterday(params string[] pairs) =>
        QueryString.ReadResult(Pairs(pairs), Saved with { TimeRange = new SavedTimeRange("yesterday", null, null) }, _now);

    private static SavedQuery Saved => new("saved", null, null, "shop", _saved, [], new SourceLocation("shop.yml", 1, 1));

    private static Outcome<RequestedQuery> Read(params string[] pairs) => QueryString.Read(Pairs(pairs), _now);

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string[] pairs) =>
        pairs.Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p[1]));
}
