using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Api.Bodies;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Warming;

/// <summary>
/// Computes the most asked answers of a coming publication before it takes place, and their finished bodies just before it is shown. It
/// runs one statement at a time, so that callers hardly notice.
/// </summary>
internal sealed partial class CacheWarming(
    CandidateFeed candidates, PublicationFeed publications, AskedQuestions questions, ReadyAnswers ready, KnownQuestions known,
    WarmSettings settings, TimeProvider clock, ILogger<CacheWarming> logger)
    : BackgroundService
{
    // Callers come first: after this much uninterrupted work it pauses, so that waiting requests get a turn. A body takes about half a
    // millisecond.
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    private string? _said;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Questions == 0)
            return Task.CompletedTask;
        publications.Preparing = PrepareAsync;
        return Task.WhenAll(candidates.FollowAsync(WarmAsync, LogFailure, stoppingToken), FollowPublicationsAsync(stoppingToken));
    }

    // Bodies contain the number of their publication, so they are written when it is known: just before the publication is shown, as far as
    // there is time. Otherwise the first callers would all write them at the same moment.
    private async Task PrepareAsync(PublicationState state, CancellationToken ct)
    {
        var coming = Circumstances.Of(state);
        ready.Expect(coming);
        known.Expect(coming);
        await RefreshAllAsync(state, ct);
    }

    private async Task RefreshAllAsync(PublicationState state, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        foreach (var question in questions.MostAsked().Take(settings.Questions))
        {
            ct.ThrowIfCancellationRequested();
            await TryAsync(() => RefreshAsync(question, state, ct), ct);
            if (clock.GetElapsedTime(began) < Piece)
                continue;
            await Task.Delay(Pause, clock, ct);
            began = clock.GetTimestamp();
        }
    }

    private async Task<int> WarmAsync(Candidate candidate, CancellationToken ct)
    {
        var (began, warmed) = (clock.GetTimestamp(), 0);
        var asked = questions.MostAsked();
        var due = asked.Select(q => (Func<Task<CacheDecision?>>)(() => q.WarmAsync(candidate.State, clock.GetUtcNow(), ct)))
            .Concat(SavedQueries(candidate.State, asked, ct));
        foreach (var warm in due)
        {
            if (warmed >= settings.Questions)
                break;
            ct.ThrowIfCancellationRequested();
            // A hit costs nothing: none of its tables changes, or the answer was found in Redis.
            if (await TryAsync(warm, ct) is { } decision and not CacheDecision.Hit)
                warmed++;
        }

        LogWarmed(warmed, candidate.RunId, clock.GetElapsedTime(began).TotalMilliseconds);
        return warmed;
    }

    // Saved queries without arguments, for each kind of caller that has asked anything.
    private IEnumerable<Func<Task<CacheDecision?>>> SavedQueries(PublicationState state, IReadOnlyList<AskedQuestion> asked,
        CancellationToken ct) =>
        from standing in asked.DistinctBy(q => (q.Principal.Standing, q.Limits))
        let theirs = state.For(standing.Principal)
        from saved in theirs.Catalog.SavedQueries.Values.OrderBy(s => s.Name, StringComparer.Ordinal)
        select (Func<Task<CacheDecision?>>)(() => questions.WarmAsync(
            new Asked(QueryString.ReadResult([], saved, clock.GetUtcNow()), saved.AuthorFilters), theirs, standing.Limits, ct));

    private async Task<CacheDecision?> TryAsync(Func<Task<CacheDecision?>> warm, CancellationToken ct)
    {
        try
        {
            return await warm();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // It is left out here; a caller who asks it gets the error.
            LogFailure(e);
            return null;
        }
    }

    // Writes the bodies for which there was no time before the publication was shown.
    private async Task FollowPublicationsAsync(CancellationToken ct)
    {
        try
        {
            for (var seen = publications.Current.Value; ;)
            {
                var state = await publications.ChangedAsync(seen, ct);
                seen = state.Snapshot.Value;
                await RefreshAllAsync(state, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static async Task<CacheDecision?> RefreshAsync(AskedQuestion question, PublicationState state, CancellationToken ct)
    {
        await question.RefreshAsync(state, ct);
        return null;
    }

    // Retried every second, so the same failure is logged once.
    private void LogFailure(Exception e)
    {
        if (Interlocked.Exchange(ref _said, e.Message) != e.Message)
            LogFailure(e.Message);
    }

    [LoggerMessage(1, LogLevel.Information, "Warmed {Answers} answers for run {RunId} in {Milliseconds:F0} ms")]
    private partial void LogWarmed(int answers, Guid runId, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Caches are not warmed: {Problem}")]
    private partial void LogFailure(string problem);
}
