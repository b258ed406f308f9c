using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Warehouses;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Runs;

public sealed class RetryRequestTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private readonly RefreshedWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("by its id")]
    [InlineData("last")]
    public async Task A_retry_runs_what_failed_and_what_is_downstream_of_it_and_nothing_else(string which)
    {
        _warehouse.Write(
            "shop/models/gold/order_totals.sql",
            "/*\nkey: id\n*/\nselect id, 1 / (amount - 20)::int as amount from {{ source('shop', 'orders') }}\n");
        _warehouse.Write("shop/models/gold/above.sql", "/*\nkey: id\n*/\nselect id from {{ ref('order_totals') }}\n");
        Assert.True(_warehouse.Refresh() == 3, _warehouse.LastOutput);
        using var api = await HostAsync();
        var failed = (await api.GetAsync("/api/v1/runs")).Body.GetProperty("items")[0];
        Assert.Equal("partial", failed.GetProperty("status").GetString());
        var id = failed.GetProperty("id").GetGuid();
        _warehouse.Write("shop/models/gold/order_totals.sql", "/*\nkey: id\n*/\nselect id, amount from {{ source('shop', 'orders') }}\n");
        // New rows of what was done: a retry does not look at them.
        _warehouse.Write("data/people.csv", "id,name\n1,Ada\n2,Bob\n");

        var body = which == "last" ? """{"retry": "last"}""" : $$"""{"retry": "{{id}}"}""";
        var (accepted, asked) = await AskAsync(api, body);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal((id, JsonValueKind.Null), (asked.GetProperty("retry_of").GetGuid(), asked.GetProperty("selection").ValueKind));
        var (again, joined) = await AskAsync(api, body);
        Assert.Equal((HttpStatusCode.OK, asked.GetProperty("id").GetGuid()), (again.StatusCode, joined.GetProperty("id").GetGuid()));
        var (everything, other) = await AskAsync(api, "{}");
        Assert.Equal(HttpStatusCode.Accepted, everything.StatusCode);
        var (early, queued) = await AskAsync(api, $$"""{"retry": "{{other.GetProperty("id").GetGuid()}}"}""");
        Assert.Equal((HttpStatusCode.Conflict, "Q303"), (early.StatusCode, queued.GetProperty("code").GetString()));
        Assert.Equal(
            HttpStatusCode.Accepted, (await api.Client.DeleteAsync($"/api/v1/runs/{other.GetProperty("id").GetGuid()}")).StatusCode);

        using var worker = _warehouse.Serve();
        var run = await FinishedAsync(api, asked.GetProperty("id").GetGuid());
        await worker.StopAsync(Soon);
        var summary = run.GetProperty("run");
        Assert.Equal(("succeeded", "order_totals above", id), (
            summary.GetProperty("status").GetString(), summary.GetProperty("selection").GetString(),
            summary.GetProperty("retry_of").GetGuid()));
        Assert.Equal(
            ["above published", "order_totals published"],
            run.GetProperty("models").EnumerateArray().Select(m => $"{m.GetProperty("model")} {m.GetProperty("status")}").Order());
        var (done, nothing) = await AskAsync(api, $$"""{"retry": "{{asked.GetProperty("id").GetGuid()}}"}""");
        Assert.Equal((HttpStatusCode.Conflict, "Q304"), (done.StatusCode, nothing.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_run_that_never_began_is_retried_as_it_was_asked_for_and_so_is_a_retry_that_never_began()
    {
        _warehouse.Write(
            "shop/models/gold/order_totals.sql",
            "/*\nkey: id\n*/\nselect id, 1 / (amount - 20)::int as amount from {{ source('shop', 'orders') }}\n");
        Assert.True(_warehouse.Refresh() == 3, _warehouse.LastOutput);
        using var api = await HostAsync();
        var first = (await api.GetAsync("/api/v1/runs")).Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        var cancelled = await CancelledAsync(api, """{"select": "person_names", "full_refresh": true}""");
        var retry = await CancelledAsync(api, $$"""{"retry": "{{first}}"}""");
        _warehouse.Write("shop/models/gold/order_totals.sql", "/*\nkey: id\n*/\nselect id, amount from {{ source('shop', 'orders') }}\n");
        var asked = (await AskAsync(api, $$"""{"retry": "{{cancelled}}"}""")).Body.GetProperty("id").GetGuid();
        var again = (await AskAsync(api, $$"""{"retry": "{{retry}}"}""")).Body.GetProperty("id").GetGuid();

        using var worker = _warehouse.Serve();
        var (whole, rest) = ((await FinishedAsync(api, asked)).GetProperty("run"), (await FinishedAsync(api, again)).GetProperty("run"));
        Assert.Equal(("succeeded", "person_names", true), (
            whole.GetProperty("status").GetString(), whole.GetProperty("selection").GetString(),
            whole.GetProperty("full_refresh").GetBoolean()));
        Assert.Equal(("succeeded", "order_totals", first), (
            rest.GetProperty("status").GetString(), rest.GetProperty("selection").GetString(), rest.GetProperty("retry_of").GetGuid()));

        // What failed is not in the project any more: nothing is left to do, and the run says so.
        File.Delete(Path.Combine(_warehouse.Folder, "shop/models/gold/order_totals.sql"));
        var late = (await FinishedAsync(
            api, (await AskAsync(api, $$"""{"retry": "{{first}}"}""")).Body.GetProperty("id").GetGuid())).GetProperty("run");
        Assert.Equal(("succeeded", 0), (late.GetProperty("status").GetString(), late.GetProperty("models_total").GetInt32()));
        Assert.Contains("nothing to retry", late.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        await worker.StopAsync(Soon);
    }

    [Fact]
    public async Task A_run_that_is_not_there_or_is_none_cannot_be_retried()
    {
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        var back = Guid.CreateVersion7();
        await _warehouse.ExecuteAsync(
            $"""
            insert into ops.run (id, kind, status, trigger, requested_at, started_at, finished_at)
            values ('{back}', 'rollback', 'failed', 'command line', now(), now(), now())
            """);
        using var api = await HostAsync();
        foreach (var (body, status, code) in (IEnumerable<(string, HttpStatusCode, string)>)
        [
            ($$"""{"retry": "{{Guid.NewGuid()}}"}""", HttpStatusCode.UnprocessableEntity, "Q209"),
            ($$"""{"retry": "{{back}}"}""", HttpStatusCode.UnprocessableEntity, "Q209"),
            ("""{"retry": "last"}""", HttpStatusCode.Conflict, "Q304"),
        ])
        {
            var (response, problem) = await AskAsync(api, body);
            Assert.Equal((status, code), (response.StatusCode, problem.GetProperty("code").GetString()));
        }
    }

    private async Task<ApiHost> HostAsync()
    {
        var api = new ApiHost(_warehouse.ApiConnectionString);
        await api.UseKeyAsync(_warehouse.Key("catalog,run"));
        return api;
    }

    private static async Task<Guid> CancelledAsync(ApiHost api, string body)
    {
        var id = (await AskAsync(api, body)).Body.GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.Accepted, (await api.Client.DeleteAsync($"/api/v1/runs/{id}")).StatusCode);
        return id;
    }

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> AskAsync(ApiHost api, string body)
    {
        var response = await api.Client.PostAsync("/api/v1/runs", new StringContent(body, Encoding.UTF8, "application/json"));
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<JsonElement> FinishedAsync(ApiHost api, Guid id) =>
        (await Eventually.IsAsync(
            () => api.GetAsync($"/api/v1/runs/{id}"),
            a => a.Body.GetProperty("run").GetProperty("finished_at").ValueKind != JsonValueKind.Null,
            a => a.Body.GetRawText(), Soon)).Body;
}
