using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Api.Bodies;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Warming;

/// <summary>
/// Computes the answers that are asked for most as they will be after a publication, before it takes place, and finished bodies just before
/// it is shown. One statement at a time, so that callers hardly notice.
/// </summary>
internal sealed partial class CacheWarming(
    CandidateFeed candidates, PublicationFeed publications, AskedQuestions questions, ReadyAnswers ready, KnownQuestions known,
    WarmSettings settings, TimeProvider clock, ILogger<CacheWarming> logger)
    : BackgroundService
{
    // Callers come first: after so much work in one piece there is a pause in which whoever came meanwhile has a turn.
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(2);

    private string? _said;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Questions == 0)
            return Task.CompletedTask;
        publications.Preparing = PrepareAsync;
        return Task.WhenAll(candidates.FollowAsync(WarmAsync, LogFailure, stoppingToken), FollowPublicationsAsync(stoppingToken));
    }

    // Bodies say which publication they are of, so they can be written only when it has a number: just before it is shown, as far as there
    // is time for that, so that those who ask at once do not make them side by side.
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
            await Task.Delay(Breath, clock, ct);
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
            // What is there already costs nothing: it is the answer of tables that stay as they are, or was found in Redis.
            if (await TryAsync(warm, ct) is { } decision and not CacheDecision.Hit)
                warmed++;
        }

        LogWarmed(warmed, candidate.RunId, clock.GetElapsedTime(began).TotalMilliseconds);
        return warmed;
    }

    // As they are without a word of the caller's own, for everybody who has asked anything.
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
            // One question fewer; whoever asks it is told what is wrong with it.
            LogFailure(e);
            return null;
        }
    }

    // What there was no time for before it was shown.
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

    // Whatever it is, it is tried again every second: it is said once.
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
