using System.Globalization;
using System.Text;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Requests;

public sealed class QueryDoorsTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Body_and_query_string_mean_the_same()
    {
        var seed = Draws.Seed(180);
        var queries = new RandomQueries(new Random(seed));
        for (var i = 0; i < 2_000; i++)
        {
            var query = queries.Query(modifiers: false);
            var body = QueryJson.Read(Encoding.UTF8.GetBytes(QueryJson.Write(query)), _now);
            Assert.True(body.Value?.Query == query, $"seed {seed}: {QueryJson.Write(query)} {body.Diagnostics}");
            var pairs = QueryString.Read(Pairs(query), _now);
            Assert.True(pairs.Value == body.Value, $"seed {seed}: {QueryJson.Write(query)} {pairs.Diagnostics}");
        }
    }

    [Fact]
    public void A_body_inside_a_query_string_carries_everything()
    {
        var seed = Draws.Seed(193);
        var queries = new RandomQueries(new Random(seed));
        for (var i = 0; i < 2_000; i++)
        {
            var query = queries.Query(modifiers: true);
            var json = QueryJson.Write(query);
            var outcome = QueryString.Read([new("query", json), new("format", "csv"), new("page", "x")], _now);
            Assert.True(
                outcome.Value == new RequestedQuery(query) { Format = "csv", Page = "x" }, $"seed {seed}: {json} {outcome.Diagnostics}");
            Assert.Equal(json, QueryJson.Write(outcome.Value.Query));
        }
    }

    // Written here on purpose, and not by the product: a second opinion of what the pairs are.
    private static IEnumerable<KeyValuePair<string, string>> Pairs(MetricQuery query)
    {
        yield return new("metrics", string.Join(",", query.Metrics.Select(m => m.Name)));
        foreach (var groupBy in query.GroupBy)
            yield return new("group_by", groupBy.Name);
        foreach (var filter in query.Where)
            yield return new("where", FilterText.Print(filter));
        yield return new("order_by", string.Join(", ", query.OrderBy.Select(o => (o.Descending ? "-" : "") + o.Name)));
        yield return new("time_zone", query.TimeZone);
        if (query.Limit is { } limit)
            yield return new("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (query.TimeRange is { } range)
            yield return new("time_range", $"{Time(range.Start)}/{Time(range.End)}");
    }

    private static string Time(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "..";
}
