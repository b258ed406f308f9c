using System.Globalization;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Bodies;

/// <summary>What headers and the audit record say about how an answer was produced, at every door.</summary>
internal static class AnswerStatus
{
    /// <summary>Cache-Status (RFC 9211) of a ready answer.</summary>
    public static readonly StringValues Hit = "metrics; hit";

    /// <summary>
    /// Cache-Status of an answer that the caller has already, although its result is not cached: the engine was not asked either.
    /// </summary>
    public static readonly StringValues Unchanged = "metrics; detail=unchanged";

    /// <summary>Cache-Status of a streamed answer.</summary>
    public static readonly StringValues Streamed = "metrics; fwd=miss; detail=streamed";

    /// <summary>Cache-Status of an answer.</summary>
    public static StringValues Of(CacheDecision? decision) => decision switch
    {
        CacheDecision.Hit => Hit,
        CacheDecision.Miss => "metrics; fwd=miss; stored",
        CacheDecision.Remote => "metrics; hit; detail=redis",
        CacheDecision.Shared => "metrics; fwd=miss; collapsed",
        _ => "metrics; fwd=miss",
    };

    /// <summary>
    /// Server-Timing of several answers that were computed together: planning one after another, the engine and Redis in parallel.
    /// </summary>
    /// <param name="timings">The timings of the answers.</param>
    /// <param name="body">How long it took to write the bodies.</param>
    public static StringValues Timing(IReadOnlyCollection<AnswerTiming> timings, TimeSpan body)
    {
        var redis = timings.Max(t => t.RedisMilliseconds) is { } milliseconds
            ? string.Create(CultureInfo.InvariantCulture, $"redis;dur={milliseconds:0.###}, ")
            : "";
        var (plan, engine) = (timings.Sum(t => t.PlanMilliseconds), timings.Select(t => t.EngineMilliseconds).DefaultIfEmpty().Max());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"plan;dur={plan:0.###}, {redis}engine;dur={engine:0.###}, body;dur={body.TotalMilliseconds:0.###}");
    }
}
