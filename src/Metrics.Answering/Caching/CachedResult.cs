using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;

namespace Metrics.Answering.Caching;

/// <summary>A result or its refusal, and what the cache did.</summary>
/// <param name="Outcome">The result, or the refusal.</param>
/// <param name="Decision">What the cache did.</param>
/// <param name="Redis">How long the lookup in Redis took; null without one.</param>
public sealed record CachedResult(Outcome<ResultTable> Outcome, CacheDecision Decision, TimeSpan? Redis = null)
{
    /// <summary>The change key that the rows were read at, if it differs from the one asked for; null otherwise.</summary>
    public ChangeKeyValue? Change { get; init; }
}

/// <summary>What the cache did for an answer.</summary>
public enum CacheDecision
{
    /// <summary>It was in memory.</summary>
    Hit,

    /// <summary>The engine was asked, and the answer kept.</summary>
    Miss,

    /// <summary>It was in Redis, where another process had put it.</summary>
    Remote,

    /// <summary>Another request was already running the same on the engine; this one waited for its result.</summary>
    Shared,

    /// <summary>The engine was asked, and the answer not kept.</summary>
    Bypass,
}

/// <summary>What a cache did since it began, and what it holds.</summary>
/// <param name="Hits">Answered from memory.</param>
/// <param name="Misses">Run and kept.</param>
/// <param name="Shared">Answered by the run of another request.</param>
/// <param name="Bypassed">Run and not kept: refused, or too large.</param>
/// <param name="Remote">Answered from Redis.</param>
/// <param name="Evictions">Results evicted.</param>
/// <param name="Count">Results held.</param>
/// <param name="Bytes">Bytes held.</param>
public sealed record CacheCounters(long Hits, long Misses, long Shared, long Bypassed, long Remote, long Evictions, int Count, long Bytes);
