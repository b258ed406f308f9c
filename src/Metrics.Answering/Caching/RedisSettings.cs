namespace Metrics.Answering.Caching;

/// <summary>How results are shared between processes.</summary>
public sealed record RedisSettings
{
    /// <summary>The server, in StackExchange.Redis's format: <c>host:6379,password=…,ssl=true</c>.</summary>
    public required string Configuration { get; init; }

    /// <summary>Results above this many bytes are not shared.</summary>
    public int LargestValue { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a result is kept. Results of dropped versions are not read any more and expire with it.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long to wait for Redis before going on without it. A server that hangs never answers, whatever timeouts the client has.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>What is wrong with a configuration; null when nothing is. Never quotes it, since it may contain a password.</summary>
    public static string? Problem(string configuration)
    {
        try
        {
            return RedisConnection.Options(configuration).EndPoints.Count > 0 ? null : "it does not name a server";
        }
        catch (ArgumentException e)
        {
            return e.Message.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? "it cannot be read" : $"it cannot be read ({e.Message.Split('\n', '\'')[0].Trim()})";
        }
    }
}
