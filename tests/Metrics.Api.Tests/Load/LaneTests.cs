using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Metrics.Answering.Admission;
using Metrics.Api.Tests.Doors.GraphQL;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Metrics.Api.Tests.Load;

/// <summary>Quick questions pass heavy ones, and a refusal says why and how long to wait.</summary>
public sealed class LaneTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);
    private static int _number;

    [Fact]
    public async Task Quick_questions_are_answered_while_heavy_ones_of_the_same_callers_wait_or_are_refused_for_their_lane()
    {
        using var api = Host(("Metrics:HeavyMilliseconds", "100"), ("Metrics:HeavyWaitSeconds", "2"));
        // Known already, so that it is a hit.
        var hit = Quick();
        await api.Client.GetStringAsync(hit);
        List<Task<HttpResponseMessage>> heavy;
        await using (var locked = await LockedAsync())
        {
            heavy = Enumerable.Range(0, 150).Select(_ => api.Client.GetAsync(Heavy())).ToList();
            // Each is planned, and of a shape that nothing is known of the first ones stand in the quick lane until the engine has judged
            // it; a crowd of one caller's fills its queues there until all of them have come through.
            await UntilAsync(async () => await WaitingForLockAsync() == 2);
            var lanes = api.Services.GetRequiredService<Lanes>();
            await UntilAsync(() => Task.FromResult(heavy.Count(h => h.IsCompleted) + In(lanes.StateOf(Lane.Heavy)) == heavy.Count));
            for (var i = 0; i < 60 || heavy.Count(h => h.IsCompleted) < 140; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(Quick())).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(hit)).StatusCode);
            }

            // Two are at work until the lock is gone; no other statement is.
            await UntilAsync(async () => heavy.Count(h => h.IsCompleted) == 148 && await WaitingForLockAsync() == 2);
        }

        var codes = new List<string>();
        foreach (var response in await Task.WhenAll(heavy).WaitAsync(TimeLimit, TimeProvider.System))
        {
            if (response.StatusCode == HttpStatusCode.OK)
                continue;
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            codes.Add($"{(int)response.StatusCode} {problem.GetProperty("code")}");
            Assert.Equal(response.Headers.RetryAfter!.Delta, TimeSpan.FromSeconds(problem.GetProperty("retry_after").GetInt32()));
        }

        Assert.Equal(148, codes.Count);
        // Those beyond a caller's queue at once, the rest after the lane's patience.
        Assert.Equal(["429 A429", "503 E316"], codes.Distinct().Order());
    }

    [Fact]
    public async Task Every_door_says_that_the_heavy_lane_is_full_and_when_to_ask_again()
    {
        using var api = Host(("Metrics:HeavyMilliseconds", "50"), ("Metrics:HeavyQueries", "1"), ("Metrics:HeavyWaitSeconds", "1"));
        await using var locked = await LockedAsync();
        using var leaving = new CancellationTokenSource();
        var holding = api.Client.GetAsync(Heavy(), leaving.Token);
        await UntilAsync(async () => await WaitingForLockAsync() == 1);

        await api.RefusedAsync(Heavy(), HttpStatusCode.ServiceUnavailable, "E316");
        await api.RefusedAsync($"{Heavy()}&format=csv", HttpStatusCode.ServiceUnavailable, "E316");
        await api.RefusedAsync("/api/v1/saved-queries/top_stores/result", HttpStatusCode.ServiceUnavailable, "E316");
        await api.RefusedAsync($"/api/v1/dimensions/transaction__status/values?search={Next()}", HttpStatusCode.ServiceUnavailable, "E316");
        object[] queries = [Body(), new { metrics = (string[])["stores_opened"] }];
        var batch = await api.Client.PostAsJsonAsync("/api/v1/query/batch", new { queries });
        var results = (await batch.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([503, 200], results.Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal("E316", results[0].GetProperty("problem").GetProperty("code").GetString());
        Assert.True(results[0].GetProperty("problem").GetProperty("retry_after").GetInt32() >= 1);
        var answer = await api.AskAsync($"{{ data(where: {{transactions: {{gt: -{Next()}}}}}) {{ transactions }} }}");
        var extensions = answer.GetProperty("errors")[0].GetProperty("extensions");
        Assert.Equal("E316", extensions.GetProperty("code").GetString());
        Assert.True(extensions.GetProperty("retryAfter").GetInt32() >= 1);
        // How it would be answered is told all the same.
        var explain = Heavy().Replace("/query", "/explain", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(explain)).StatusCode);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);
    }

    [Fact]
    public async Task The_time_of_a_question_counts_its_wait_for_a_place_also_that_of_a_key()
    {
        using var api = Host(
            ("Metrics:HeavyMilliseconds", "50"), ("Metrics:HeavyQueries", "1"), ("Metrics:HeavyWaitSeconds", "600"),
            ("Metrics:QueryTimeoutSeconds", "600"));
        var hasty = storefront.Warehouse.Key("--timeout-seconds", "2");
        await KnownAsync(api, hasty);
        await using var locked = await LockedAsync();
        using var leaving = new CancellationTokenSource();
        var holding = api.Client.GetAsync(Heavy(), leaving.Token);
        await UntilAsync(async () => await WaitingForLockAsync() == 1);
        var refused = await api.RefusedAsync(Heavy(), HttpStatusCode.GatewayTimeout, "E320", r => r.Headers.Add("X-Api-Key", hasty));
        Assert.Contains("within 2 s", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await WaitingForLockAsync());
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);
    }

    [Fact]
    public async Task Callers_without_a_key_have_a_budget_for_what_has_to_be_computed_and_none_for_hits()
    {
        // Its clock stands, so nothing comes back.
        using var api = new ApiHost(
            new HeldClock(TimeProvider.System.GetUtcNow()), storefront.Warehouse.ConnectionString,
            ("Metrics:AnonymousMissesPerSecond", "2"));
        var known = Enumerable.Range(0, 4).Select(_ => Quick()).ToList();
        foreach (var question in known)
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(question)).StatusCode);
        var (response, problem) = await api.GetAsync(Quick());
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("A429", problem.GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(known[i % 4])).StatusCode);
        var key = storefront.Warehouse.Key();
        await KnownAsync(api, key);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Quick(), r => r.Headers.Add("X-Api-Key", key))).Response.StatusCode);
    }

    [Fact]
    public async Task A_dashboard_of_twenty_questions_without_a_key_loads_at_once()
    {
        using var api = Host();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.Client.GetAsync(Heavy())));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }

    private ApiHost Host(params (string, string)[] settings) => new(storefront.Warehouse.ConnectionString, settings);

    private static int In((int AtWork, int Waiting) lane) => lane.AtWork + lane.Waiting;

    private static int Next() => Interlocked.Increment(ref _number);

    // Questions that nobody asked before: over the facts, which a test may lock, and over the stores.
    private static string Heavy() => $"/api/v1/query?metrics=transactions&where=transactions%20%3E%20-{Next()}";

    private static string Quick() => $"/api/v1/query?metrics=stores_opened&where=stores_opened%20%3E%20-{Next()}";

    private static object Body() => new { metrics = (string[])["transactions"], where = (string[])[$"transactions > -{Next()}"] };

    private async Task<NpgsqlConnection> LockedAsync()
    {
        var connection = new NpgsqlConnection(storefront.Warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table store.fct_transactions_v1 in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<long> WaitingForLockAsync()
    {
        await using var connection = new NpgsqlConnection(storefront.Warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select count(*) from pg_stat_activity
            where application_name = 'metrics-api' and wait_event_type = 'Lock' and datname = current_database()
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // A new key is seen by the next look.
    private static Task KnownAsync(ApiHost api, string key) => UntilAsync(async () =>
        (await api.GetAsync("/api/v1/metrics", r => r.Headers.Add("X-Api-Key", key))).Response.StatusCode == HttpStatusCode.OK);

    private static Task UntilAsync(Func<Task<bool>> reachedAsync) =>
        Eventually.HoldsAsync(reachedAsync, "it did not come to that", TimeLimit);
}
