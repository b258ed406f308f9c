using System.Globalization;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Answering.Answers;

/// <summary>The answer to a question: its rows, how far they can be trusted, and where they came from.</summary>
/// <param name="Table">The rows.</param>
/// <param name="Meta">As of when, of which version, degraded or not.</param>
/// <param name="Key">
/// Differs whenever rows, columns or the versions behind them differ; a pure function of question, definitions and versions.
/// </param>
/// <param name="Cache">Whether the engine was asked.</param>
/// <param name="Timing">Where the time went.</param>
/// <param name="Prepared">The question, ready to be asked again; null when it cannot be.</param>
public sealed record Answer(
    ResultTable Table, AnswerMeta Meta, string Key, CacheDecision Cache, AnswerTiming Timing, PreparedQuery? Prepared = null)
{
    /// <summary>
    /// False when a table without versions is behind it: whether it is still current must then be checked for each request, if it can be
    /// checked.
    /// </summary>
    public bool IsOfVersions { get; init; } = true;

    // From cheapest to most expensive: found ready, computed, computed and not even kept.
    private static readonly CacheDecision[] _byCost =
        [CacheDecision.Hit, CacheDecision.Remote, CacheDecision.Shared, CacheDecision.Miss, CacheDecision.Bypass];

    /// <summary>One decision for several answers: that of the most expensive; null when there are none.</summary>
    public static CacheDecision? Dearest(IEnumerable<Answer> answers)
    {
        var dearest = -1;
        foreach (var answer in answers)
            dearest = Math.Max(dearest, Array.IndexOf(_byCost, answer.Cache));
        return dearest < 0 ? null : _byCost[dearest];
    }

    /// <summary>The latest publication among several answers; 0 when there are none.</summary>
    public static string LatestVersion(IEnumerable<Answer> answers) =>
        answers.Select(a => long.Parse(a.Meta.DataVersion, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max()
            .ToString(CultureInfo.InvariantCulture);
}

/// <summary>What callers must know about an answer, apart from its rows.</summary>
/// <param name="AsOf">The oldest source extraction behind it; null when no source is.</param>
/// <param name="DataVersion">The highest publication among the tables it touched.</param>
/// <param name="Degraded">
/// Why it is older or less consistent than it should be, in words that this caller may read; empty when it is not.
/// </param>
/// <param name="Confirmed">False when the replica cannot tell whether something newer was published.</param>
/// <param name="Warnings">Rejected rows behind it, partial buckets, NaN that became null.</param>
/// <param name="Next">The token of the next page; null when there is none.</param>
public sealed record AnswerMeta(
    DateTimeOffset? AsOf, string DataVersion, EquatableList<ToldReason> Degraded, bool Confirmed, EquatableList<string> Warnings,
        string? Next);

/// <summary>
/// Milliseconds spent on resolving and planning, on the engine, and on a lookup in Redis before it; null without a lookup.
/// </summary>
public sealed record AnswerTiming(double PlanMilliseconds, double EngineMilliseconds, double? RedisMilliseconds = null);
