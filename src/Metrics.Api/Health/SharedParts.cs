using Metrics.Answering.Caching;
using Metrics.Api.Hosting;

namespace Metrics.Api.Health;

/// <summary>What else, apart from the warehouse, affects how well this process can answer.</summary>
internal sealed class SharedParts(Drain drain, RedisResults? redis = null)
{
    /// <summary>True once the process was asked to stop.</summary>
    public bool IsStopping => drain.HasBegun;

    /// <summary><c>up</c>, <c>down</c>, or null when Redis is not configured.</summary>
    public string? Redis => redis is null ? null : redis.IsUp ? "up" : "down";
}
