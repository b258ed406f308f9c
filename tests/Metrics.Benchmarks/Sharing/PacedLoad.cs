using System.Collections.Concurrent;
using System.Diagnostics;

namespace Metrics.Benchmarks.Sharing;

/// <summary>
/// So many requests a second on two replicas, in turns, whatever becomes of those before. Nine of ten are old questions; the tenth is one
/// that only the other replica was asked, a moment ago, so that it is in Redis if anywhere.
/// </summary>
internal sealed class PacedLoad(Replica first, Replica second) : IDisposable
{
    public const int RequestsPerSecond = 200;
    private const int Pair = 20;
    private static readonly string[] Old =
    [
        "/api/v1/saved-queries/top_stores/result", "/api/v1/saved-queries/device_share/result",
        "/api/v1/query?metrics=transactions&group_by=metric_time__month&order_by=metric_time__month",
        "/api/v1/query?metrics=transacted_amount&group_by=store__country&format=csv",
    ];

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, string> _right = [];
    private int _number;
    private volatile PhaseOfRound _phase = new("", 0);

    /// <summary>What was seen.</summary>
    public ConcurrentQueue<Seen> Seen { get; } = [];

    /// <summary>What goes on meanwhile; noted with every request that begins now.</summary>
    public PhaseOfRound Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>A question nobody asked before; its answer is always the same.</summary>
    public string New() => $"/api/v1/query?metrics=transactions&where=transactions%20%3E%20-{Interlocked.Increment(ref _number)}";

    /// <summary>Asks everything once, for what is right and to warm.</summary>
    public async Task LearnAsync()
    {
        foreach (var question in (string[])[.. Old, ""])
        {
            var answers =
                new[] { await first.AskAsync(question.Length == 0 ? New() : question), await second.AskAsync(
                    question.Length == 0 ? New() : question) };
            if (answers.FirstOrDefault(a => !a.IsAnswer || a.Body != answers[0].Body) is { } odd)
                throw new InvalidOperationException($"{question}: the replicas answer differently: {odd.Body}");
            _right[question] = answers[0].Body;
        }
    }

    public void Stop() => _stopping.Cancel();

    /// <summary>Runs until it is stopped and all answers are in.</summary>
    public async Task RunAsync()
    {
        var (asking, watch) = (new List<Task>(), Stopwatch.StartNew());
        string? fresh = null;
        for (var i = 0; !_stopping.IsCancellationRequested; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / RequestsPerSecond);
            if (due > watch.Elapsed)
                await Task.Delay(due - watch.Elapsed, TimeProvider.System, CancellationToken.None);
            var replica = i % 2 == 0 ? first : second;
            // One replica is asked something new, and 55 ms later the other the same.
            if (i % Pair == 0)
                asking.Add(SeeAsync(replica, "", fresh = New()));
            else if (i % Pair == 11 && fresh is not null)
                asking.Add(SeeAsync(replica, "", fresh));
            else
                asking.Add(SeeAsync(replica, Old[i % Old.Length], Old[i % Old.Length]));
        }

        await Task.WhenAll(asking);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task SeeAsync(Replica replica, string kind, string question)
    {
        var (phase, began) = (_phase, Stopwatch.GetTimestamp());
        var reply = await replica.AskAsync(question);
        var took = Stopwatch.GetElapsedTime(began);
        Seen.Enqueue(new Seen(phase, reply.IsAnswer, reply.IsAnswer && reply.Body != _right[kind], reply.IsHit, reply.IsFromRedis, took));
    }
}

/// <summary>What goes on, for which time.</summary>
internal sealed record PhaseOfRound(string Phase, int Round);

/// <summary>One request.</summary>
/// <param name="At">What went on when it began.</param>
/// <param name="IsAnswer">False for an error.</param>
/// <param name="IsWrong">Whether another answer came than should have.</param>
/// <param name="IsHit">Whether it was found rather than computed.</param>
/// <param name="IsFromRedis">Whether it was found in Redis.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Seen(PhaseOfRound At, bool IsAnswer, bool IsWrong, bool IsHit, bool IsFromRedis, TimeSpan Took);
