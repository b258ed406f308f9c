using Metrics.Domain.Access;
using Metrics.Semantic.Tests.Policies;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>A policy's fence holds in DuckDB too: nothing of a question is evaluated on a row that whoever asks may not see.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ColumnarFenceTests : IAsyncLifetime
{
    // Twice the hidden number is no whole number of 32 bits.
    private const string Tables =
        """
        create table store.sale_v1 (id int primary key, n int, country text);
        insert into store.sale_v1 values (1, 1, 'ES'), (2, 2, 'ES'), (3, 3, 'ES'), (4, 2147483647, 'FR');
        """;

    private const string Yaml =
        """
        semantic_models:
          - name: sale
            model: ref('sale')
            config: {meta: {metrics: {policies: [{unless: {role: admin}, rows: "sale__country in {{ principal.countries }}"}]}}}
            entities: [{name: sale, type: primary, expr: id}]
            dimensions:
              - {name: country, type: categorical}
              - {name: twice, type: categorical, expr: n * 2}
            measures: [{name: sales, agg: count, expr: "1", create_metric: true}]
        """;

    private const string Question = """{"metrics": ["sales"], "where": ["sale__twice > 3"]}""";

    private SemanticBed _bed = null!;

    public async Task InitializeAsync() => _bed = await SemanticBed.StartAsync(Tables, Yaml);

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task No_condition_of_a_question_is_evaluated_on_a_hidden_row()
    {
        Assert.Equal(["2"], await _bed.RowsAsync(PolicyShop.From("ES"), Question));
        Assert.Null(_bed.Engines.LastReason);
        Assert.NotEmpty(await _bed.RefusalAsync(PolicyShop.Somebody(roles: ["admin"]), Question));
    }

    [Fact]
    public async Task Its_plan_has_the_condition_above_the_fence_and_the_policys_below()
    {
        _ = await _bed.RowsAsync(PolicyShop.From("ES"), Question);
        var explained = await _bed.ExplainAsync(PolicyShop.Somebody(AccessScopes.Query | AccessScopes.Admin, attributes: ("countries",
            ["ES"])), Question);
        var (text, plan) = await _bed.Engines.ExplainSecondAsync(explained.Statement);
        Assert.Contains("with fenced as materialized (", text, StringComparison.Ordinal);
        // Drawn side by side: on the left the fence is filled from the table, on the right it is read.
        var (filled, read) = (Columns(plan, 0), Columns(plan, 29));
        Assert.Contains("country='ES'", filled, StringComparison.Ordinal);
        Assert.DoesNotContain("n * 2", filled, StringComparison.Ordinal);
        Assert.Contains("((n * 2) > 3)", read, StringComparison.Ordinal);
        Assert.Contains("CTE_SCAN", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_only_the_store_is_asked_is_told_to_nobody_who_is_held()
    {
        await _bed.BindAsync(Yaml.Replace("sale__country in", "lower(sale__country) in", StringComparison.Ordinal).Replace(
            "rows: \"lower(sale__country) in {{ principal.countries }}\"", "rows: \"{{ Dimension('sale__folded') }} = 'es'\"",
            StringComparison.Ordinal).Replace(
            "dimensions:", "dimensions:\n      - {name: folded, type: categorical, expr: lower(country)}", StringComparison.Ordinal));
        const string Sales = """{"metrics": ["sales"]}""";
        Assert.Null((await _bed.ExplainAsync(PolicyShop.From("ES"), Sales)).Engine.OnlyBecause);
        Assert.Equal(
            "lower", (await _bed.ExplainAsync(PolicyShop.Somebody(AccessScopes.Query | AccessScopes.Admin), Sales)).Engine.OnlyBecause);
    }

    private static string Columns(string plan, int from) =>
        string.Join('\n', plan.Split('\n').Select(l => l.Length <= from ? "" : l[from..Math.Min(l.Length, from + 29)]));
}
