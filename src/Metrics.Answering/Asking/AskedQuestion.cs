using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain.Access;

namespace Metrics.Answering.Asking;

/// <summary>A question as callers of one standing ask it, and how often they asked it recently.</summary>
public sealed class AskedQuestion
{
    private readonly Func<PublicationState, DateTimeOffset, AnswerLimits, CancellationToken, Task<CacheDecision?>> _warm;
    private readonly Func<AskedQuestion, PublicationState, CancellationToken, Task>? _refresh;
    private long _lately;
    private long _before;
    private long _lastTicks;

    /// <param name="principal">Who asked it first; all callers counted here have the same standing.</param>
    /// <param name="limits">What its answer may cost.</param>
    /// <param name="warm">Computes its answer for a coming publication; null when none can be kept.</param>
    /// <param name="refresh">Builds its ready answer again from the cached answer; null when ready answers are not kept for it.</param>
    internal AskedQuestion(
        Principal principal, AnswerLimits limits,
        Func<PublicationState, DateTimeOffset, AnswerLimits, CancellationToken, Task<CacheDecision?>> warm,
        Func<AskedQuestion, PublicationState, CancellationToken, Task>? refresh) =>
        (Principal, Limits, _warm, _refresh) = (principal, limits, warm, refresh);

    /// <summary>Who asked it first; all who ask it see the same.</summary>
    public Principal Principal { get; }

    /// <summary>What its answer may cost.</summary>
    public AnswerLimits Limits { get; }

    /// <summary>How often it was asked in this half hour and the one before.</summary>
    public long Times => Interlocked.Read(ref _lately) + Interlocked.Read(ref _before);

    /// <summary>When it was asked last.</summary>
    public DateTimeOffset Last => new(Interlocked.Read(ref _lastTicks), TimeSpan.Zero);

    /// <summary>Counts that it was asked once more.</summary>
    public void Ask(DateTimeOffset now)
    {
        Interlocked.Increment(ref _lately);
        Interlocked.Exchange(ref _lastTicks, now.UtcTicks);
    }

    /// <summary>Begins another half hour.</summary>
    public void Turn() => Interlocked.Exchange(ref _before, Interlocked.Exchange(ref _lately, 0));

    /// <summary>Computes its answer for a coming publication; null when none can be kept.</summary>
    public Task<CacheDecision?> WarmAsync(PublicationState state, DateTimeOffset now, CancellationToken ct) =>
        _warm(state.For(Principal), now, Limits, ct);

    /// <summary>Builds its ready answer for a publication, unless that was done already.</summary>
    public Task RefreshAsync(PublicationState state, CancellationToken ct) =>
        _refresh?.Invoke(this, state, ct) ?? Task.CompletedTask;
}
