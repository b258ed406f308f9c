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

    private static (string?, string?, string?) Named(JsonElement test) =>
        (test.GetProperty("model").GetString(), test.GetProperty("test").GetString(), test.GetProperty("status").GetString());
}
