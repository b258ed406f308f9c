using Metrics.Domain.Diagnostics;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>Derived metrics whose formula is an author's SQL: what PostgreSQL makes of it is the type of the metric.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class FormulaTypeTests(FormulaTypeBed bed) : IClassFixture<FormulaTypeBed>
{
    internal const string Tables =
        """
        create table store.sale_v1 (id int primary key, shop text, amount numeric(10,2), units int,
          weight double precision, at timestamp, day date);
        insert into store.sale_v1
        select n, chr(65 + n % 3), n * 1.25, n, n / 8.0, timestamp '2026-01-01 09:00' + n * interval '5 hours', date '2026-01-01' + n
        from generate_series(1, 20) n;
        """;

    internal const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            defaults: {agg_time_dimension: at}
            entities: [{name: sale, type: primary, expr: id}]
            dimensions: [{name: shop, type: categorical}, {name: at, type: time, type_params: {time_granularity: second}}]
            measures:
              - {name: revenue, agg: sum, expr: amount}
              - {name: units, agg: sum}
              - {name: weight, agg: sum}
              - {name: last_at, agg: max, expr: at}
              - {name: last_day, agg: max, expr: day}
        metrics:
          - {name: revenue, type: simple, type_params: {measure: revenue}}
          - {name: units, type: simple, type_params: {measure: units}}
          - {name: weight, type: simple, type_params: {measure: weight}}
          - {name: last_at, type: simple, type_params: {measure: last_at}}
          - {name: last_day, type: simple, type_params: {measure: last_day}}
          - {name: size, type: derived, type_params: {expr: "case when revenue > 80 then 'big' else 'small' end", metrics: [revenue]}}
          - {name: is_big, type: derived, type_params: {expr: "revenue > 80 and units > 1", metrics: [revenue, units]}}
          - {name: due_on, type: derived, type_params: {expr: "(last_day + 30)::date", metrics: [last_day]}}
          - {name: an_hour_later, type: derived, type_params: {expr: "last_at + interval '1 hour'", metrics: [last_at]}}
          - {name: on_the_clock, type: derived, type_params: {expr: "last_at at time zone 'UTC'", metrics: [last_at]}}
          - {name: dozens, type: derived, type_params: {expr: "(units / 12)::int", metrics: [units]}}
          - {name: each, type: derived, type_params: {expr: "case when units > 0 then revenue / units end", metrics: [revenue, units]}}
          - {name: root, type: derived, type_params: {expr: "sqrt(weight)", metrics: [weight]}}
          - {name: shouted, type: derived, type_params: {expr: "upper(size) || '!'", metrics: [size]}}
          - {name: later, type: derived, type_params: {expr: "greatest(last_day, due_on)", metrics: [last_day, due_on]}}
          - {name: waited, type: derived, type_params: {expr: "due_on - last_day", metrics: [last_day, due_on]}}
          - {name: same_day, type: derived,
            type_params: {expr: "last_day", metrics: [{name: last_day, filter: "{{ Dimension('sale__shop') }} <> 'Z'"}]}}
          - {name: nonsense, type: derived, type_params: {expr: "size * 2", metrics: [size]}}
          - {name: parts, type: derived, type_params: {expr: "jsonb_build_object('revenue', revenue)", metrics: [revenue]}}
          - {name: over_it, type: derived, type_params: {expr: "wrong + 1", metrics: [wrong]}}
          - {name: wrong, type: derived, type_params: {expr: "no_such_function(revenue::text)", metrics: [revenue]}}
        """;

    private readonly SemanticBed _bed = bed.Bed;

    [Theory]
    [InlineData("size", ValueType.String, "case when sum(amount) > 80 then 'big' else 'small' end")]
    [InlineData("is_big", ValueType.Boolean, "sum(amount) > 80 and sum(units) > 1")]
    [InlineData("due_on", ValueType.Date, "max(day) + 30")]
    [InlineData("an_hour_later", ValueType.Timestamp, "max(at at time zone 'UTC') + interval '1 hour'")]
    [InlineData("on_the_clock", ValueType.Timestamp, "max(at at time zone 'UTC')")]
    [InlineData("dozens", ValueType.Integer, "(sum(units) / 12.0)::int")]
    [InlineData("each", ValueType.Decimal, "sum(amount) / sum(units)")]
    [InlineData("root", ValueType.Double, "sqrt(sum(weight))")]
    [InlineData("shouted", ValueType.String, "case when sum(amount) > 80 then 'BIG!' else 'SMALL!' end")]
    [InlineData("later", ValueType.Date, "max(day) + 30")]
    [InlineData("waited", ValueType.Integer, "30")]
    [InlineData("same_day", ValueType.Date, "max(day)")]
    [InlineData("parts", ValueType.Json, "jsonb_build_object('revenue', sum(amount))::text")]
    public async Task A_formula_keeps_the_type_that_it_has(string metric, ValueType type, string sql)
    {
        var answer = await _bed.CheckAsync(
            $$"""{"metrics": ["{{metric}}"], "group_by": ["sale__shop"], "order_by": ["sale__shop"]}""",
                $"select shop, {sql} from store.sale_v1 group by 1\norder by 1");
        Assert.Equal(type, answer.Table.Columns[1].Type);
    }

    [Fact]
    public async Task Texts_dates_and_flags_can_be_conditions_and_an_order()
    {
        await _bed.CheckAsync(
            """{"metrics": ["size", "revenue"], "group_by": ["sale__shop"], "where": ["size = 'big'", "is_big"], "order_by": """
                + """["-size", "sale__shop"]}""",
            "select shop, 'big', sum(amount) from store.sale_v1 group by 1 having sum(amount) > 80\norder by 1");
        await _bed.CheckAsync(
            """{"metrics": ["size"], "group_by": ["sale__shop"], "order_by": ["size", "-sale__shop"]}""",
            "select shop, case when sum(amount) > 80 then 'big' else 'small' end from store.sale_v1 group by 1\n"
                + "order by sum(amount) <= 80, 1 desc");
        await _bed.CheckAsync(
            """{"metrics": ["revenue"], "group_by": ["sale__shop"], "where": ["due_on > '2026-02-17'"]}""",
            "select shop, sum(amount) from store.sale_v1 group by 1 having max(day) + 30 > '2026-02-17'");
    }

    [Fact]
    public async Task What_PostgreSQL_refuses_is_told_to_whoever_asks_for_it_and_breaks_nothing_else()
    {
        // The cause once, with its code and its place.
        var refusal = Assert.Single(await _bed.RefusalAsync("""{"metrics": ["wrong"]}"""));
        Assert.Equal(DiagnosticCode.UnknownMetric, refusal.Code);
        Assert.Contains(
            $"its definition is wrong ({DiagnosticCode.Unbound.Id}): PostgreSQL refuses its SQL: function no_such_function(text) does not "
                + "exist",
            refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.Location);
        refusal = Assert.Single(await _bed.RefusalAsync("""{"metrics": ["over_it"]}"""));
        Assert.Equal(DiagnosticCode.UnknownMetric, refusal.Code);
        Assert.Contains(
            $"since it uses something that is left out ({DiagnosticCode.Unbound.Id}): metric 'wrong': PostgreSQL refuses its SQL: function "
                + "no_such_function(text) does not exist",
            refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["1.25"], (await _bed.RowsAsync("""{"metrics": ["revenue"], "where": ["sale = 1"]}""")));
    }

    [Fact]
    public async Task What_cannot_be_calculated_with_is_said() => Assert.Contains(
        "only numbers can be calculated with",
        Assert.Single(await _bed.RefusalAsync("""{"metrics": ["nonsense"]}""")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_text_has_no_share_and_is_in_no_ratio() => Assert.Equal(
        DiagnosticCode.WrongComparison,
        Assert.Single(await _bed.RefusalAsync("""{"metrics": [{"name": "size", "share_of": "total", "as": "part"}]}""")).Code);
}

/// <summary>The tables and the catalog that the tests share.</summary>
public sealed class FormulaTypeBed : IAsyncLifetime
{
    internal SemanticBed Bed { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Bed = await SemanticBed.StartAsync(FormulaTypeTests.Tables, "semantic_models: []");
        await Bed.BindAsync(FormulaTypeTests.Yaml, DiagnosticCode.AuthoredFormula, DiagnosticCode.Unbound, DiagnosticCode.LeftOut);
    }

    public async Task DisposeAsync() => await Bed.DisposeAsync();
}
