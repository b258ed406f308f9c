using System.Collections.Concurrent;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Semantic.Catalogs;

namespace Metrics.Answering.Asking;

/// <summary>
/// What was asked of this process lately, by whom: the questions that new versions are warmed with. It holds no rows, and each question
/// with the standing of those who asked it, so that nothing is computed for anybody who could not have asked for it.
/// </summary>
/// <param name="layer">Answers.</param>
/// <param name="clock">Says which half hour it is.</param>
/// <param name="isCounting">False where nothing is warmed.</param>
public sealed class AskedQuestions(SemanticLayer layer, TimeProvider clock, bool isCounting)
{
    private const int Most = 1024;
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(30);

    // Dashboards of the day are asked for again after the refresh of the night.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(26);

    private readonly ConcurrentDictionary<object, AskedQuestion> _questions = new();
    private readonly Lock _turning = new();
    private DateTimeOffset _turned = clock.GetUtcNow();

    /// <summary>Counts a question; null when nothing is warmed here.</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="question">Equal for equal questions.</param>
    /// <param name="read">Reads it again, by the names of a catalog and the words of a day.</param>
    /// <param name="refresh">Makes its body anew, if its answer is sent as it is kept.</param>
    internal AskedQuestion? Count(
        Asker asker, object question, Func<Catalog, DateTimeOffset, Asked> read,
        Func<AskedQuestion, PublicationState, CancellationToken, Task>? refresh) => CountBy(
        (asker.Audience, question), asker, (state, now, limits, ct) => WarmAsync(read(state.Catalog, now), state, limits, ct), refresh);

    /// <summary>Counts that values of a dimension were looked for.</summary>
    internal AskedQuestion? CountValues(Asker asker, string dimension) => CountBy(
        (asker.Audience, "values", dimension),
        asker,
        async (state, _, limits, ct) => (await layer.ValuesAsync(state, dimension, search: null, limit: 1, limits, ct)).Value?.Cache,
        refresh: null);

    /// <summary>What was asked most in the last hour, and then what was asked before that in the last day, latest first.</summary>
    public IReadOnlyList<AskedQuestion> MostAsked()
    {
        Turn(clock.GetUtcNow());
        return [.. _questions.Values.OrderByDescending(q => q.Times).ThenByDescending(q => q.Last)];
    }

    /// <summary>Computes the answer of a question that was read in a state; null when there is none that can be kept.</summary>
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

    // In a lane of its own, so that no caller waits for what nobody asked for yet.
    private static AnswerLimits Behind(AnswerLimits limits) => limits with { Account = EngineAccount.Background };

    private void Turn(DateTimeOffset now)
    {
        lock (_turning)
        {
            if (now - _turned < Half)
                return;
            // Twice when nobody has asked for an hour: then nothing was asked lately.
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
        // Its own copy: sorting asks for the size first and copies later, and others remove questions in between.
        foreach (var (key, question) in _questions.ToArray().OrderByDescending(q => q.Value.Times).ThenByDescending(q => q.Value.Last))
        {
            if (++kept > most || now - question.Last > Remembered)
                _questions.TryRemove(key, out _);
        }
    }
}
