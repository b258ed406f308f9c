using Metrics.Api.Hosting;

namespace Metrics.Api.Limits;

/// <summary>What each caller may use on this process unless its key says otherwise.</summary>
/// <param name="RequestsPerSecond">Requests of one key (<c>Metrics:RequestsPerSecond</c>); bursts of twice that pass.</param>
/// <param name="ConcurrentQueries">Questions of one caller at work at once (<c>Metrics:ConcurrentQueries</c>).</param>
/// <param name="RequestBytes">Bytes of one request's body (<c>Metrics:MaxRequestBytes</c>).</param>
internal sealed record LimitSettings(int RequestsPerSecond, int ConcurrentQueries, int RequestBytes)
{
    /// <summary>By configuration; 100 a second, 8 at once and 1 MiB without.</summary>
    public static LimitSettings From(IConfiguration configuration) => new(
        Setting.Number(configuration, "RequestsPerSecond", 100),
        Setting.Number(configuration, "ConcurrentQueries", 8),
        Setting.Number(configuration, "MaxRequestBytes", 1024 * 1024));
}
