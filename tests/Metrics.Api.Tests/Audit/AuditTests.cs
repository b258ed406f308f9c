using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Audit;

public sealed class AuditTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string Question = "/api/v1/query?metrics=transactions&group_by=store__country&limit=3";

    [Fact]
    public async Task Who_asked_what_is_on_record_and_equal_hits_are_counted_together()
    {
        var key = storefront.Warehouse.Key("--scopes", "query");
        // A poll that comes late on a busy machine would make another body of the same answer.
        var clock = new HeldClock(TimeProvider.System.GetUtcNow());
        using var api = new ApiHost(clock, storefront.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.9") };
        void Send(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await Eventually.HoldsAsync(
            async () => (await api.GetAsync(Question, Send)).Response.StatusCode == HttpStatusCode.OK, "the key was never known",
            pause: TimeSpan.FromMilliseconds(500));
        for (var i = 0; i < 20; i++)
            await api.GetAsync(Question, Send);
        await api.GetAsync("/api/v1/query?metrics=no_such_metric", Send);
        await api.GetAsync("/api/v1/metrics", Send);

        var id = key.Split('_')[1];
        Assert.Equal(
            1L, await EventuallyAsync(
                $"select count(*) from ops.audit where key_id = '{id}' and question = '{Question}' and status = 200 and cache = 'miss' "
                + $"and rows = 3 and route like '%/query'"));
        Assert.Equal(
            20L, await EventuallyAsync(
                $"select sum(times) from ops.audit where key_id = '{id}' and question = '{Question}' and cache = 'ready' having "
                + $"sum(times) >= 20"));
        Assert.Equal(1L, await EventuallyAsync($"select count(*) from ops.audit where key_id = '{id}' and status = 422 and code = 'Q200'"));
        Assert.Equal(1L, await EventuallyAsync($"select count(*) from ops.audit where key_id = '{id}' and status = 403 and code = 'A403'"));
        Assert.Equal(0L, await EventuallyAsync($"select count(*) from ops.audit a where a::text like '%{key[16..]}%'", wanted: 0));
    }

    [Fact]
    public async Task A_batch_is_on_record_with_what_it_sent_and_a_refused_one_with_nothing()
    {
        var key = storefront.Warehouse.Key("--scopes", "query");
        using var api = new ApiHost(new HeldClock(TimeProvider.System.GetUtcNow()), storefront.Warehouse.ConnectionString);
        async Task<HttpStatusCode> SendAsync(string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/query/batch")
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await api.Client.SendAsync(request);
            return response.StatusCode;
        }

        await Eventually.HoldsAsync(
            async () => await SendAsync("""{"queries": [{"metrics": ["no_such_metric"]}]}""") == HttpStatusCode.OK,
            "the key was never known", pause: TimeSpan.FromMilliseconds(500));
        const string Both =
            """
            {"queries": [
              {"metrics": ["transactions"], "group_by": ["store__country"], "limit": 3}, {"metrics": ["transactions"], "limit": 1}]}
            """;
        Assert.Equal(HttpStatusCode.OK, await SendAsync(Both));

        var ofKey = $"select count(*) from ops.audit where key_id = '{key.Split('_')[1]}' and status = 200 and route like '%/batch'";
        Assert.Equal(1L, await EventuallyAsync($"{ofKey} and rows = 4 and cache = 'miss' and data_version > 0"));
        Assert.Equal(1L, await EventuallyAsync($"{ofKey} and rows is null and cache is null and data_version is null"));
    }

    [Fact]
    public async Task Of_a_key_that_was_sent_where_none_belongs_nothing_is_kept_logged_or_said()
    {
        var key = storefront.Warehouse.Key("--scopes", "query,catalog,run");
        var secret = key[16..];
        using var api = await ApiProcess.StartAsync(storefront.Warehouse.ConnectionString);
        var escaped = Uri.EscapeDataString($"Basic {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"bi:{key}"))}");
        string[] targets =
        [
            $"/api/v1/query?metrics=transactions&key={key}", $"/api/v1/query?metrics={key}", $"/api/v1/metrics?api_key={key}",
                $"/api/v1/metrics/{key}",
            $"/api/v1/query?metrics=transactions&key={key.Replace("_", "%5f", StringComparison.Ordinal)}",
                $"/api/v1/query?metrics=transactions&authorization={escaped}",
            $"/graphql?query={{metric(name:\"{key}\"){{name}}}}", $"/nowhere/{key}",
                $"/api/v1/query?metrics=transactions&where=store__country='{key}'",
        ];
        var said = new List<string>();
        foreach (var target in targets)
            said.Add(await api.Client.GetStringOfAnyAsync(new HttpRequestMessage(HttpMethod.Get,
                target) { Headers = { { "User-Agent", key } } }));
        foreach (var (path, body) in new[]
        {
            ("/graphql", $$"""{"query": "query($n: String!) { metric(name: $n) { name } }", "variables": {"n": "{{key}}"} }"""),
            ("/api/v1/query", $$"""{"metrics": ["{{key}}"]}"""), ("/api/v1/runs", $$"""{"select": "{{key}}"}"""),
                ("/api/v1/query", $"{{\"{key}"),
        })
            said.Add(await api.Client.GetStringOfAnyAsync(new HttpRequestMessage(HttpMethod.Post,
                path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") }));

        Assert.True(await EventuallyAsync("select count(*) from ops.audit where question like '%mk\\_%\\_…%'",
            wanted: targets.Length) >= targets.Length - 2);
        Assert.Equal(0L, await EventuallyAsync($"select count(*) from ops.audit a where a::text like '%{secret}%'", wanted: 0));
        Assert.Equal(0L, await EventuallyAsync($"select count(*) from ops.run_request r where r::text like '%{secret}%'", wanted: 0));
        Assert.DoesNotContain(secret, api.Process.Said, StringComparison.Ordinal);
        Assert.All(said, s => Assert.DoesNotContain(secret, s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Questions_can_be_left_out_of_the_record()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("Metrics:AuditQuestions", "false"));
        await api.GetAsync("/api/v1/query?metrics=transactions&limit=7");
        Assert.Equal(1L, await EventuallyAsync("select count(*) from ops.audit where key_id = 'anonymous' and question is null"));
    }

    private async Task<long> EventuallyAsync(string sql, long wanted = 1)
    {
        await using var connection = new NpgsqlConnection(storefront.Warehouse.ConnectionString);
        await connection.OpenAsync();
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            var found = await command.ExecuteScalarAsync() as long? ?? -1;
            if (found >= wanted || watch.Elapsed > TimeSpan.FromSeconds(90))
                return found;
        }
    }
}

internal static class AnyAnswer
{
    /// <summary>The body of an answer, whatever its status.</summary>
    public static async Task<string> GetStringOfAnyAsync(this HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await client.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }
    }
}
