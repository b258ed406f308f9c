using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain.Access;

namespace Metrics.Answering.Asking;

/// <summary>A question as callers of one standing ask it, and how often they did lately.</summary>
public sealed class AskedQuestion
{
    private readonly Func<PublicationState, DateTimeOffset, AnswerLimits, CancellationToken, Task<CacheDecision?>> _warm;
    private readonly Func<AskedQuestion, PublicationState, CancellationToken, Task>? _refresh;
    private long _lately;
    private long _before;
    private long _lastTicks;

    /// <param name="principal">Who asked it first; everybody who is counted here is of the same standing before every policy.</param>
    /// <param name="limits">What its answer may cost.</param>
    /// <param name="warm">Computes its answer as it will be; null when there will be none that can be kept.</param>
    /// <param name="refresh">
    /// Makes its finished body anew from an answer that is kept; null when there is none that is sent as it is.
    /// </param>
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

    /// <summary>It was asked once more.</summary>
    public void Ask(DateTimeOffset now)
    {
        Interlocked.Increment(ref _lately);
        Interlocked.Exchange(ref _lastTicks, now.UtcTicks);
    }

    /// <summary>Another half hour begins.</summary>
    public void Turn() => Interlocked.Exchange(ref _before, Interlocked.Exchange(ref _lately, 0));

    /// <summary>Computes its answer of a publication that is to come; null when there is none that can be kept.</summary>
    public Task<CacheDecision?> WarmAsync(PublicationState state, DateTimeOffset now, CancellationToken ct) =>
        _warm(state.For(Principal), now, Limits, ct);

    /// <summary>Makes its finished body of a publication, if that was not done yet.</summary>
    public Task RefreshAsync(PublicationState state, CancellationToken ct) =>
        _refresh?.Invoke(this, state, ct) ?? Task.CompletedTask;
}
