using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Requests;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Requests;

public sealed class QueryJsonTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_body_of_the_documentation_is_read()
    {
        var requested = Read(
            """
            { "metrics": ["transacted_amount", {"name": "transactions", "share_of": "total", "as": "share"}],
              "group_by": ["store__country", "metric_time__month"],
              "where": ["store__typology = 'Hotel'", "transacted_amount > 100"],
              "time_range": {"start": "2026-01-01", "end": "2026-02-01"},
              "time_zone": "Europe/Madrid", "order_by": ["-transacted_amount", "store__country"],
              "limit": 10, "page": null, "fill": "none" }
            """).Value!;
        Assert.Equal(
            new MetricQuery
            {
                Metrics = new MetricRequest[] { new("transacted_amount"), new("transactions", "share", ShareOf.Total) }.ToEquatableList(),
                GroupBy = new GroupByRequest[] { new("store__country"), new("metric_time__month") }.ToEquatableList(),
                Where = new Filter[]
                {
                    new Filter.Compare(
                        new Operand.Name("store__typology"), Comparison.Equal, new Operand.Value(new FilterValue.Text("Hotel"))),
                    new Filter.Compare(
                        new Operand.Name("transacted_amount"), Comparison.Greater, new Operand.Value(new FilterValue.Number(100))),
                }.ToEquatableList(),
                TimeRange = new TimeWindow(new DateTime(2026, 1, 1), new DateTime(2026, 2, 1)),
                TimeZone = "Europe/Madrid",
                OrderBy = new OrderItem[] { new("transacted_amount", true), new("store__country") }.ToEquatableList(),
                Limit = 10,
            },
            requested.Query);
        Assert.False(requested.IsRelative);
    }

    [Fact]
    public void How_the_answer_looks_is_read_beside_the_question()
    {
        var read = Read(
            """
            {"metrics": ["a"], "format": "csv", "numbers": "string", "layout": "objects", "min_data_version": "12", "page": "t",
             "time_range": "today"}
            """);
        Assert.Equal(
            ("csv", NumberForm.String, RowLayout.Objects, 12L, "t", true),
            read.Value is { } r ? (r.Format, r.Numbers, r.Layout, r.MinDataVersion!.Value, r.Page, r.IsRelative) : default);
    }

    [Fact]
    public void Dbts_forms_name_metrics_and_group_bys()
    {
        var read = Read("""{"metrics": ["Metric('a')"], "group_by": [{"name": "TimeDimension('metric_time', 'month')", "as": "month"}]}""");
        var query = read.Value!.Query;
        Assert.Equal("a", query.Metrics[0].Name);
        Assert.Equal(new GroupByRequest("metric_time__month", "month"), query.GroupBy[0]);
    }

    [Fact]
    public void Relative_ranges_are_counted_in_the_zone_of_the_query()
    {
        var query = Read("""{"metrics": ["a"], "time_zone": "Pacific/Kiritimati", "time_range": "today"}""").Value!.Query;
        Assert.Equal(new DateTime(2026, 3, 6), query.TimeRange!.Start);
    }

    [Theory]
    [InlineData("""[]""", "body: expected an object, found a list")]
    [InlineData("""{"metrics": ["a"]""", "body: not the expected JSON")]
    [InlineData("""{"metrics": ["a"], "metrics": ["b"]}""", "body: the key 'metrics' is written twice, line 1, byte 20")]
    [InlineData("""{"metrics": ["a\ud800"]}""", "body: not valid Unicode")]
    [InlineData("""{"metrics": ["\udc00\ud800"]}""", "body: not valid Unicode")]
    [InlineData("""{"\ud800": 1}""", "body: not valid Unicode")]
    [InlineData("""{}""", "metrics: nothing is asked for")]
    [InlineData("""{"metrics": []}""", "metrics: nothing is asked for")]
    [InlineData("""{"metrics": "a"}""", "metrics: expected a list, found 'a'")]
    [InlineData("""{"metrics": [1]}""", "metrics[0]: expected a name or an object with a name, found 1")]
    [InlineData("""{"metrics": ["a b"]}""", "metrics[0]: expected the end of the name, found 'b' at character 3")]
    [InlineData("""{"metrics": [{"as": "x"}]}""", "metrics[0]: a name is missing")]
    [InlineData("""{"metrics": [{"name": 5}]}""", "metrics[0].name: expected a name, found 5")]
    [InlineData("""{"metrics": [{"name": "a", "as": "x\"; --"}]}""", "metrics[0].as: 'x\"; --' cannot name a column")]
    [InlineData(
        """{"metrics": [{"name": "a", "share_of": "all"}]}""",
        "metrics[0].share_of: expected \"total\" or a list of group-by names, found 'all'")]
    [InlineData("""{"metrics": [{"name": "a", "share_of": ["x", 1]}]}""", "metrics[0].share_of[1]: expected a name, found 1")]
    [InlineData("""{"metrics": [{"name": "a", "shareof": "total"}]}""", "metrics[0]: unknown key 'shareof' (did you mean 'share_of'?)")]
    [InlineData("""{"metrics": ["Entity('a')"]}""", "metrics[0]: a is not written as a metric")]
    [InlineData("""{"metrics": ["a"], "group_by": ["Metric('x')"]}""", "group_by[0]: x is written as a metric")]
    [InlineData("""{"metrics": ["a"], "groupby": ["x"]}""", "body: unknown key 'groupby' (did you mean 'group_by'?)")]
    [InlineData("""{"metrics": ["a"], "where": "x = 1"}""", "where: expected a list, found 'x = 1' — put it in [ ]")]
    [InlineData("""{"metrics": ["a"], "where": ["x = 1", "x ="]}""", "where[1]: expected a name or a value, found the end at character 4")]
    [InlineData("""{"metrics": ["a"], "order_by": ["--x"]}""", "order_by[0]: cannot read a comment")]
    [InlineData("""{"metrics": ["a"], "limit": -1}""", "limit: expected a whole number from 0 to 5000000, found -1")]
    [InlineData("""{"metrics": ["a"], "limit": 5000001}""", "limit: expected a whole number")]
    [InlineData("""{"metrics": ["a"], "limit": "10"}""", "limit: expected a whole number from 0 to 5000000, found '10'")]
    [InlineData("""{"metrics": ["a"], "limit": 1.5}""", "limit: expected a whole number")]
    [InlineData("""{"metrics": ["a"], "limit": 1e400}""", "limit: expected a whole number")]
    [InlineData("""{"metrics": ["a"], "time_zone": "CET "}""", "time_zone: 'CET ' is not a time zone")]
    [InlineData("""{"metrics": ["a"], "time_range": 2026}""", "time_range: expected words")]
    [InlineData("""{"metrics": ["a"], "time_range": {"start": "2026", "en": "x"}}""", "time_range: unknown key 'en' (did you mean 'end'?)")]
    [InlineData("""{"metrics": ["a"], "time_range": {"start": 1}}""", "time_range.start: expected a text, found 1")]
    [InlineData("""{"metrics": ["a"], "time_range": {}}""", "time_range: a time range without start and end")]
    [InlineData("""{"metrics": ["a"], "numbers": "text"}""", "numbers: 'text' is not one of number, string")]
    [InlineData("""{"metrics": ["a"], "layout": true}""", "layout: expected a text, found true")]
    [InlineData("""{"metrics": ["a"], "min_data_version": "x"}""", "min_data_version: expected a whole number")]
    public void Says_what_is_wrong_and_where(string body, string says)
    {
        var outcome = Read(body);
        Assert.Null(outcome.Value);
        Assert.Contains(says, outcome.Diagnostics[0].ToString());
        Assert.Contains(outcome.Diagnostics[0].Code.Id, (string[])["Q100", "Q101"]);
    }

    [Theory]
    [InlineData("""{"metrics": [{"name": "a", "compare": {}}]}""", "metrics[0].compare")]
    [InlineData("""{"metrics": [{"name": "a", "rolling": 7}]}""", "metrics[0].rolling")]
    [InlineData("""{"metrics": [{"name": "a", "to_date": "month"}]}""", "metrics[0].to_date")]
    [InlineData("""{"metrics": [{"name": "a", "filter": "x = 1"}]}""", "metrics[0].filter")]
    [InlineData("""{"metrics": ["a"], "top_n": {"n": 5}}""", "top_n")]
    [InlineData("""{"metrics": ["a"], "fill": "zero"}""", "fill 'zero'")]
    public void What_a_later_release_answers_is_not_called_malformed(string body, string what)
    {
        var problem = Assert.Single(Read(body).Diagnostics);
        Assert.Equal(DiagnosticCode.NotYet, problem.Code);
        Assert.Contains(what, problem.Message);
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(
            ["body", "time_zone", "time_range", "metrics[0].as", "metrics[1]", "group_by[0]", "where[0]", "limit"],
            Read(
                """
                {"metric": [], "time_zone": "X", "time_range": "soon", "metrics": [{"name": "a", "as": "1"}, 7],
                 "group_by": [null], "where": ["nope ="], "limit": "ten"}
                """).Diagnostics.Select(d => d.Message.Split(':')[0]));

    [Theory]
    [InlineData("metrics", 200)]
    [InlineData("group_by", 50)]
    [InlineData("where", 100)]
    [InlineData("order_by", 250)]
    public void Lists_are_bounded(string key, int most)
    {
        string Body(int count)
        {
            var items = string.Join(",", Enumerable.Repeat(key == "where" ? "\"a = 1\"" : "\"a\"", count));
            return key == "metrics" ? $$"""{"metrics": [{{items}}]}""" : $$"""{"metrics": ["a"], "{{key}}": [{{items}}]}""";
        }

        Assert.NotNull(Read(Body(most)).Value);
        Assert.StartsWith($"{key}: {most + 1} items", Assert.Single(Read(Body(most + 1)).Diagnostics).Message);
    }

    [Fact]
    public void Huge_deep_and_crowded_bodies_are_refused_shortly()
    {
        Assert.Contains("bytes", Read(new string(' ', 2_000_000)).Diagnostics[0].Message);
        Assert.Contains("JSON", Read(new string('[', 100_000)).Diagnostics[0].Message);
        var crowded = "{" + string.Join(",", Enumerable.Range(0, 50_000).Select(i => $"\"k{i}\":1")) + "}";
        Assert.Equal(50, Read(crowded).Diagnostics.Count);
        var mangled = new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' };
        Assert.Contains("Unicode", QueryJson.Read(mangled, _now).Diagnostics[0].Message);
    }

    [Fact]
    public void Escaped_characters_beyond_the_basic_plane_are_read()
    {
        var read = Read("""{"metrics": ["a"], "where": ["a = '\ud83d\uDE42\\ud800'"]}""");
        Assert.Equal(
            new FilterValue.Text("\U0001F642\\ud800"),
            ((Operand.Value)((Filter.Compare)read.Value!.Query.Where[0]).Right).Constant);
    }

    [Fact]
    public void Mangled_bodies_never_throw()
    {
        var seed = Draws.Seed(219);
        var random = new Random(seed);
        var queries = new RandomQueries(random);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(QueryJson.Write(queries.Query(modifiers: true)));
            for (var times = random.Next(1, 4); times > 0; times--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? "{}[]\",:\\u0d8nt-"[random.Next(15)] : random.Next(256));
            var outcome = QueryJson.Read(bytes, _now);
            Assert.True(outcome.Value is not null || outcome.Diagnostics.Count > 0, $"seed {seed}: {Encoding.UTF8.GetString(bytes)}");
        }
    }

    private static Outcome<RequestedQuery> Read(string body) => QueryJson.Read(Encoding.UTF8.GetBytes(body), _now);
}
