using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Warehouses;

/// <summary>Every answer from a doubtful source says what is doubtful about it.</summary>
public sealed class DoubtfulSourceTests : IDisposable
{
    private readonly RefreshedWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task The_hour_that_comes_twice_is_one_instant_wherever_its_zone_is_said_and_answers_count_its_rows()
    {
        _warehouse.Write("data/a.csv", "id,at\n1,2026-10-25 02:30:00\n2,2026-10-25 03:30:00\n");
        _warehouse.Write("clocks/sources.yml",
            """
            sources:
              - name: p
                path: data
                tables:
                  - {name: a, file: a.csv, key: id, columns: [{name: id, type: integer}, {name: at, type: timestamp}]}
                  - name: b
                    file: a.csv
                    key: id
                    columns: [{name: id, type: integer}, {name: at, type: timestamp, time_zone: Europe/Madrid}]
            """);
        foreach (var name in "ab")
        {
            _warehouse.Write(
                $"clocks/models/gold/fct_{name}.sql",
                $"/*\ndescription: x\nkey: id\n*/\nselect * from {{{{ source('p', '{name}') }}}}\n");
        }

        _warehouse.Write("clocks/semantic/clocks.yml",
            """
            semantic_models:
              - name: a
                model: ref('fct_a')
                defaults: {agg_time_dimension: at}
                primary_entity: arow
                dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
                measures: [{name: na, agg: count, expr: id, create_metric: true}]
                config: {meta: {metrics: {time_zone: Europe/Madrid}}}
              - name: b
                model: ref('fct_b')
                defaults: {agg_time_dimension: bt}
                primary_entity: brow
                dimensions: [{name: bt, type: time, expr: at, type_params: {time_granularity: second}}]
                measures: [{name: nb, agg: count, expr: id, create_metric: true}]
            """);
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, answer) = await api.GetAsync("/api/v1/query?metrics=na,nb&group_by=metric_time__hour&time_zone=Europe/Madrid");
        var rows = answer.GetProperty("rows").EnumerateArray().Select(r => (r[1].GetInt64(), r[2].GetInt64()));
        Assert.Equal([(1L, 1L), (1L, 1L)], rows);
        Assert.Equal(["1 rows of p__b have a local time that the clocks showed twice; the second of the two was taken"], Warnings(answer));
        (_, answer) = await api.GetAsync("/api/v1/query?metrics=na");
        Assert.Empty(Warnings(answer));
    }

    [Fact]
    public async Task Rejected_rows_below_the_limit_are_counted_by_answers()
    {
        _warehouse.Orders(string.Concat(Enumerable.Range(1, 199).Select(i => $"{i},1.00\n")) + "200,one\n");
        _warehouse.Write("shop/semantic/orders.yml",
            """
            semantic_models:
              - name: orders
                model: ref('order_totals')
                entities: [{name: order, type: primary, expr: id}]
                measures: [{name: amount, agg: sum, expr: amount, create_metric: true}]
            """);
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, answer) = await api.GetAsync("/api/v1/query?metrics=amount");
        Assert.Equal(["1 of 200 rows of shop__orders were rejected"], Warnings(answer));

        _warehouse.Orders(string.Concat(Enumerable.Range(1, 197).Select(i => $"{i},1.00\n")) + "198,one\n199,two\n200,three\n");
        Assert.NotEqual(0, _warehouse.Refresh());
        (_, answer) = await api.GetAsync("/api/v1/query?metrics=amount");
        Assert.Equal(199m, answer.GetProperty("rows")[0][0].GetDecimal());
        Assert.True(answer.GetProperty("meta").GetProperty("degraded").GetBoolean());
    }

    [Fact]
    public async Task A_data_test_that_warns_is_told_by_answers_of_every_table_behind_which_it_is_until_it_passes()
    {
        const string Doubt =
            "1 data test of shop__orders found something doubtful when last run; GET /api/v1/tests?status=warned lists what";
        _warehouse.Write("shop/models/gold/stores.sql", "/*\ndescription: x\nkey: id\n*/\nselect 1 as id\n");
        _warehouse.Write("shop/semantic/orders.yml",
            """
            semantic_models:
              - name: orders
                model: ref('order_totals')
                entities: [{name: order, type: primary, expr: id}]
                measures: [{name: amount, agg: sum, expr: amount, create_metric: true}]
              - name: stores
                model: ref('stores')
                entities: [{name: store, type: primary, expr: id}]
                measures: [{name: store_count, agg: count, expr: id, create_metric: true}]
            """);
        var sources = await File.ReadAllTextAsync(Path.Combine(_warehouse.Folder, "shop/sources.yml"));
        _warehouse.Write("shop/sources.yml", sources.Replace(
            "{name: orders,", "{name: orders, tests: [{expression: amount < 25, severity: warn}],", StringComparison.Ordinal));
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, answer) = await api.GetAsync("/api/v1/query?metrics=amount");
        Assert.Empty(Warnings(answer));

        _warehouse.Orders("1,10.00\n2,30.00\n");
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        await SaysAsync(api, "amount", 40, Doubt);
        // A cached answer says it too, and one of another table does not.
        await SaysAsync(api, "amount", 40, Doubt);
        await SaysAsync(api, "store_count", 1);

        _warehouse.Orders("1,10.00\n2,20.00\n");
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        await SaysAsync(api, "amount", 30);
    }

    private static Task SaysAsync(ApiHost api, string metric, decimal value, params string[] warnings) => Eventually.HoldsAsync(
        async () =>
        {
            var (_, answer) = await api.GetAsync($"/api/v1/query?metrics={metric}");
            return answer.GetProperty("rows")[0][0].GetDecimal() == value && Warnings(answer).SequenceEqual(warnings);
        },
        () => $"{metric} does not say {value} with {warnings.Length} warnings");

    private static IEnumerable<string?> Warnings(JsonElement answer) =>
        answer.GetProperty("meta").GetProperty("warnings").EnumerateArray().Select(w => w.GetString());
}
