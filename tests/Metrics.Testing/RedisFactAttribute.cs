using Xunit;

namespace Metrics.Testing;

/// <summary>A fact about a real Redis; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    internal const string Absent = "redis-server is not installed: as root, apt-get install -y redis-server";

    /// <summary>Skips when there is none.</summary>
    public RedisFactAttribute()
    {
        if (!RedisServer.IsHere)
            Skip = Absent;
    }
}
