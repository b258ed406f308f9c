using System.Text.RegularExpressions;

namespace Metrics.Semantic.Tests.Rewrites;

/// <summary>Metrics of one table under different conditions: read once, and as if each were read by itself.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed partial class MergedScanTests(MergedScanBed bed) : IClassFixture<MergedScanBed>
{
    internal const string Tables =
        """
        create table store.shop_v1 (shop text primary key, land text);
        insert into store.shop_v1 values ('A', 'CH'), ('B', 'CH'), ('C', 'AT'), ('D', null);
        create table store.sale_v1 (id int primary key, shop text, kind text, note text, amount numeric(10,2),
          weight double precision, day date, code text default 'none', "user" text default 'somebody');
        insert into store.sale_v1 (id, shop, kind, note, amount, weight, day) values
          (1, 'A', 'new', 'x', 10, 1.5, '2026-01-01'), (2, 'A', 'old', null, 5, 2, '2026-01-02'),
          (3, 'B', 'old', 'y', 7, null, '2026-01-02'),
          (4, 'B', null, 'x', 3, 4, '2026-02-01'), (5, 'C', 'lost', 'z', 1, 1, '2026-02-03'), (6, null, 'new', null, 2, 8, '2026-02-04'),
          (7, 'Q', 'new', 'x', 4, 3, '2026-02-04'), (8, 'D', 'old', null, null, 1, '2026-03-01');
        update store.sale_v1 set code = '12' where kind = 'lost';
        create table store.size_v1 (shop text primary key, size int);
        insert into store.size_v1 values ('A', 1), ('B', 2);
        """;

    internal const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            defaults: {agg_time_dimension: sold_on}
            entities: [{name: sale, type: primary, expr: id}, {name: shop, type: foreign}]
            dimensions:
              - {name: kind, type: categorical}
              - {name: shout, type: categorical, expr: "upper(kind)"}
              - {name: code_number, type: categorical, expr: "code::int"}
              - {name: user, type: categorical}
              - {name: two, type: categorical, expr: "2"}
              - {name: sold_on, type: time, expr: day, type_params: {time_granularity: day}}
            measures:
              - {name: rows, agg: count, expr: "1"}
              - {name: noted, agg: count, expr: note}
              - {name: notes, agg: count_distinct, expr: note}
              - {name: amount, agg: sum}
              - {name: mean, agg: average, expr: amount}
              - {name: middle, agg: median, expr: weight}
              - {name: top, agg: max, expr: note}
          - name: sizes
            model: ref('size')
            entities: [{name: shop, type: primary}]
            dimensions: [{name: size, type: categorical}]
          - name: shops
            model: ref('shop')
            entities: [{name: shop, type: primary}]
            dimensions: [{name: land, type: categorical}]
        metrics:
          - {name: rows, type: simple, type_params: {measure: rows}}
          - {name: amount, type: simple, type_params: {measure: amount}}
          - {name: new_rows, type: simple, type_params: {measure: rows}, filter: "{{ Dimension('sale__kind') }} = 'new'"}
          - {name: new_noted, type: simple, type_params: {measure: noted}, filter: "{{ Dimension('sale__kind') }} = 'new'"}
          - {name: old_noted, type: simple, type_params: {measure: noted}, filter: "{{ Dimension('sale__kind') }} = 'old'"}
          - {name: old_notes, type: simple, type_params: {measure: notes}, filter: "{{ Dimension('sale__kind') }} = 'old'"}
          - {name: old_mean, type: simple, type_params: {measure: mean}, filter: "{{ Dimension('sale__kind') }} = 'old'"}
          - {name: old_middle, type: simple, type_params: {measure: middle}, filter: "{{ Dimension('sale__kind') }} = 'old'"}
          - {name: old_top, type: simple, type_params: {measure: top}, filter: "{{ Dimension('sale__kind') }} = 'old'"}
          - {name: swiss, type: simple, type_params: {measure: amount}, filter: "{{ Dimension('shop__land') }} = 'CH'"}
          - {name: never, type: simple, type_params: {measure: rows}, filter: "{{ Dimension('sale__kind') }} = 'nothing'"}
          - {name: loud, type: simple, type_params: {measure: rows}, filter: "{{ Dimension('sale__shout') }} = 'OLD'"}
          - {name: lost_rows, type: simple, type_params: {measure: rows}, filter: "{{ Dimension('sale__kind') }} = 'lost'"}
          - name: lost_share
            type: ratio
            type_params: {numerator: {name: lost_rows, filter: "{{ Dimension('sale__code_number') }} > 5"}, denominator: rows}
          - {name: small, type: simple, type_params: {measure: rows}, filter: "{{ Dimension('shop__size') }} = 1"}
          - {name: goal, type: derived, type_params: {expr: "0.95", metrics: [rows]}}
          - {name: new_share, type: ratio, type_params: {numerator: new_rows, denominator: rows}}
        """;

    // A count is nothing where no row is counted for it, and zero where rows are that have no value.
    private const string Counts =
        """
        case when count(*) filter (where kind = 'new') > 0 then count(*) filter (where kind = 'new') end,
        case when count(*) filter (where kind = 'new') > 0 then count(note) filter (where kind = 'new') end,
        case when count(*) filter (where kind = 'old') > 0 then count(note) filter (where kind = 'old') end,
        trim_scale(avg(amount) filter (where kind = 'old')),
        max(note) filter (where kind = 'old')
        """;

    private const string Metrics = "\"new_rows\", \"new_noted\", \"old_noted\", \"old_mean\", \"old_top\"";

    private readonly SemanticBed _bed = bed.Bed;

    [Fact]
    public async Task Groups_in_which_nothing_fits_one_of_them_have_no_value_of_it_and_those_that_fit_none_are_no_rows()
    {
        await CheckAsync(
            $$"""{"metrics": [{{Metrics}}], "group_by": ["sale__shop"], "order_by": ["sale__shop"]}""",
            $"select shop, {Counts} from store.sale_v1 where kind in ('new', 'old') group by 1\norder by 1");
        await CheckAsync(
            $$"""{"metrics": [{{Metrics}}], "group_by": ["metric_time__month"], "order_by": ["metric_time__month"]}""",
            $"select date_trunc('month', day)::date, {Counts} from store.sale_v1 where kind in ('new', 'old') group by 1\norder by 1");
    }

    [Fact]
    public async Task What_needs_its_rows_sorted_is_read_by_itself()
    {
        await CheckAsync(
            """{"metrics": ["new_rows", "old_notes", "amount"], "group_by": ["sale__shop"], "order_by": ["sale__shop"]}""",
            "select shop, case when bool_or(kind = 'new') then count(*) filter (where kind = 'new') end, "
                + "case when bool_or(kind = 'old') then count(distinct note) filter (where kind = 'old') end, sum(amount) "
                + "from store.sale_v1 group by 1\norder by 1",
            scans: 2);
        await CheckAsync(
            """{"metrics": ["old_middle", "new_rows"], "group_by": ["sale__shop"], "order_by": ["sale__shop"]}""",
            "select shop, percentile_cont(0.5) within group (order by weight) filter (where kind = 'old'), "
                + "case when bool_or(kind = 'new') then count(*) filter (where kind = 'new') end "
                + "from store.sale_v1 where kind in ('old', 'new') group by 1\norder by 1",
            scans: 2);
    }

    [Fact]
    public async Task A_condition_is_evaluated_on_no_row_that_another_keeps_from_it()
    {
        await CheckAsync("""{"metrics": ["lost_share"]}""", "select 0.125", scans: 2);
        await CheckAsync("""{"metrics": ["lost_rows", "new_rows", "old_noted"], "where": ["sale__kind <> 'old'"]}""", "select 1, 3, 0");
    }

    [Fact]
    public async Task Who_asks_for_no_join_has_none_so_that_one_which_finds_two_rows_is_in_nobody_elses_numbers() =>
        await CheckAsync("""{"metrics": ["rows", "small"]}""", "select 8, 2", scans: 2);

    [Fact]
    public async Task A_metric_that_reads_nothing_is_one_row_and_a_constant_orders_nothing()
    {
        Assert.Equal(["0.95"], await _bed.RowsAsync("""{"metrics": ["goal"]}"""));
        Assert.Equal(["0.95 | 8"], await _bed.RowsAsync("""{"metrics": ["goal", "rows"]}"""));
        await _bed.CheckAsync(
            """{"group_by": ["sale__two", "sale__kind"], "apply_group_by": false, "order_by": ["-sale__two", "sale__kind"]}""",
            "select 2, kind from store.sale_v1\norder by kind nulls last");
    }

    [Fact]
    public async Task A_column_that_is_called_as_a_value_of_SQL_is_that_column()
    {
        await _bed.CheckAsync("""{"metrics": ["rows"], "group_by": ["sale__user"]}""", "select 'somebody', 8");
        await _bed.CheckAsync(
            """{"metrics": ["rows"], "group_by": ["sale__user", "shop__land"], "where": ["sale__user = 'somebody'"], "order_by": """
                + """["shop__land"]}""",
            "select 'somebody', land, count(*) from store.sale_v1 left join store.shop_v1 using (shop) group by 2\norder by 2");
    }

    [Fact]
    public async Task Without_groups_there_is_one_row_in_which_a_count_of_nothing_is_zero()
    {
        await CheckAsync("""{"metrics": ["never", "new_rows"]}""", "select 0, 3");
        await CheckAsync(
            """{"metrics": ["new_rows", "rows", "amount", "new_share"]}""", "select 3, 8, 32.00, 0.375");
        await CheckAsync("""{"metrics": ["never", "amount"], "where": ["sale__kind = 'no such'"]}""", "select 0, null");
    }

    [Fact]
    public async Task Conditions_on_joined_tables_and_of_the_question_hold_for_whom_they_are()
    {
        await CheckAsync(
            """{"metrics": ["swiss", "new_rows", "rows"], "group_by": ["shop__land"], "where": ["sale__kind <> 'lost'"], "order_by": """
                + """["shop__land"]}""",
            "select s.land, sum(amount) filter (where s.land = 'CH'), "
                + "case when bool_or(kind = 'new') then count(*) filter (where kind = 'new') end, "
                + "count(*) from store.sale_v1 f left join store.shop_v1 s using (shop) where kind <> 'lost' group by 1\norder by 1");
        await CheckAsync(
            """{"metrics": ["swiss", "loud"], "group_by": ["sale__kind"], "order_by": ["sale__kind"]}""",
            "select kind, sum(amount) filter (where s.land = 'CH'), "
                + "case when bool_or(kind = 'old') then count(*) filter (where kind = 'old') end "
                + "from store.sale_v1 f left join store.shop_v1 s using (shop) where s.land = 'CH' or kind = 'old' group by 1\norder by 1",
            scans: 2);
    }

    [Fact]
    public async Task Conditions_on_metrics_and_orders_by_them_see_the_same()
    {
        await CheckAsync(
            """{"metrics": ["new_rows"], "group_by": ["sale__shop"], "where": ["old_noted >= 0"], "order_by": """
                + """["-old_noted", "sale__shop"]}""",
            "select shop, case when bool_or(kind = 'new') then count(*) filter (where kind = 'new') end from store.sale_v1 "
                + "where kind in ('new', 'old') group by 1 having bool_or(kind = 'old')\n"
                + "order by count(note) filter (where kind = 'old') desc, 1");
    }

    private async Task CheckAsync(string json, string sql, int scans = 1)
    {
        await _bed.CheckAsync(json, sql);
        var explained = await _bed.ExplainAsync(json);
        Assert.Equal(scans, Table().Count(explained.Statement.Text));
    }

    [GeneratedRegex("store.\"sale_v1\"")]
    private static partial Regex Table();
}

/// <summary>The tables and the catalog that the tests share.</summary>
public sealed class MergedScanBed : IAsyncLifetime
{
    internal SemanticBed Bed { get; private set; } = null!;

    public async Task InitializeAsync() => Bed = await SemanticBed.StartAsync(MergedScanTests.Tables, MergedScanTests.Yaml);

    public async Task DisposeAsync() => await Bed.DisposeAsync();
}
