using Metrics.Answering.Admission;

namespace Metrics.Api.Limits;

/// <summary>Registers the limits for callers and questions.</summary>
internal static class LimitSetup
{
    public static IServiceCollection AddLimits(
        this IServiceCollection services, LimitSettings limits, PaceSettings pace, LaneSettings lanes) => services
        .AddSingleton(limits)
        .AddSingleton(pace)
        .AddSingleton<StreamPace>()
        .AddSingleton(lanes);
}
