using Metrics.Api.Configuration;

namespace Metrics.Api.Limits;

/// <summary>What each caller may use on this process, unless its key sets other limits.</summary>
/// <param name="RequestsPerSecond">Requests of one key (<c>Metrics:RequestsPerSecond</c>); bursts of twice as many are allowed.</param>
/// <param name="ConcurrentQueries">Questions of one key that run at the same time (<c>Metrics:ConcurrentQueries</c>).</param>
/// <param name="StreamsPerCaller">Open streams of one caller (<c>Metrics:StreamsPerCaller</c>).</param>
/// <param name="RequestBytes">Bytes in the body of one request (<c>Metrics:MaxRequestBytes</c>).</param>
/// <param name="Anonymous">What all callers without a key may use together.</param>
internal sealed record LimitSettings(
    int RequestsPerSecond, int ConcurrentQueries, int StreamsPerCaller, int RequestBytes, AnonymousLimits Anonymous)
{
    /// <summary>
    /// The most questions of one caller that wait in a lane. Beyond a screenful of charts, refusing is better than waiting.
    /// </summary>
    public const int LongestQueue = 64;

    /// <summary>From configuration; the defaults are 100 a second, 8 at the same time, 4 streams and 1 MiB.</summary>
    public static LimitSettings From(IConfiguration configuration) => new(
        Setting.Number(configuration, "RequestsPerSecond", 100),
        Setting.Number(configuration, "ConcurrentQueries", 8),
        Setting.Number(configuration, "StreamsPerCaller", 4),
        Setting.Number(configuration, "MaxRequestBytes", 1024 * 1024),
        AnonymousLimits.From(configuration));
}

/// <summary>What all callers without a key may use together. Answers from cache are not counted.</summary>
/// <param name="ConcurrentQueries">Questions that run at the same time (<c>Metrics:AnonymousConcurrentQueries</c>).</param>
/// <param name="MissesPerSecond">Questions a second that must be computed (<c>Metrics:AnonymousMissesPerSecond</c>); bursts of twice as
/// many are allowed.</param>
/// <param name="EngineSeconds">Seconds a minute that their questions may keep the warehouse busy (<c>Metrics:AnonymousEngineSeconds</c>);
/// bursts of twice as much are allowed.</param>
internal sealed record AnonymousLimits(int ConcurrentQueries, int MissesPerSecond, int EngineSeconds)
{
    public static AnonymousLimits From(IConfiguration configuration) => new(
        Setting.Number(configuration, "AnonymousConcurrentQueries", 8),
        Setting.Number(configuration, "AnonymousMissesPerSecond", 500),
        Setting.Number(configuration, "AnonymousEngineSeconds", 120));
}
