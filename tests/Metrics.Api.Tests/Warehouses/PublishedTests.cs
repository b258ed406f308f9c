using System.Net;
using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Warehouses;

/// <summary>What the API says about a warehouse that was filled by the real refresh.</summary>
public sealed class PublishedTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private readonly RefreshedWarehouse _warehouse = new(isMigrated: false);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task Ready_only_once_something_is_published()
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        await api.RefusedAsync("/health/ready", HttpStatusCode.ServiceUnavailable, "E311");
        await api.RefusedAsync("/api/v1/freshness", HttpStatusCode.ServiceUnavailable, "E311");
        await api.RefusedAsync("/api/v1/runs", HttpStatusCode.ServiceUnavailable, "E311");
        Succeed();
        var (_, body) = await Eventually.IsAsync(
            () => api.GetAsync("/health/ready"), a => a.Response.StatusCode == HttpStatusCode.OK, a => a.Body.GetRawText(), Soon);
        Assert.Equal(1, body.GetProperty("publication").GetInt64());
        Assert.Contains("one role serves both", body.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_s_own_role_is_enough_for_every_answer()
    {
        Succeed();
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, ready) = await api.GetAsync("/health/ready");
        Assert.Equal(_warehouse.ApiRole, ready.GetProperty("role").GetString());
        Assert.Equal(JsonValueKind.Null, ready.GetProperty("note").ValueKind);
        var (_, runs) = await api.GetAsync("/api/v1/runs");
        var run = runs.GetProperty("items")[0];
        var (_, details) = await api.GetAsync($"/api/v1/runs/{run.GetProperty("id").GetString()}");
        Assert.Equal("succeeded", details.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal(run.GetProperty("models_total").GetInt32(), details.GetProperty("models").GetArrayLength());
        Assert.Contains(
            details.GetProperty("tests").EnumerateArray(),
            t => t.GetProperty("model").GetString() == "order_totals" && t.GetProperty("status").GetString() == "passed");
    }

    [Fact]
    public async Task Freshness_lists_every_table_once_however_it_is_paged()
    {
        Succeed();
        using var api = new ApiHost(_warehouse.ConnectionString);
        var (_, whole) = await api.GetAsync("/api/v1/freshness");
        string[] expected = ["order_totals", "person_names", "shop__orders", "shop__people"];
        Assert.Equal(expected, Names(whole));
        Assert.Equal(JsonValueKind.Null, whole.GetProperty("next").ValueKind);
        foreach (var size in (int[])[1, 2, 3, 4])
            Assert.Equal(expected, await PagedAsync(api, "/api/v1/freshness", size, "table"));
        var table = whole.GetProperty("items")[0];
        Assert.Equal("gold", table.GetProperty("layer").GetString());
        Assert.EndsWith("Z", table.GetProperty("as_of").GetString(), StringComparison.Ordinal);
        Assert.True(table.GetProperty("age_seconds").GetDouble() >= 0);
        Assert.False(table.GetProperty("degraded").GetBoolean());
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_however_they_are_paged()
    {
        for (var i = 0; i < 3; i++)
            Succeed();
        using var api = new ApiHost(_warehouse.ConnectionString);
        var (_, whole) = await api.GetAsync("/api/v1/runs");
        var started = whole.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("requested_at").GetDateTimeOffset()).ToList();
        Assert.Equal(started.OrderDescending(), started);
        var ids = whole.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
        Assert.Equal(3, ids.Count);
        Assert.Equal(ids, await PagedAsync(api, "/api/v1/runs", 1, "id"));
        Assert.Equal(ids, await PagedAsync(api, "/api/v1/runs", 2, "id"));
    }

    [Fact]
    public async Task A_table_behind_a_failed_test_is_degraded_and_says_why_and_its_neighbour_is_not()
    {
        Succeed();
        _warehouse.Orders("1,10.00\n1,20.00\n");
        Assert.NotEqual(0, _warehouse.Refresh());
        using var api = new ApiHost(_warehouse.ConnectionString);
        var (_, body) = await api.GetAsync("/api/v1/freshness");
        var tables = body.GetProperty("items").EnumerateArray().ToDictionary(t => t.GetProperty("table").GetString()!);
        Assert.True(tables["order_totals"].GetProperty("degraded").GetBoolean());
        Assert.Equal(1, tables["order_totals"].GetProperty("version").GetInt64());
        Assert.Contains(tables["order_totals"].GetProperty("reasons").EnumerateArray(),
            r => r.GetProperty("code").GetString() == "test_failed" && r.GetProperty("table").GetString() == "shop__orders");
        Assert.False(tables["person_names"].GetProperty("degraded").GetBoolean());
    }

    [Fact]
    public async Task A_warehouse_of_another_release_is_not_read()
    {
        Succeed();
        await _warehouse.ExecuteAsync("create or replace view ops.api_schema as select 999 as version");
        using var api = new ApiHost(_warehouse.ConnectionString);
        var problem = await api.RefusedAsync("/health/ready", HttpStatusCode.ServiceUnavailable, "E311");
        Assert.Contains("999", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_a_problem_without_details()
    {
        Succeed();
        await _warehouse.ExecuteAsync("alter view ops.api_run rename column trigger to secret_column");
        using var api = new ApiHost(_warehouse.ConnectionString);
        var problem = await api.RefusedAsync("/api/v1/runs", HttpStatusCode.InternalServerError, "E500");
        Assert.DoesNotContain("trigger", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("019a0000-0000-7000-8000-000000000000")]
    public async Task An_unknown_run_is_not_found(string id)
    {
        Succeed();
        using var api = new ApiHost(_warehouse.ConnectionString);
        await api.RefusedAsync($"/api/v1/runs/{id}", HttpStatusCode.NotFound, "Q102");
    }

    private void Succeed() => Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);

    private static List<string?> Names(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("table").GetString()).ToList();

    private static async Task<List<string?>> PagedAsync(ApiHost api, string path, int size, string name)
    {
        var (found, next) = (new List<string?>(), "");
        do
        {
            var (_, page) = await api.GetAsync($"{path}?limit={size}{next}");
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, size);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(name).GetString()));
            next = page.GetProperty("next").GetString() is { } token ? $"&page={token}" : "";
        }
        while (next.Length > 0);
        return found;
    }
}
