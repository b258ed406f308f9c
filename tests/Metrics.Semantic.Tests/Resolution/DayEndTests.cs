using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>
/// A date written as an end is that whole day, a time stamp that instant: in time_constraint, between, at most and later than, by any
/// grain, on days that have 23, 24 and 25 hours. Against SQL written by hand.
/// </summary>
[Trait("Needs", "PostgreSQL")]
public sealed class DayEndTests(DayEndBed bed) : IClassFixture<DayEndBed>
{
    internal const string Tables =
        """
        create table store.tick_v1 (id bigint primary key, moment timestamptz, local timestamp, day date);
        insert into store.tick_v1
        select row_number() over (), t, t at time zone 'Europe/Madrid', (t at time zone 'UTC')::date from (
          select generate_series(timestamptz '2026-03-27 00:00Z', timestamptz '2026-04-01 00:00Z', interval '17 minutes 1 second') t
          union all select generate_series(timestamptz '2026-10-23 00:00Z', timestamptz '2026-10-28 00:00Z', interval '17 minutes 1 second')
          union all select timestamptz '2026-01-31 00:00Z' + n * interval '1 hour' from generate_series(-30, 60) n) x;
        """;

    internal const string Yaml =
        """
        semantic_models:
          - name: ticks
            model: ref('tick')
            config: {meta: {metrics: {time_zone: Europe/Madrid}}}
            entities: [{name: tick, type: primary, expr: id}]
            dimensions:
              - {name: moment, type: time, type_params: {time_granularity: second}}
              - {name: local, type: time, type_params: {time_granularity: second}}
              - {name: on_day, type: time, expr: day, type_params: {time_granularity: day}}
            measures:
              - {name: ticks, agg: count, expr: "1", agg_time_dimension: moment, create_metric: true}
              - {name: local_ticks, agg: count, expr: "1", agg_time_dimension: local, create_metric: true}
              - {name: day_ticks, agg: count, expr: "1", agg_time_dimension: on_day, create_metric: true}
        saved_queries:
          - name: until
            query_params: {metrics: [ticks]}
            config: {meta: {metrics: {
              where: ["metric_time between {{ Parameter('since') }} and {{ Parameter('until_day') }}"],
              parameters: [{name: since, type: date, default: "2026-03-28"}, {name: until_day, type: date, default: "2026-03-29"}]}}}
        """;

    private readonly SemanticBed _bed = bed.Bed;

    public static TheoryData<string, string, string> Spans
    {
        get
        {
            var spans = new TheoryData<string, string, string>();
            foreach (var zone in new[] { "UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata" })
            {
                spans.Add(zone, "2026-01-01", "2026-01-31");
                spans.Add(zone, "2026-03-28", "2026-03-29");
                spans.Add(zone, "2026-03-29", "2026-03-29");
                spans.Add(zone, "2026-10-25", "2026-10-25");
                spans.Add(zone, "2026-10-24", "2026-10-25");
            }

            return spans;
        }
    }

    [Theory]
    [InlineData("metric_time < '2026-10-25T02:30:00'", "moment < '2026-10-25T02:30:00+01:00'")]
    [InlineData("metric_time >= '2026-10-25T02:30:00'", "moment >= '2026-10-25T02:30:00+01:00'")]
    [InlineData("metric_time >= '2026-10-25T02:30:00+02:00'", "moment >= '2026-10-25T02:30:00+02:00'")]
    [InlineData("metric_time < '2026-10-25'", "moment < '2026-10-25T00:00:00+02:00'")]
    public async Task A_local_time_that_comes_twice_is_the_second_in_a_condition(string where, string sql) => await _bed.CheckAsync(
        $$"""{"metrics": ["ticks"], "where": ["{{where}}"], "time_zone": "Europe/Madrid"}""",
        $"select count(*) from store.tick_v1 where {sql}");

    [Theory]
    [InlineData("2026-10-25T02:00:00", "2026-10-25T02:30:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+01:00")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T03:00:00", "2026-10-25T02:30:00+02:00", "2026-10-25T03:00:00+01:00")]
    [InlineData("2026-10-25T00:00:00", "2026-10-26T00:00:00", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00")]
    public async Task A_span_has_both_of_a_local_time_that_comes_twice(string start, string end, string from, string until) =>
        await _bed.CheckAsync(
            $$"""{"metrics": ["ticks"], "time_range": {"start": "{{start}}", "end": "{{end}}"}, "time_zone": "Europe/Madrid"}""",
            $"select count(*) from store.tick_v1 where moment >= '{from}' and moment < '{until}'");

    [Theory]
    [MemberData(nameof(Spans))]
    public async Task A_constraint_ends_with_its_last_day_whatever_time_is_cut_by(string zone, string first, string last)
    {
        foreach (var grain in new[] { "", "second", "hour", "day" })
        {
            var group = grain.Length == 0 ? "" : $"\"metric_time__{grain}\"";
            var key = grain switch
            {
                "" => "",
                "day" => $"(moment at time zone '{zone}')::date,",
                _ => $"date_trunc('{grain}', moment, '{zone}'),",
            };
            await _bed.CheckAsync(
                $$"""{"metrics": ["ticks"], "group_by": [{{group}}], "time_zone": "{{zone}}", "time_constraint": """
                    + $$"""["{{first}}", "{{last}}"]}""",
                $"select {key} count(*) from store.tick_v1 where {Within("moment", zone, first, last)} "
                    + $"{(grain.Length == 0 ? "" : "group by 1")}");
        }
    }

    [Theory]
    [MemberData(nameof(Spans))]
    public async Task So_do_between_and_at_most_and_later_than(string zone, string first, string last)
    {
        var day = Within("moment", zone, first, last);
        foreach (var (condition, sql) in new[]
        {
            ($"metric_time between '{first}' and '{last}'", day),
            ($"metric_time >= '{first}' and metric_time <= '{last}'", day),
            ($"'{first}' <= tick__moment and '{last}' >= tick__moment", day),
            ($"tick__moment__hour between '{first}' and '{last}'", day),
            ($"cast(metric_time as date) between '{first}' and '{last}'", day),
            ($"not metric_time > '{last}' and not metric_time < '{first}'", day),
            ($"metric_time not between '{first}' and '{last}'", $"not ({day})"),
            ($"'{last}' < metric_time", $"(moment at time zone '{zone}')::date > '{last}'"),
        })
        {
            await _bed.CheckAsync(
                $$"""{"metrics": ["ticks"], "time_zone": "{{zone}}", "where": ["{{condition}}"]}""",
                    $"select count(*) from store.tick_v1 where {sql}");
        }
    }

    [Theory]
    [MemberData(nameof(Spans))]
    public async Task Local_times_and_days_end_as_moments_do(string zone, string first, string last)
    {
        var local = Within("(local at time zone 'Europe/Madrid')", zone, first, last);
        await _bed.CheckAsync(
            $$"""{"metrics": ["local_ticks"], "time_zone": "{{zone}}", "time_constraint": ["{{first}}", "{{last}}"]}""",
                $"select count(*) from store.tick_v1 where {local}");
        await _bed.CheckAsync(
            $$"""{"metrics": ["local_ticks"], "time_zone": "{{zone}}", "where": ["metric_time between '{{first}}' and '{{last}}'"]}""",
                $"select count(*) from store.tick_v1 where {local}");
        await _bed.CheckAsync(
            $$"""{"metrics": ["day_ticks"], "time_zone": "{{zone}}", "where": ["metric_time <= '{{last}}'"], "time_constraint": """
                + $$"""["{{first}}", null]}""",
            $"select count(*) from store.tick_v1 where day between '{first}' and '{last}'");
    }

    [Theory]
    [InlineData("metric_time <= '2026-01-31T00:00:00'", "moment <= timestamptz '2026-01-31 00:00Z'")]
    [InlineData("metric_time <= timestamp '2026-01-31'", "moment <= timestamptz '2026-01-31 00:00Z'")]
    [InlineData("metric_time <= cast('2026-01-31' as timestamp)", "moment <= timestamptz '2026-01-31 00:00Z'")]
    [InlineData("metric_time > '2026-01-31T00:00:00Z'", "moment > timestamptz '2026-01-31 00:00Z'")]
    [InlineData("metric_time between '2026-01-30' and '2026-01-31 12:00'",
        "moment >= timestamptz '2026-01-30 00:00Z' and moment <= timestamptz '2026-01-31 12:00Z'")]
    [InlineData("metric_time <= date '2026-01-31'", "moment < timestamptz '2026-02-01 00:00Z'")]
    [InlineData("metric_time <= '9999-12-31'", "true")]
    [InlineData("metric_time > '9999-12-31'", "false")]
    public async Task A_time_stamp_as_an_end_is_that_instant(string condition, string sql) =>
        await _bed.CheckAsync(
            $$"""{"metrics": ["ticks"], "where": ["{{condition}}"]}""", $"select count(*) from store.tick_v1 where {sql}");

    [Theory]
    [InlineData("2026-01-31T00:00:00", "2026-01-31 00:00:00Z")]
    [InlineData("2026-01-31T05:30:00", "2026-01-31 05:30:00Z")]
    public async Task A_constraint_that_ends_with_a_time_stamp_ends_with_its_second(string end, string last) => await _bed.CheckAsync(
        $$"""{"metrics": ["ticks"], "time_constraint": ["2026-01-01", "{{end}}"]}""",
        $"select count(*) from store.tick_v1 where moment >= timestamptz '2026-01-01 00:00Z' "
            + $"and moment < timestamptz '{last}' + interval '1 second'");

    [Fact]
    public async Task A_constraint_within_one_day_may_begin_after_its_midnight_and_an_inverted_one_holds_nothing()
    {
        await _bed.CheckAsync(
            """{"metrics": ["ticks"], "time_constraint": ["2026-01-31T10:00:00", "2026-01-31"]}""",
            "select count(*) from store.tick_v1 where moment >= timestamptz '2026-01-31 10:00Z' "
                + "and moment < timestamptz '2026-02-01 00:00Z'");
        Assert.Equal(["0"], await _bed.RowsAsync("""{"metrics": ["ticks"], "time_constraint": ["2026-01-31", "2026-01-30"]}"""));
    }

    [Fact]
    public async Task A_half_open_range_keeps_ending_before_its_end() => await _bed.CheckAsync(
        """{"metrics": ["ticks"], "time_range": {"start": "2026-01-30", "end": "2026-01-31"}}""",
        "select count(*) from store.tick_v1 where moment >= timestamptz '2026-01-30 00:00Z' and moment < timestamptz '2026-01-31 00:00Z'");

    [Fact]
    public async Task A_parameter_of_a_saved_query_that_is_a_date_is_that_day()
    {
        var saved = _bed.Catalog.SavedQueries["until"];
        var answer = await _bed.AskAsync(saved.Example);
        Assert.True(answer.Succeeded(out var found), answer.Diagnostics.ToString());
        var expected = await Cells.QueryAsync(
            _bed.Data, $"select count(*) from store.tick_v1 where {Within("moment", "UTC", "2026-03-28", "2026-03-29")}",
                found.Table.Columns);
        Assert.Equal(expected, Cells.Of(found.Table));
    }

    [Theory]
    [InlineData("metric_time__extract_hour", "extract(hour from moment at time zone 'America/New_York')::int")]
    [InlineData("metric_time__extract_week", "extract(week from moment at time zone 'America/New_York')::int")]
    [InlineData("tick__local__extract_hour", "extract(hour from local at time zone 'Europe/Madrid' at time zone 'America/New_York')::int")]
    public async Task Hours_of_the_day_and_weeks_of_the_year_are_those_of_the_zone(string part, string sql) => await _bed.CheckAsync(
        $$"""{"metrics": ["ticks"], "group_by": ["{{part}}"], "time_zone": "America/New_York"}""",
            $"select {sql}, count(*) from store.tick_v1 group by 1");

    [Fact]
    public async Task Days_have_no_hour() => Assert.Equal(
        DiagnosticCode.GrainTooFine,
            Assert.Single(await _bed.RefusalAsync("""{"metrics": ["day_ticks"], "group_by": ["metric_time__extract_hour"]}""")).Code);

    private static string Within(string moment, string zone, string first, string last) =>
        $"({moment} at time zone '{zone}')::date between '{first}' and '{last}'";
}

/// <summary>The tables and the catalog that the tests share.</summary>
public sealed class DayEndBed : IAsyncLifetime
{
    internal SemanticBed Bed { get; private set; } = null!;

    public async Task InitializeAsync() => Bed = await SemanticBed.StartAsync(DayEndTests.Tables, DayEndTests.Yaml);

    public async Task DisposeAsync() => await Bed.DisposeAsync();
}
