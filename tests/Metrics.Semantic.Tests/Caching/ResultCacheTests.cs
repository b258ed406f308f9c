using System.Collections.Concurrent;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Caching;

public sealed class ResultCacheTests
{
    private const long Size = 1_000_000;
    private static readonly Diagnostic Broken = new(DiagnosticCode.EngineRefused, "no");

    [Fact]
    public async Task The_second_to_ask_gets_what_the_first_was_given()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        var first = await cache.GetOrRunAsync("k", Runs(Table(7)), default);
        var second = await cache.GetOrRunAsync("k", NeverAsync, default);
        Assert.Equal((CacheDecision.Miss, CacheDecision.Hit), (first.Decision, second.Decision));
        Assert.Same(first.Outcome, second.Outcome);
        Assert.True(cache.Contains("k"));
        Assert.False(cache.Contains("other"));
        Assert.True(cache.Counters is { Hits: 1, Misses: 1, Shared: 0, Bypassed: 0, Count: 1, Evictions: 0, Bytes: > 0 });
    }

    [Fact]
    public async Task Thousands_who_ask_at_once_run_once_a_key()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        var (runs, go) =
            (new ConcurrentDictionary<string, int>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var asking = Enumerable.Range(0, 5_000).Select(i => Task.Run(() => cache.GetOrRunAsync($"{i % 50}", async _ =>
        {
            runs.AddOrUpdate($"{i % 50}", 1, (_, n) => n + 1);
            await go.Task;
            return Outcome<ResultTable>.Of(Table(i % 50));
        }, default))).ToArray();
        while (runs.Count < 50)
            await Task.Yield();
        go.SetResult();
        var answers = await Task.WhenAll(asking);
        for (var i = 0; i < answers.Length; i++)
            Assert.Equal(i % 50, Number(answers[i]));
        Assert.All(runs.Values, n => Assert.Equal(1, n));
        var counters = cache.Counters;
        Assert.Equal((50, 5_000), (counters.Misses, counters.Hits + counters.Misses + counters.Shared));
        Assert.Equal(50, answers.Count(a => a.Decision == CacheDecision.Miss));
    }

    [Fact]
    public async Task A_refusal_reaches_all_who_wait_and_is_not_kept()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        var go = new TaskCompletionSource<Outcome<ResultTable>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = cache.GetOrRunAsync("k", _ => go.Task, default);
        var second = cache.GetOrRunAsync("k", NeverAsync, default);
        go.SetResult(Outcome<ResultTable>.Refused(Broken));
        Assert.Equal(Broken, Assert.Single((await first).Outcome.Diagnostics));
        Assert.Equal(Broken, Assert.Single((await second).Outcome.Diagnostics));
        Assert.Equal((CacheDecision.Bypass, CacheDecision.Shared), ((await first).Decision, (await second).Decision));
        Assert.Equal(CacheDecision.Miss, (await cache.GetOrRunAsync("k", Runs(Table(1)), default)).Decision);
    }

    [Fact]
    public async Task An_exception_reaches_all_who_wait_and_is_not_kept()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        var go = new TaskCompletionSource<Outcome<ResultTable>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = cache.GetOrRunAsync("k", _ => go.Task, default);
        var second = cache.GetOrRunAsync("k", NeverAsync, default);
        go.SetException(new InvalidOperationException("bug"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.GetOrRunAsync("k", _ => throw new InvalidOperationException("at once"), default));
        Assert.Equal(CacheDecision.Miss, (await cache.GetOrRunAsync("k", Runs(Table(1)), default)).Decision);
    }

    [Fact]
    public async Task One_who_leaves_disturbs_nobody_and_the_last_to_leave_stops_the_run()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource first = new(), second = new();
        CancellationToken run = default;
        var one = cache.GetOrRunAsync("k", async ct =>
        {
            run = ct;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopped.SetResult();
            return Outcome<ResultTable>.Refused(Broken);
        }, first.Token);
        var two = cache.GetOrRunAsync("k", NeverAsync, second.Token);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(run.IsCancellationRequested);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await stopped.Task;
        // Whoever comes while that one is stopping has a run of his own.
        Assert.Equal(2, Number(await cache.GetOrRunAsync("k", Runs(Table(2)), default)));
    }

    [Fact]
    public async Task The_first_to_ask_may_leave_and_the_others_are_still_answered()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        using var first = new CancellationTokenSource();
        var go = new TaskCompletionSource<Outcome<ResultTable>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var one = cache.GetOrRunAsync("k", ct => go.Task.WaitAsync(ct), first.Token);
        var two = cache.GetOrRunAsync("k", NeverAsync, default);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        go.SetResult(Outcome<ResultTable>.Of(Table(3)));
        Assert.Equal(3, Number(await two));
        Assert.True(cache.Contains("k"));
    }

    [Fact]
    public async Task What_is_too_large_is_answered_and_not_kept()
    {
        var cache = new ResultCache(10_000, TimeProvider.System);
        Assert.Equal(CacheDecision.Bypass, (await cache.GetOrRunAsync("k", Runs(Table(1, rows: 1_000)), default)).Decision);
        Assert.False(cache.Contains("k"));
        Assert.Equal(1, cache.Counters.Bypassed);
    }

    [Fact]
    public async Task Under_leaving_failing_and_crowding_nobody_gets_anothers_answer_and_no_run_is_left()
    {
        var cache = new ResultCache(60_000, TimeProvider.System);
        var seed = Draws.Seed(232);
        var running = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 20_000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            var random = new Random(seed + i);
            var key = random.Next(200);
            using var caller = new CancellationTokenSource();
            var asking = cache.GetOrRunAsync($"{key}", async ct =>
            {
                running.AddOrUpdate($"{key}", 1, (_, n) => n + 1);
                try
                {
                    for (var turns = random.Next(20); turns > 0; turns--)
                        await Task.Yield();
                    ct.ThrowIfCancellationRequested();
                    return random.Next(5) == 0 ? Outcome<ResultTable>.Refused(Broken) : Outcome<ResultTable>.Of(Table(key));
                }
                finally
                {
                    running.AddOrUpdate($"{key}", 0, (_, n) => n - 1);
                }
            }, caller.Token);
            if (random.Next(4) == 0)
                await caller.CancelAsync();
            try
            {
                var answer = await asking;
                Assert.True(!answer.Outcome.Succeeded(out var _) || Number(answer) == key, $"seed {seed}, caller {i}");
            }
            catch (OperationCanceledException) when (caller.IsCancellationRequested)
            {
            }
        });
        while (running.Values.Any(n => n > 0))
            await Task.Yield();
        var counters = cache.Counters;
        Assert.InRange(counters.Bytes, 1, 60_000);
        Assert.True(counters is { Hits: > 0, Misses: > 0, Shared: > 0, Evictions: > 0 }, $"seed {seed}: {counters}");
        Assert.True(counters.Hits + counters.Misses + counters.Shared + counters.Bypassed <= 20_000);
    }

    [Fact]
    public async Task Whose_runs_may_take_longer_does_not_end_with_those_of_the_less_patient()
    {
        var cache = new ResultCache(Size, TimeProvider.System);
        var go = new TaskCompletionSource<Outcome<ResultTable>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasty = cache.GetOrRunAsync("k", TimeSpan.FromSeconds(1), _ => go.Task, default);
        var patient = await cache.GetOrRunAsync("k", TimeSpan.FromSeconds(60), Runs(Table(7)), default);
        go.SetResult(Outcome<ResultTable>.Refused(Broken));
        Assert.Equal(CacheDecision.Miss, patient.Decision);
        Assert.Equal(Broken, Assert.Single((await hasty).Outcome.Diagnostics));
        Assert.Equal(CacheDecision.Hit, (await cache.GetOrRunAsync("k", TimeSpan.FromSeconds(1), NeverAsync, default)).Decision);
    }

    private static Func<CancellationToken, Task<Outcome<ResultTable>>> Runs(ResultTable table) =>
        _ => Task.FromResult(Outcome<ResultTable>.Of(table));

    private static Task<Outcome<ResultTable>> NeverAsync(CancellationToken ct) =>
        throw new InvalidOperationException("it was there already");

    private static ResultTable Table(int number, int rows = 1) => new(
        [new ResultColumn("n", Domain.Results.ValueType.Integer, ColumnRole.Metric)],
        [new ColumnValues.Integers(Enumerable.Repeat((long)number, rows).ToArray(), rows, nulls: null)], rows, HasMore: false, []);

    private static int Number(CachedResult answer) => (int)((ColumnValues.Integers)answer.Outcome.Value!.Values[0]).Items[0];
}
