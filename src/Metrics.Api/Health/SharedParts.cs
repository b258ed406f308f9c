using Metrics.Answering.Caching;
using Metrics.Api.Hosting;

namespace Metrics.Api.Health;

/// <summary>What besides the warehouse decides how well this process can answer.</summary>
internal sealed class SharedParts(Drain drain, RedisResults? redis = null)
{
    /// <summary>True once it was told to stop.</summary>
    public bool IsStopping => drain.HasBegun;

    /// <summary><c>up</c>, <c>down</c>, or null when there is none.</summary>
    public string? Redis => redis is null ? null : redis.IsUp ? "up" : "down";
}
