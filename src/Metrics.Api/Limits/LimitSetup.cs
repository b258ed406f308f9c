using Metrics.Answering.Admission;

namespace Metrics.Api.Limits;

/// <summary>What callers and questions are held to.</summary>
internal static class LimitSetup
{
    public static IServiceCollection AddLimits(
        this IServiceCollection services, LimitSettings limits, PaceSettings pace, LaneSettings lanes) => services
        .AddSingleton(limits)
        .AddSingleton(pace)
        .AddSingleton<StreamPace>()
        .AddSingleton(lanes);
}
