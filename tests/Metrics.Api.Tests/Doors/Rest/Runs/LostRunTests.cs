using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Warehouses;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Runs;

/// <summary>Killed workers, as callers see them over HTTP.</summary>
public sealed class LostRunTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private readonly RefreshedWarehouse _warehouse = new();

    public LostRunTests()
    {
        _warehouse.Write("metrics.yml", "name: shop\nrefresh: {keep_versions: 1, longest_statement: 2s, lease: 2s}\n");
        _warehouse.Write("shop/semantic/orders.yml",
            """
            semantic_models:
              - name: orders
                model: ref('order_totals')
                entities: [{name: order, type: primary, expr: id}]
                measures: [{name: amount, agg: sum, create_metric: true}]
            """);
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
    }

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task A_run_shows_what_it_works_on_and_when_its_worker_is_killed_it_has_failed_and_is_made_again_where_that_was_asked_for()
    {
        using var api = await KeyedAsync();
        _warehouse.Orders("1,11.00\n");
        WriteSlow("pg_sleep(600)");
        Guid id;
        using (var worker = _warehouse.Serve())
        {
            id = (await AskAsync(api, """{"retry_when_lost": true}""")).GetProperty("id").GetGuid();
            var details = await UntilAsync(api, id, d => Model(d, "slow") is { } m && m.GetProperty("status").GetString() == "running");
            Assert.Equal("running", details.GetProperty("run").GetProperty("status").GetString());
            Assert.Equal(JsonValueKind.String, Model(details, "slow")!.Value.GetProperty("started_at").ValueKind);
            await worker.SaidAsync("At work: slow for ", Soon);
            worker.Kill();
        }

        // Nobody is there to close it.
        var lost = await UntilAsync(api, id, d => Status(d) == "failed");
        Assert.StartsWith("error R135: ", lost.GetProperty("run").GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("skipped", Model(lost, "slow")!.Value.GetProperty("status").GetString());
        var (_, listed) = await api.GetAsync("/api/v1/runs?limit=1");
        Assert.Equal("failed", listed.GetProperty("items")[0].GetProperty("status").GetString());
        using var late = await api.Client.DeleteAsync($"/api/v1/runs/{id}");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);

        WriteSlow("pg_sleep(0)");
        using var first = _warehouse.Serve();
        using var second = _warehouse.Serve();
        var again = await RetryOfAsync(api, id);
        var made = await UntilAsync(api, again, d => d.GetProperty("run").GetProperty("finished_at").ValueKind != JsonValueKind.Null);
        Assert.Equal("succeeded", Status(made));
        var (_, all) = await api.GetAsync("/api/v1/runs?limit=20");
        (string, Guid?)[] expected = [("succeeded", id), ("failed", null), ("succeeded", null)];
        Assert.Equal(
            expected, all.GetProperty("items").EnumerateArray().Select(r => (r.GetProperty("status").GetString()!, RetryOf(r))));
        await first.StopAsync(Soon);
        await second.StopAsync(Soon);
    }

    [Fact]
    public async Task A_worker_that_comes_back_closes_what_was_lost_at_once_and_makes_nothing_that_nobody_asked_to_be_made_again()
    {
        using var api = await KeyedAsync();
        WriteSlow("pg_sleep(600)");
        Guid lost, waiting;
        using (var worker = _warehouse.Serve())
        {
            lost = (await AskAsync(api, "{}")).GetProperty("id").GetGuid();
            await UntilAsync(api, lost, d => Model(d, "slow") is not null);
            waiting = (await AskAsync(api, """{"select": "person_names"}""")).GetProperty("id").GetGuid();
            worker.Kill();
        }

        using var next = _warehouse.Serve();
        // By the worker's first look or by the run that still waited, whichever has the lease first.
        var closed = await UntilAsync(api, lost, d => Status(d) != "running");
        Assert.Equal("failed", Status(closed));
        // What still waited is made as if nothing had been.
        var made = await UntilAsync(api, waiting, d => d.GetProperty("run").GetProperty("finished_at").ValueKind != JsonValueKind.Null);
        Assert.Equal("succeeded", Status(made));
        var (_, all) = await api.GetAsync("/api/v1/runs?limit=20");
        Assert.Equal(3, all.GetProperty("items").GetArrayLength());
        await next.StopAsync(Soon);
    }

    [Fact]
    public async Task A_page_of_an_old_version_is_right_until_the_worker_drops_it_and_gone_afterwards()
    {
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        const string Question = "/api/v1/query?metrics=amount&group_by=order&order_by=order&limit=1";
        var (_, first) = await api.GetAsync(Question);
        var next = first.GetProperty("meta").GetProperty("next").GetString();
        Assert.Equal(10.0, first.GetProperty("rows")[0][1].GetDouble());
        _warehouse.Orders("1,70.00\n2,80.00\n");
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        var (kept, page) = await api.GetAsync($"{Question}&page={next}");
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.Equal(20.0, page.GetProperty("rows")[0][1].GetDouble());

        using var worker = _warehouse.Serve();
        var gone = HttpStatusCode.OK;
        for (var watch = Stopwatch.StartNew(); gone != HttpStatusCode.Gone;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            (var response, page) = await api.GetAsync($"{Question}&page={next}");
            gone = response.StatusCode;
            // Right as long as it is there.
            if (gone == HttpStatusCode.OK)
                Assert.Equal(20.0, page.GetProperty("rows")[0][1].GetDouble());
            Assert.True(watch.Elapsed < Soon, worker.Said);
        }

        Assert.Equal("Q300", page.GetProperty("code").GetString());
        await worker.SaidAsync("Dropped superseded relations", Soon);
        var (_, now) = await api.GetAsync(Question);
        Assert.Equal(70.0, now.GetProperty("rows")[0][1].GetDouble());
        await worker.StopAsync(Soon);
    }

    // Who asks for runs needs a key, and reads what was wrong with them as an administrator.
    private async Task<ApiHost> KeyedAsync()
    {
        var api = new ApiHost(_warehouse.ApiConnectionString);
        api.Client.DefaultRequestHeaders.Add("X-Api-Key", _warehouse.Key("query,catalog,run,admin"));
        await Eventually.HoldsAsync(
            async () => (await api.GetAsync("/api/v1/runs")).Response.StatusCode != HttpStatusCode.Unauthorized, "the key was never known",
            Soon);
        return api;
    }

    private void WriteSlow(string wait) => _warehouse.Write(
        "shop/models/gold/slow.sql",
        $"/*\ndescription: takes long\nkey: id\n*/\nselect o.id from {{{{ source('shop', 'orders') }}}} as o, {wait}\n");

    private static JsonElement? Model(JsonElement details, string name) => details.GetProperty("models").EnumerateArray()
        .Where(m => m.GetProperty("model").GetString() == name).Select(m => (JsonElement?)m).FirstOrDefault();

    private static Guid? RetryOf(JsonElement run) =>
        run.GetProperty("retry_of") is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;

    private static string Status(JsonElement details) => details.GetProperty("run").GetProperty("status").GetString()!;

    private static async Task<JsonElement> AskAsync(ApiHost api, string body)
    {
        var response = await api.Client.PostAsync("/api/v1/runs", new StringContent(body, Encoding.UTF8, "application/json"));
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<Guid> RetryOfAsync(ApiHost api, Guid run)
    {
        var (_, body) = await Eventually.IsAsync(
            () => api.GetAsync("/api/v1/runs?limit=20"),
            a => a.Body.GetProperty("items").EnumerateArray().Any(i => RetryOf(i) == run), a => a.Body.GetRawText(), Soon);
        return body.GetProperty("items").EnumerateArray().First(i => RetryOf(i) == run).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> UntilAsync(ApiHost api, Guid id, Func<JsonElement, bool> holds) =>
        (await Eventually.IsAsync(
            () => api.GetAsync($"/api/v1/runs/{id}"), a => a.Response.StatusCode == HttpStatusCode.OK && holds(a.Body),
            a => a.Body.GetRawText(), Soon)).Body;
}
