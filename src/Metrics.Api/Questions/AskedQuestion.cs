using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain.Access;

namespace Metrics.Api.Questions;

/// <summary>A question as callers of one standing ask it, and how often they did lately.</summary>
/// <param name="principal">Who asked it first; everybody who is counted here is of the same standing before every policy.</param>
/// <param name="limits">What its answer may cost.</param>
/// <param name="warm">Computes its answer as it will be; null when there will be none that can be kept.</param>
/// <param name="refresh">Makes its finished body anew from an answer that is kept; null when there is none that is sent as it is.</param>
internal sealed class AskedQuestion(
    Principal principal, AnswerLimits limits,
    Func<PublicationState, DateTimeOffset, AnswerLimits, CancellationToken, Task<CacheDecision?>> warm,
    Func<AskedQuestion, PublicationState, CancellationToken, Task>? refresh)
{
    private long _lately;
    private long _before;
    private long _lastTicks;

    public Principal Principal => principal;

    public AnswerLimits Limits => limits;

    /// <summary>How often it was asked in this half hour and the one before.</summary>
    public long Times => Interlocked.Read(ref _lately) + Interlocked.Read(ref _before);

    public DateTimeOffset Last => new(Interlocked.Read(ref _lastTicks), TimeSpan.Zero);

    /// <summary>It was asked once more.</summary>
    public void Ask(DateTimeOffset now)
    {
        Interlocked.Increment(ref _lately);
        Interlocked.Exchange(ref _lastTicks, now.UtcTicks);
    }

    /// <summary>Another half hour begins.</summary>
    public void Turn() => Interlocked.Exchange(ref _before, Interlocked.Exchange(ref _lately, 0));

    public Task<CacheDecision?> WarmAsync(PublicationState state, DateTimeOffset now, CancellationToken ct) =>
        warm(state.For(principal), now, limits, ct);

    /// <summary>Makes its finished body of a publication, if that was not done yet.</summary>
    public Task RefreshAsync(PublicationState state, CancellationToken ct) => refresh?.Invoke(this, state, ct) ?? Task.CompletedTask;
}
