using Metrics.Api.Configuration;

namespace Metrics.Api.Limits;

/// <summary>What each caller may use on this process unless its key says otherwise.</summary>
/// <param name="RequestsPerSecond">Requests of one key (<c>Metrics:RequestsPerSecond</c>); bursts of twice that pass.</param>
/// <param name="ConcurrentQueries">Questions of one key at work at once (<c>Metrics:ConcurrentQueries</c>).</param>
/// <param name="StreamsPerCaller">Streams of one caller open at once (<c>Metrics:StreamsPerCaller</c>).</param>
/// <param name="RequestBytes">Bytes of one request's body (<c>Metrics:MaxRequestBytes</c>).</param>
/// <param name="Anonymous">What callers without a key may use, all together.</param>
internal sealed record LimitSettings(
    int RequestsPerSecond, int ConcurrentQueries, int StreamsPerCaller, int RequestBytes, AnonymousLimits Anonymous)
{
    /// <summary>Questions of one caller that may wait in a lane. Who waits longer than a screenful of charts is better told.</summary>
    public const int LongestQueue = 64;

    /// <summary>By configuration; 100 a second, 8 at once, 4 streams and 1 MiB without.</summary>
    public static LimitSettings From(IConfiguration configuration) => new(
        Setting.Number(configuration, "RequestsPerSecond", 100),
        Setting.Number(configuration, "ConcurrentQueries", 8),
        Setting.Number(configuration, "StreamsPerCaller", 4),
        Setting.Number(configuration, "MaxRequestBytes", 1024 * 1024),
        AnonymousLimits.From(configuration));
}

/// <summary>What callers without a key may use, all together. Answers from cache are not counted.</summary>
/// <param name="ConcurrentQueries">Questions at work at once (<c>Metrics:AnonymousConcurrentQueries</c>).</param>
/// <param name="MissesPerSecond">
/// Questions a second that have to be computed (<c>Metrics:AnonymousMissesPerSecond</c>); bursts of twice that pass.
/// </param>
/// <param name="EngineSeconds">
/// Seconds a minute that their questions may keep the warehouse busy (<c>Metrics:AnonymousEngineSeconds</c>); twice that may be used
/// at once.
/// </param>
internal sealed record AnonymousLimits(int ConcurrentQueries, int MissesPerSecond, int EngineSeconds)
{
    public static AnonymousLimits From(IConfiguration configuration) => new(
        Setting.Number(configuration, "AnonymousConcurrentQueries", 8),
        Setting.Number(configuration, "AnonymousMissesPerSecond", 500),
        Setting.Number(configuration, "AnonymousEngineSeconds", 120));
}
