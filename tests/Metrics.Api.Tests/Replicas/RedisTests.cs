using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Metrics.Api.Tests.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Replicas;

/// <summary>Several processes that share results through a real Redis, which may die, hang and come back.</summary>
public sealed class RedisTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private static readonly string[] Questions =
    [
        TopStores, "/api/v1/saved-queries/device_share/result", "/api/v1/query?metrics=transactions&group_by=metric_time__month&order_by=metric_time__month",
        "/api/v1/query?metrics=transacted_amount&group_by=store__country&format=csv", "/api/v1/dimensions/store__country/values",
    ];

    [RedisFact]
    public async Task A_cold_replica_beside_a_warm_one_answers_from_Redis_with_the_same_bytes()
    {
        using var redis = RedisServer.Start();
        using var warm = await ReplicaAsync(redis);
        foreach (var question in Questions)
            await warm.Client.GetStringAsync(question);
        using var cold = await ReplicaAsync(redis);
        foreach (var question in Questions)
        {
            var (status, body) = await UntilAsync(cold, question);
            Assert.Equal(await warm.Client.GetStringAsync(question), body);
            if (question.Contains("query", StringComparison.Ordinal))
                Assert.Equal("metrics; hit; detail=redis", status);
        }
    }

    [RedisFact]
    public async Task Killed_frozen_and_restarted_under_load_no_answer_is_wrong_or_fails_and_it_is_back_by_itself()
    {
        using var redis = RedisServer.Start();
        // Nothing is kept in memory, so that every question looks into Redis.
        using var first = await ReplicaAsync(redis, ("Metrics:CacheBytes", "1"), ("Metrics:BodyCacheBytes", "1"));
        using var second = await ReplicaAsync(redis, ("Metrics:CacheBytes", "1"), ("Metrics:BodyCacheBytes", "1"));
        var right = new Dictionary<string, string>();
        foreach (var question in Questions)
            right[question] = await first.Client.GetStringAsync(question);
        using var stop = new CancellationTokenSource();
        var (asked, latencies) = (0, new ConcurrentBag<(TimeSpan At, double Milliseconds)>());
        var watch = Stopwatch.StartNew();
        var callers = Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var i = caller; !stop.IsCancellationRequested; i++)
            {
                var question = Questions[i % Questions.Length];
                var began = watch.Elapsed;
                using var answer = await (i % 2 == 0 ? first : second).Client.GetAsync(question, CancellationToken.None);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal(right[question], Unhurried(await answer.Content.ReadAsStringAsync(CancellationToken.None)));
                latencies.Add((began, (watch.Elapsed - began).TotalMilliseconds));
                Interlocked.Increment(ref asked);
                // 25 a second each, 200 together.
                await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System);
            }
        }).ToList();

        await PauseAsync(2);
        redis.Kill();
        await PauseAsync(2);
        redis.StartServer();
        await BackAsync(first);
        await BackAsync(second);
        redis.Freeze();
        await PauseAsync(3);
        redis.Thaw();
        await BackAsync(first);
        await BackAsync(second);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.True(asked > 200, $"only {asked} questions were asked");
    }

    [RedisFact]
    public async Task Health_says_that_Redis_is_down_and_stays_ready()
    {
        using var redis = RedisServer.Start();
        using var api = await ReplicaAsync(redis);
        redis.Kill();
        for (var watch = Stopwatch.StartNew(); ; await PauseAsync(0.1))
        {
            var (response, body) = await api.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (body.GetProperty("redis").GetString() == "down")
                return;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "it never said that Redis is down");
        }
    }

    [Fact]
    public async Task Where_Redis_never_was_questions_are_answered_as_if_it_had_not_been_named()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("ConnectionStrings:Redis", $"127.0.0.1:{FreePort.Find()}"));
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(TopStores)).StatusCode);
        var (_, health) = await api.GetAsync("/health/ready");
        Assert.Equal("down", health.GetProperty("redis").GetString());
    }

    private async Task<ApiHost> ReplicaAsync(RedisServer redis, params (string, string)[] settings)
    {
        var api = new ApiHost(storefront.Warehouse.ConnectionString, [("ConnectionStrings:Redis", redis.Configuration), .. settings]);
        await BackAsync(api);
        return api;
    }

    // Two seconds are the promise; a busy machine gets some more.
    private static async Task BackAsync(ApiHost api)
    {
        for (var watch = Stopwatch.StartNew(); ; await PauseAsync(0.05))
        {
            var (_, body) = await api.GetAsync("/health/ready");
            if (body.TryGetProperty("redis", out var state) && state.GetString() == "up")
                return;
            // The breaker looks only when somebody asks.
            await api.Client.GetAsync($"/api/v1/query?metrics=transactions&where=transactions>{watch.ElapsedTicks}");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"Redis is not back: {body}");
        }
    }

    // What was handed over may still be on its way.
    private static async Task<(string Status, string Body)> UntilAsync(ApiHost api, string question)
    {
        using var answer = await api.Client.GetAsync(question);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer.Headers.TryGetValues("Cache-Status", out var status) ? status.Single() : "", Unhurried(await answer.Content.ReadAsStringAsync()));
    }

    // A poll that comes late on a busy machine makes an answer unconfirmed, not wrong.
    private static string Unhurried(string body) => body.Replace("\"freshness\":\"unconfirmed\"", "\"freshness\":\"confirmed\"", StringComparison.Ordinal);

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
