using System.Diagnostics;
using System.Net;
using Metrics.Answering.Caching;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Api.Tests.Replicas;

/// <summary>Several processes that share results through a real Redis, which may die, hang and come back.</summary>
public sealed class RedisTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private static readonly string[] Questions =
    [
        TopStores, "/api/v1/saved-queries/device_share/result",
        "/api/v1/query?metrics=transactions&group_by=metric_time__month&order_by=metric_time__month",
        "/api/v1/query?metrics=transacted_amount&group_by=store__country&format=csv", "/api/v1/dimensions/store__country/values",
    ];

    [RedisFact]
    public async Task A_cold_replica_beside_a_warm_one_answers_from_Redis_with_the_same_bytes()
    {
        using var redis = RedisServer.Start();
        using var warm = await ReplicaAsync(redis);
        using var cold = await ReplicaAsync(redis);
        var fromRedis = 0;
        // What a busy machine does not hand over, or look up, within Redis's few milliseconds is made again: never wrong, only not from
        // there.
        for (var (i, watch) = (0, Stopwatch.StartNew()); fromRedis < 2 * Questions.Length; i++)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"only {fromRedis} of {i} answers came from Redis");
            var question = Questions[i % Questions.Length];
            var another = $"{question}{(question.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={(i / Questions.Length) + 1}";
            var (_, right) = await AskAsync(warm, another);
            await PauseAsync(0.1);
            var (status, body) = await AskAsync(cold, another);
            Assert.Equal(right, body);
            if (status == "metrics; hit; detail=redis")
                fromRedis++;
        }
    }

    [RedisFact]
    public async Task Every_key_that_is_written_ends_by_itself()
    {
        using var redis = RedisServer.Start();
        using var api = await ReplicaAsync(redis, ("Metrics:RedisExpirySeconds", "600"));
        var results = api.Services.GetRequiredService<RedisResults>();
        for (var (i, watch) = (1, Stopwatch.StartNew()); results.Counters.Stored < 10; i++)
        {
            await AskAsync(api, $"{TopStores}?limit={i}");
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"not stored: {results.Counters}");
        }

        var keys = redis.Ask("KEYS", "*");
        Assert.True(keys.Count >= 10, string.Join('\n', keys));
        Assert.All(keys, k => Assert.StartsWith("metrics:results:", k, StringComparison.Ordinal));
        Assert.All(keys, k => Assert.InRange(
            int.Parse(Assert.Single(redis.Ask("TTL", k)), System.Globalization.CultureInfo.InvariantCulture), 1, 600));
    }

    [RedisFact]
    public async Task Where_an_expiry_cannot_be_given_nothing_is_written()
    {
        using var redis = RedisServer.Start();
        // As docs/operations.md has it, but for +expire.
        redis.Ask(
            "ACL", "SETUSER", "metrics", "on", ">secret", "~metrics:results:*", "&*", "+hmget", "+hmset", "+multi", "+exec", "+@connection",
            "+info", "+config|get", "+subscribe");
        using var api = await ReplicaAsync(redis, ("ConnectionStrings:Redis", $"{redis.Configuration},user=metrics,password=secret"));
        var results = api.Services.GetRequiredService<RedisResults>();
        for (var (i, watch) = (1, Stopwatch.StartNew()); results.Counters.Failures == 0; i++)
        {
            await AskAsync(api, $"{TopStores}?limit={i}");
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"nothing failed: {results.Counters}");
            await PauseAsync(0.1);
        }

        Assert.Empty(redis.Ask("KEYS", "*"));
        // The same user who may expire keys as well shares what it has.
        redis.Ask("ACL", "SETUSER", "metrics", "+expire");
        for (var (i, watch) = (1000, Stopwatch.StartNew()); results.Counters.Stored == 0; i++)
        {
            await AskAsync(api, $"{TopStores}?where=store%20%3E%20{i}");
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"nothing was stored: {results.Counters}");
            await PauseAsync(0.1);
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
            right[question] = (await AskAsync(first, question)).Body;
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var callers = Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var i = caller; !stop.IsCancellationRequested; i++)
            {
                var question = Questions[i % Questions.Length];
                using var answer = await (i % 2 == 0 ? first : second).Client.GetAsync(question, CancellationToken.None);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal(right[question], Unhurried(await answer.Content.ReadAsStringAsync(CancellationToken.None)));
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
        await Eventually.HoldsAsync(
            () => Volatile.Read(ref asked) > 200 || callers.Exists(c => c.IsFaulted), () => $"only {asked} questions were asked",
            TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await Task.WhenAll(callers);
    }

    [RedisFact]
    public async Task What_is_in_memory_asks_nothing_of_a_Redis_that_hangs()
    {
        using var redis = RedisServer.Start();
        // A clock that stands keeps answers confirmed, however late a poll comes.
        using var api = await ReplicaAsync(redis, new HeldClock(TimeProvider.System.GetUtcNow()), ("Metrics:BodyCacheBytes", "1"));
        foreach (var question in Questions)
            await api.Client.GetStringAsync(question);
        redis.Freeze();
        var results = api.Services.GetRequiredService<RedisResults>();
        var before = results.Counters;
        for (var again = 0; again < 20; again++)
        {
            foreach (var question in Questions)
            {
                using var answer = await api.Client.GetAsync(question);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                if (answer.Headers.TryGetValues("Cache-Status", out var status))
                    Assert.Equal("metrics; hit", Assert.Single(status));
            }
        }

        var after = results.Counters;
        Assert.Equal(
            (before.Hits, before.Misses, before.Failures, before.Skipped), (after.Hits, after.Misses, after.Failures, after.Skipped));
    }

    [RedisFact]
    public async Task A_Redis_that_hangs_is_soon_asked_no_more_and_found_again_by_itself()
    {
        using var redis = RedisServer.Start();
        using var api = await ReplicaAsync(redis);
        redis.Freeze();
        var results = api.Services.GetRequiredService<RedisResults>();
        await AskingUntilAsync(api, () => !results.IsUp && results.Counters.Skipped > 0);
        redis.Thaw();
        await AskingUntilAsync(api, () => results.IsUp);
    }

    [RedisFact]
    public async Task Health_says_that_Redis_is_down_and_stays_ready()
    {
        using var redis = RedisServer.Start();
        using var api = await ReplicaAsync(redis);
        redis.Kill();
        await Eventually.HoldsAsync(
            async () =>
            {
                var (response, body) = await api.GetAsync("/health/ready");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return body.GetProperty("redis").GetString() == "down";
            },
            "it never said that Redis is down");
    }

    [Fact]
    public async Task Where_Redis_never_was_questions_are_answered_as_if_it_had_not_been_named()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("ConnectionStrings:Redis", $"127.0.0.1:{FreePort.Find()}"));
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(TopStores)).StatusCode);
        var (_, health) = await api.GetAsync("/health/ready");
        Assert.Equal("down", health.GetProperty("redis").GetString());
    }

    private Task<ApiHost> ReplicaAsync(RedisServer redis, params (string, string)[] settings) => ReplicaAsync(redis, clock: null, settings);

    private async Task<ApiHost> ReplicaAsync(RedisServer redis, TimeProvider? clock, params (string, string)[] settings)
    {
        var api = new ApiHost(
            clock, storefront.Warehouse.ConnectionString, [("ConnectionStrings:Redis", redis.Configuration), .. settings]);
        await BackAsync(api);
        return api;
    }

    // Two seconds are the promise; a busy machine gets more.
    private static async Task BackAsync(ApiHost api)
    {
        for (var watch = Stopwatch.StartNew(); ; await PauseAsync(0.05))
        {
            var (_, body) = await api.GetAsync("/health/ready");
            if (body.TryGetProperty("redis", out var state) && state.GetString() == "up")
                return;
            // The breaker looks only when somebody asks.
            await api.Client.GetAsync($"/api/v1/query?metrics=transactions&where=transactions>{watch.ElapsedTicks}");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"Redis is not back: {body}");
        }
    }

    private static async Task AskingUntilAsync(ApiHost api, Func<bool> reached)
    {
        for (var watch = Stopwatch.StartNew(); !reached(); await PauseAsync(0.02))
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (await api.Client.GetAsync($"/api/v1/query?metrics=transactions&where=transactions>{watch.ElapsedTicks}")).StatusCode);
            Assert.True(
                watch.Elapsed < TimeSpan.FromSeconds(60),
                $"it did not come to that: {api.Services.GetRequiredService<RedisResults>().Counters}");
        }
    }

    private static async Task<(string Status, string Body)> AskAsync(ApiHost api, string question)
    {
        using var answer = await api.Client.GetAsync(question);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer.Headers.TryGetValues("Cache-Status", out var status)
            ? status.Single() : "", Unhurried(await answer.Content.ReadAsStringAsync()));
    }

    // A poll that comes late on a busy machine makes an answer unconfirmed, not wrong.
    private static string Unhurried(string body) =>
        body.Replace("\"freshness\":\"unconfirmed\"", "\"freshness\":\"confirmed\"", StringComparison.Ordinal);

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
