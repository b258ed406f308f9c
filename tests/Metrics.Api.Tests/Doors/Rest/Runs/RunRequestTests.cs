using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Warehouses;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Runs;

public sealed class RunRequestTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private readonly RefreshedWarehouse _warehouse = new();

    public RunRequestTests() => Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task Without_a_worker_a_run_is_queued_an_equal_one_joins_it_and_it_can_be_cancelled()
    {
        using var api = await HostAsync();
        var (first, asked) = await AskAsync(api, """{"select": "order_totals pack:shop"}""");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var id = asked.GetProperty("id").GetGuid();
        Assert.Equal(7, id.Version);
        Assert.Equal($"/api/v1/runs/{id}", first.Headers.Location!.OriginalString);
        Assert.Equal("queued", asked.GetProperty("status").GetString());
        Assert.False(asked.GetProperty("worker").GetProperty("alive").GetBoolean());
        Assert.Contains("no worker has been seen", asked.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);

        var (again, joined) = await AskAsync(api, """{"select": ["pack:shop", "order_totals"], "full_refresh": false}""");
        Assert.Equal((HttpStatusCode.OK, id, true),
            (again.StatusCode, joined.GetProperty("id").GetGuid(), joined.GetProperty("joined").GetBoolean()));
        var (other, another) = await AskAsync(api, """{"select": "order_totals pack:shop", "full_refresh": true}""");
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.NotEqual(id, another.GetProperty("id").GetGuid());

        // One that is made again when it is lost is not the same as one that is not.
        var (_, lasting) = await AskAsync(api, """{"select": "order_totals pack:shop", "full_refresh": true, "retry_when_lost": true}""");
        Assert.Equal((false, true), (lasting.GetProperty("joined").GetBoolean(), lasting.GetProperty("retry_when_lost").GetBoolean()));

        var (_, runs) = await api.GetAsync("/api/v1/runs");
        Assert.Equal(["queued", "queued", "queued", "succeeded"], runs.GetProperty("items").EnumerateArray()
            .Select(r => r.GetProperty("status").GetString()));
        var (cancelled, summary) = await CancelAsync(api, id);
        Assert.Equal((HttpStatusCode.Accepted, "cancelled"), (cancelled.StatusCode, summary.GetProperty("status").GetString()));
        var (late, problem) = await CancelAsync(api, id);
        Assert.Equal((HttpStatusCode.Conflict, "Q302"), (late.StatusCode, problem.GetProperty("code").GetString()));
        var (anew, _) = await AskAsync(api, """{"select": "order_totals pack:shop"}""");
        Assert.Equal(HttpStatusCode.Accepted, anew.StatusCode);
    }

    [Fact]
    public async Task Two_equal_requests_at_once_are_one_run()
    {
        using var api = await HostAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AskAsync(api, "{}")));
        Assert.Single(answers.Select(a => a.Body.GetProperty("id").GetGuid()).Distinct());
        Assert.Single(answers, a => a.Response.StatusCode == HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("", "application/json", "Q100")]
    [InlineData("[]", "application/json", "Q100")]
    [InlineData("{\"selct\": \"a\"}", "application/json", "Q100")]
    [InlineData("{\"select\": 5}", "application/json", "Q100")]
    [InlineData("{\"select\": \"a;drop\"}", "application/json", "Q100")]
    [InlineData("{\"select\": \"a --exclude b\"}", "application/json", "Q100")]
    [InlineData("{\"full_refresh\": \"yes\"}", "application/json", "Q100")]
    [InlineData("{\"retry_when_lost\": \"yes\"}", "application/json", "Q100")]
    [InlineData("{\"retry\": \"yesterday\"}", "application/json", "Q100")]
    [InlineData("{\"retry\": 7}", "application/json", "Q100")]
    [InlineData("{\"retry\": \"last\", \"select\": \"a\"}", "application/json", "Q100")]
    [InlineData("{}", "text/plain", "Q100")]
    [InlineData("{}", null, "Q100")]
    public async Task What_is_no_request_for_a_run_is_refused(string body, string? type, string code)
    {
        using var api = await HostAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : new(type);
        var response = await api.Client.PostAsync("/api/v1/runs", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("019a0000-0000-7000-8000-000000000000")]
    public async Task A_run_that_is_not_there_cannot_be_cancelled(string id)
    {
        using var api = await HostAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await api.Client.DeleteAsync($"/api/v1/runs/{id}")).StatusCode);
    }

    [Fact]
    public async Task The_worker_makes_what_was_asked_for_in_order_and_says_what_it_cannot_make()
    {
        using var api = await HostAsync();
        _warehouse.Orders("1,10.00\n2,20.00\n3,30.00\n");
        var ids = new List<Guid>();
        foreach (var body in (string[])[
            """{"select": "shop__orders+"}""", """{"select": "no_such_table"}""", """{"select": "person_names", "full_refresh": true}"""])
            ids.Add((await AskAsync(api, body)).Body.GetProperty("id").GetGuid());
        using var worker = _warehouse.Serve();
        var runs = new List<JsonElement>();
        foreach (var id in ids)
            runs.Add(await FinishedAsync(api, id));

        Assert.Equal(["succeeded", "failed", "succeeded"], runs.Select(r => r.GetProperty("status").GetString()));
        Assert.Contains("'no_such_table' names nothing", runs[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.All(runs, r => Assert.Equal("request", r.GetProperty("trigger").GetString()));
        Assert.Equal(runs.Select(r => r.GetProperty("started_at").GetDateTimeOffset()).Order(),
            runs.Select(r => r.GetProperty("started_at").GetDateTimeOffset()));
        var (_, freshness) = await api.GetAsync("/api/v1/freshness");
        Assert.Equal([2L, 2L, 2L, 1L], freshness.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("version").GetInt64()));
        var (_, asked) = await AskAsync(api, "{}");
        Assert.True(asked.GetProperty("worker").GetProperty("alive").GetBoolean());
        Assert.Equal(0, asked.GetProperty("warnings").GetArrayLength());
        await worker.StopAsync(Soon);
    }

    [Fact]
    public async Task A_run_under_way_is_cancelled_and_publishes_nothing()
    {
        using var api = await HostAsync();
        using var worker = SlowWorker();
        var (_, asked) = await AskAsync(api, "{}");
        var id = asked.GetProperty("id").GetGuid();
        await UntilAsync(api, id, r => r.GetProperty("status").GetString() == "running");
        var (response, before) = await CancelAsync(api, id);
        Assert.Equal((HttpStatusCode.Accepted, "running"), (response.StatusCode, before.GetProperty("status").GetString()));
        var run = await FinishedAsync(api, id);
        Assert.Equal(("cancelled", "cancelled on request"), (run.GetProperty("status").GetString(), run.GetProperty("error").GetString()));
        Assert.Equal(JsonValueKind.Null, run.GetProperty("publication").ValueKind);
        var (_, freshness) = await api.GetAsync("/api/v1/freshness");
        Assert.All(freshness.GetProperty("items").EnumerateArray(), t => Assert.Equal(1, t.GetProperty("version").GetInt64()));
        await worker.StopAsync(Soon);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_cancels_its_run_and_leaves_in_good_order()
    {
        using var api = await HostAsync();
        using var worker = SlowWorker();
        var id = (await AskAsync(api, "{}")).Body.GetProperty("id").GetGuid();
        await UntilAsync(api, id, r => r.GetProperty("status").GetString() == "running");
        await worker.StopAsync(Soon);
        var run = await FinishedAsync(api, id);
        Assert.Equal(("cancelled", "cancelled: its process was asked to stop"),
            (run.GetProperty("status").GetString(), run.GetProperty("error").GetString()));
        var (_, asked) = await AskAsync(api, "{}");
        Assert.False(asked.GetProperty("worker").GetProperty("alive").GetBoolean());
    }

    private async Task<ApiHost> HostAsync()
    {
        var api = new ApiHost(_warehouse.ApiConnectionString);
        await api.UseKeyAsync(_warehouse.Key("catalog,run"));
        return api;
    }

    private StartedProcess SlowWorker()
    {
        _warehouse.Orders("1,11.00\n");
        _warehouse.Write("shop/models/gold/slow.sql",
            "/*\ndescription: takes long\n*/\nselect o.id from {{ source('shop', 'orders') }} as o, pg_sleep(600)\n");
        return _warehouse.Serve();
    }

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> AskAsync(ApiHost api, string body)
    {
        var response = await api.Client.PostAsync("/api/v1/runs", new StringContent(body, Encoding.UTF8, "application/json"));
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> CancelAsync(ApiHost api, Guid id)
    {
        var response = await api.Client.DeleteAsync($"/api/v1/runs/{id}");
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static Task<JsonElement> FinishedAsync(ApiHost api, Guid id) =>
        UntilAsync(api, id, r => r.GetProperty("finished_at").ValueKind != JsonValueKind.Null);

    private static async Task<JsonElement> UntilAsync(ApiHost api, Guid id, Func<JsonElement, bool> holds) =>
        (await Eventually.IsAsync(
            () => api.GetAsync($"/api/v1/runs/{id}"), a => holds(a.Body.GetProperty("run")), a => a.Body.GetRawText(), Soon))
        .Body.GetProperty("run");
}
