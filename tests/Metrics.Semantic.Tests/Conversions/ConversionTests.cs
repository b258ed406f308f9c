using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Conversions;

/// <summary>Conversion metrics against SQL written by hand, which looks the visit of each purchase up by itself.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ConversionTests : IAsyncLifetime
{
    private SemanticBed _bed = null!;

    public async Task InitializeAsync() => _bed = await SemanticBed.StartAsync(new ConversionWorld(42).Sql(), ConversionCatalog.Yaml);

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task A_rate_is_the_share_of_the_events_before() => await _bed.CheckAsync(
        """{"metrics": ["rate_week"]}""",
        """
        select count(v.visit)::float8 / (select count(*) from store.visit_v1)
        from store.purchase_v1 p cross join lateral (
          select * from store.visit_v1 v
          where v.customer = p.customer and v.at <= p.at and v.at > p.at - interval '7 days' order by at desc, visit desc limit 1) v
        """);

    [Fact]
    public async Task A_purchase_counts_under_the_latest_visit_before_it() => await _bed.CheckAsync(
        """{"metrics": ["count_month", "rate_ever"], "group_by": ["visit__channel", "metric_time__month"]}""",
        """
        with e as (
          select channel, date_trunc('month', v.at)::date as month, v.at > p.at - interval '1 month' as in_time
          from store.purchase_v1 p cross join lateral (
            select * from store.visit_v1 v where v.customer = p.customer and v.at <= p.at order by at desc, visit desc limit 1) v),
        c as (select channel, month, nullif(count(*) filter (where in_time), 0) as n, count(*) as ever from e group by 1, 2),
        b as (select channel, date_trunc('month', at)::date as month, count(*) as visits from store.visit_v1 group by 1, 2)
        select b.channel, b.month, n, ever / visits::float8
        from b left join c on b.channel is not distinct from c.channel and b.month is not distinct from c.month
        """);

    [Fact]
    public async Task Properties_that_both_must_agree_on_choose_the_visit() => await _bed.CheckAsync(
        """{"metrics": ["rate_session"], "group_by": ["customer__country"]}""",
        """
        with e as (
          select country, count(*) as n
          from store.purchase_v1 p cross join lateral (
            select * from store.visit_v1 v
            where v.customer = p.customer and v.session = p.session_id and v.at <= p.at and v.at > p.at - interval '14 days'
            order by at desc, visit desc limit 1) v
          left join store.customer_v1 c on c.customer = v.customer
          group by 1),
        b as (select country, count(*) as visits from store.visit_v1 left join store.customer_v1 using (customer) group by 1)
        select b.country, n / visits::float8 from b left join e on b.country is not distinct from e.country
        """);

    [Fact]
    public async Task Conditions_of_the_question_are_about_the_events_before() => await _bed.CheckAsync(
        """{"metrics": ["count_week", "rate_of_cards"], "where": ["visit__channel = 'web'"], "time_range": """
            + """{"start": "2026-03-25", "end": "2026-04-10"}}""",
        """
        with v as (select * from store.visit_v1 where channel = 'web' and at >= '2026-03-25' and at < '2026-04-10'),
        e as (
          select kind, v.at > p.at - interval '7 days' as in_time
          from store.purchase_v1 p cross join lateral (
            select * from v where v.customer = p.customer and v.at <= p.at order by at desc, visit desc limit 1) v)
        select sum(1) filter (where in_time), sum(1) filter (where kind = 'card') / (select count(*) from v)::float8 from e
        """);

    [Fact]
    public async Task A_conversion_metric_can_be_a_condition() => await _bed.CheckAsync(
        """{"metrics": ["visits"], "where": ["{{ Metric('rate_ever', group_by=['customer']) }} > 1"]}""",
        """
        with n as (
          select v.customer, count(*) as n from store.purchase_v1 p cross join lateral (
            select * from store.visit_v1 v where v.customer = p.customer and v.at <= p.at order by at desc, visit desc limit 1) v
          group by 1),
        b as (select customer, count(*) as visits from store.visit_v1 group by 1)
        select count(*) from store.visit_v1 join b using (customer) join n using (customer) where n::float8 / visits > 1
        """);

    [Fact]
    public async Task What_fills_a_null_of_the_conversions_fills_the_rate()
    {
        var rows = await _bed.RowsAsync("""{"metrics": ["filled_rate", "visits"], "group_by": ["customer", "metric_time__day"]}""");
        Assert.Contains(rows, r => r.Split(" | ")[2] == "0");
        Assert.DoesNotContain(rows, r => r.Split(" | ")[2].Length == 0);
    }

    [Fact]
    public async Task A_share_of_conversions_is_one_of_their_sum() => await _bed.CheckAsync(
        """{"metrics": [{"name": "buyers_week", "share_of": "total", "as": "part"}], "group_by": ["customer"], "where": """
            + """["customer is not null"]}""",
        """
        with e as (
          select distinct p.customer from store.purchase_v1 p cross join lateral (
            select * from store.visit_v1 v
            where v.customer = p.customer and v.at <= p.at and v.at > p.at - interval '7 days' order by at desc, visit desc limit 1) v)
        select customer, 1.0 / (select count(*) from e) from e
        """);

    [Fact]
    public async Task The_same_column_twice_is_two_columns() =>
        Assert.All(
            await _bed.RowsAsync(
                """{"metrics": ["count_week"], "group_by": ["visit__channel", {"name": "visit__channel", "as": "again"}]}"""),
            r => Assert.Equal(r.Split(" | ")[0], r.Split(" | ")[1]));

    [Fact]
    public async Task Dimensions_of_the_events_after_are_refused() =>
        Assert.Equal(
            DiagnosticCode.UnreachableDimension,
            Assert.Single(await _bed.RefusalAsync("""{"metrics": ["rate_week"], "group_by": ["purchase__kind"]}""")).Code);

    [Fact]
    public async Task The_statement_says_what_belongs_to_what()
    {
        var explained = await _bed.ExplainAsync("""{"metrics": ["rate_session"], "group_by": ["visit__channel"]}""");
        Assert.Contains(
            "u0: visits, followed by purchases of the same customer and session within 2 week", explained.Resolved,
            StringComparison.Ordinal);
        Assert.Contains("each with the latest before it", explained.Plan, StringComparison.Ordinal);
        // One sort over the events of a subject, no join of every event with every other.
        Assert.DoesNotContain("join", explained.Statement.ToString(), StringComparison.Ordinal);
    }
}
