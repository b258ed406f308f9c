using System.Collections.Concurrent;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Semantic.Catalogs;

namespace Metrics.Answering.Asking;

/// <summary>
/// What this process was asked recently: the questions that new versions are warmed with. It holds no rows. Each question is kept with the
/// standing of its callers, so that nothing is computed that they could not have asked for.
/// </summary>
/// <param name="layer">Answers.</param>
/// <param name="clock">The clock, for counting by half hours.</param>
/// <param name="isCounting">False where nothing is warmed.</param>
public sealed class AskedQuestions(SemanticLayer layer, TimeProvider clock, bool isCounting)
{
    private const int Most = 1024;
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(30);

    // A dashboard that is read by day is asked for again after the nightly refresh.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(26);

    private readonly ConcurrentDictionary<object, AskedQuestion> _questions = new();
    private readonly Lock _turning = new();
    private DateTimeOffset _turned = clock.GetUtcNow();

    /// <summary>Counts a question; null when nothing is warmed here.</summary>
    /// <param name="asker">The caller.</param>
    /// <param name="question">Equal for equal questions.</param>
    /// <param name="read">Parses it again, with the names of a catalog and relative to a day.</param>
    /// <param name="refresh">Builds its ready answer again, where such are kept.</param>
    internal AskedQuestion? Count(
        Asker asker, object question, Func<Catalog, DateTimeOffset, Asked> read,
        Func<AskedQuestion, PublicationState, CancellationToken, Task>? refresh) => CountBy(
        (asker.Audience, question), asker, (state, now, limits, ct) => WarmAsync(read(state.Catalog, now), state, limits, ct), refresh);

    /// <summary>Counts a search for values of a dimension.</summary>
    internal AskedQuestion? CountValues(Asker asker, string dimension) => CountBy(
        (asker.Audience, "values", dimension),
        asker,
        async (state, _, limits, ct) => (await layer.ValuesAsync(state, dimension, search: null, limit: 1, limits, ct)).Value?.Cache,
        refresh: null);

    /// <summary>Questions by how often they were asked in the last hour, then those of the last day, latest first.</summary>
    public IReadOnlyList<AskedQuestion> MostAsked()
    {
        Turn(clock.GetUtcNow());
        return [.. _questions.Values.OrderByDescending(q => q.Times).ThenByDescending(q => q.Last)];
    }

    /// <summary>Computes the answer of a question that was parsed with a state's catalog; null when none can be kept.</summary>
    public Task<CacheDecision?> WarmAsync(Asked asked, PublicationState state, AnswerLimits limits, CancellationToken ct) =>
        asked.Read.Succeeded(out var requested) && requested.Page is null
            ? layer.WarmAsync(state, requested.Query, asked.Authored, limits, ct)
            : Task.FromResult<CacheDecision?>(null);

    private AskedQuestion? CountBy(
        object key, Asker asker, Func<PublicationState, DateTimeOffset, AnswerLimits, CancellationToken, Task<CacheDecision?>> warm,
        Func<AskedQuestion, PublicationState, CancellationToken, Task>? refresh)
    {
        if (!isCounting)
            return null;
        var now = clock.GetUtcNow();
        Turn(now);
        var question = _questions.GetOrAdd(key, _ => new AskedQuestion(asker.Principal, Behind(asker.Limits), warm, refresh));
        question.Ask(now);
        if (_questions.Count > Most)
            Prune(now, Most * 3 / 4);
        return question;
    }

    // In the background lane, so that no caller waits behind answers that were not asked for yet.
    private static AnswerLimits Behind(AnswerLimits limits) => limits with { Account = EngineAccount.Background };

    private void Turn(DateTimeOffset now)
    {
        lock (_turning)
        {
            if (now - _turned < Half)
                return;
            // Twice after an hour without questions: then nothing was asked recently.
            foreach (var question in _questions.Values)
            {
                question.Turn();
                if (now - _turned >= 2 * Half)
                    question.Turn();
            }

            _turned = now;
            Prune(now, Most);
        }
    }

    private void Prune(DateTimeOffset now, int most)
    {
        var kept = 0;
        // ToArray takes a consistent copy: sorting reads the size first and copies later, and other threads remove questions in between.
        foreach (var (key, question) in _questions.ToArray().OrderByDescending(q => q.Value.Times).ThenByDescending(q => q.Value.Last))
        {
            if (++kept > most || now - question.Last > Remembered)
                _questions.TryRemove(key, out _);
        }
    }
}
