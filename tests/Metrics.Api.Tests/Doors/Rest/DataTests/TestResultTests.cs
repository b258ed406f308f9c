using System.Net;
using System.Text.Json;
using Metrics.Api.Tests.Warehouses;

namespace Metrics.Api.Tests.Doors.Rest.DataTests;

public sealed class TestResultTests : IDisposable
{
    private readonly RefreshedWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task The_latest_result_of_every_test_is_listed_once_however_it_is_paged_and_filtered()
    {
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        _warehouse.Orders("1,10.00\n1,20.00\n");
        Assert.NotEqual(0, _warehouse.Refresh());
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, whole) = await api.GetAsync("/api/v1/tests");
        var all = whole.GetProperty("items").EnumerateArray().Select(Named).ToList();
        Assert.Equal(8, all.Count);
        Assert.Equal(all.Order(), all);
        var (found, next) = (new List<(string?, string?, string?)>(), "");
        do
        {
            var (_, page) = await api.GetAsync($"/api/v1/tests?limit=3{next}");
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(Named));
            next = page.GetProperty("next").GetString() is { } token ? $"&page={token}" : "";
        }
        while (next.Length > 0);
        Assert.Equal(all, found);

        var (_, failed) = await api.GetAsync("/api/v1/tests?status=failed");
        var bad = Assert.Single(failed.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(("shop__orders", "unique(id)", "failed"), Named(bad));
        Assert.Equal(("error", 1L), (bad.GetProperty("severity").GetString(), bad.GetProperty("bad_rows").GetInt64()));
        var (_, orders) = await api.GetAsync("/api/v1/tests?model=shop__orders");
        Assert.Equal(2, orders.GetProperty("items").GetArrayLength());
        await api.RefusedAsync("/api/v1/tests?status=fialed", HttpStatusCode.BadRequest, "Q100");
        await api.RefusedAsync("/api/v1/tests?page=nonsense", HttpStatusCode.BadRequest, "Q100");
    }

    [Fact]
    public async Task One_that_could_not_run_has_failed_as_the_tables_that_it_holds_back_say()
    {
        _warehouse.Write("shop/semantic/orders.yml",
            """
            semantic_models:
              - name: orders
                model: ref('order_totals')
                primary_entity: order
                dimensions: []
                measures: [{name: amount, agg: sum, create_metric: true}]
            """);
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        _warehouse.Write("shop/tests/golden.yml", "golden: [{name: as_known, metric: amount, where: [\"nothing = 'x'\"], expect: 30}]\n");
        Assert.NotEqual(0, _warehouse.Refresh());
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, failed) = await api.GetAsync("/api/v1/tests?status=failed&model=AMOUNT");
        var golden = Assert.Single(failed.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(("amount", "as_known", "failed"), Named(golden));
        Assert.False(golden.GetProperty("ran").GetBoolean());
        Assert.StartsWith("could not be asked: ", golden.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (_, answer) = await api.GetAsync("/api/v1/query?metrics=amount");
        Assert.Contains(
            answer.GetProperty("meta").GetProperty("degraded_reasons").EnumerateArray(),
            r => r.GetProperty("code").GetString() == "test_failed");
        // By the word that it had before, too.
        var (_, before) = await api.GetAsync("/api/v1/tests?status=error");
        Assert.Equal(("amount", "as_known", "failed"), Named(Assert.Single(before.GetProperty("items").EnumerateArray().ToList())));
        var (_, all) = await api.GetAsync("/api/v1/tests");
        Assert.All(
            all.GetProperty("items").EnumerateArray().Where(t => Named(t).Item2 != "as_known"),
            t => Assert.True(t.GetProperty("ran").GetBoolean()));
    }

    private static (string?, string?, string?) Named(JsonElement test) =>
        (test.GetProperty("model").GetString(), test.GetProperty("test").GetString(), test.GetProperty("status").GetString());
}
