using System.Diagnostics.CodeAnalysis;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Api.Audit;
using Metrics.Api.Configuration;
using Metrics.Api.Limits;
using Metrics.Api.Security;
using Metrics.Api.Warming;

namespace Metrics.Api.Hosting;

/// <summary>All configuration, read and checked before anything starts.</summary>
internal sealed record Settings(
    AnswerSettings Answers, LimitSettings Limits, LaneSettings Lanes, PaceSettings Pace, CallerRules Callers, RedisSettings? Redis,
    AuditSettings Audit, DrainSettings Drain, WarmSettings Warm)
{
    /// <summary>The settings, or one line that says what is wrong with them.</summary>
    public static bool TryRead(
        IConfiguration configuration, [NotNullWhen(true)] out Settings? settings, [NotNullWhen(false)] out string? error)
    {
        (settings, error) = (null, null);
        try
        {
            Setting.RefuseUnknown(configuration);
            settings = new Settings(
                AnswerSettings.From(configuration),
                LimitSettings.From(configuration),
                LaneChoice.From(configuration),
                PaceSettings.From(configuration),
                CallerRules.From(configuration),
                ReadRedis(configuration),
                AuditSettings.From(configuration),
                DrainSettings.From(configuration),
                WarmSettings.From(configuration));
            return true;
        }
        catch (SettingException e)
        {
            error = e.Message;
            return false;
        }
    }

    private static RedisSettings? ReadRedis(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Redis") is not { Length: > 0 } text)
            return null;
        if (RedisSettings.Problem(text) is { } problem)
            throw new SettingException($"ConnectionStrings__Redis is not a Redis configuration (host:6379,password=…): {problem}");
        return new RedisSettings
        {
            Configuration = text,
            LargestValue = Setting.Number(configuration, "RedisLargestBytes", 4 * 1024 * 1024),
            Expiry = TimeSpan.FromSeconds(Setting.Number(configuration, "RedisExpirySeconds", 24 * 60 * 60)),
        };
    }
}
