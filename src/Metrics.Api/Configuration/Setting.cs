using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Configuration;

/// <summary>Reads <c>Metrics:*</c> and checks each value. A wrong one prevents the start with one sentence.</summary>
internal static class Setting
{
    private const string Section = "Metrics";

    // Every key that any code reads: a mistyped key must be refused, not silently leave the default.
    private static readonly string[] _known =
    [
        "AllowedHosts", "AnonymousConcurrentQueries", "AnonymousEngineSeconds", "AnonymousMissesPerSecond", "AuditQuestions",
        "BodyCacheBytes", "CacheBytes", "ConcurrentQueries", "CorsOrigins", "DrainSeconds", "HeavyMilliseconds", "HeavyQueries",
        "HeavyWaitSeconds", "Keyless", "MaxBytes", "MaxRequestBytes", "MaxRows", "MaxStreamedRows", "QueryTimeoutSeconds", "QuickQueries",
        "QuickWaitSeconds",
        "RedisExpirySeconds", "RedisLargestBytes", "RequestsPerSecond", "StallSeconds", "StreamSeconds", "StreamWaitSeconds", "Streams",
        "StreamsPerCaller", "WarmQuestions",
    ];

    public static int Number(IConfiguration configuration, string key, int usual, int least = 1)
    {
        if (configuration.GetSection(Section)[key] is not { Length: > 0 } text)
            return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new SettingException($"Metrics:{key} is '{text}', not a whole number from {least}");
    }

    public static bool Flag(IConfiguration configuration, string key, bool usual)
    {
        if (configuration.GetSection(Section)[key] is not { Length: > 0 } text)
            return usual;
        return bool.TryParse(text, out var flag) ? flag : throw new SettingException($"Metrics:{key} is '{text}', not true or false");
    }

    /// <summary>Refuses unknown keys.</summary>
    public static void RefuseUnknown(IConfiguration configuration)
    {
        foreach (var given in configuration.GetSection(Section).GetChildren().Select(c => c.Key))
        {
            if (_known.Contains(given, StringComparer.OrdinalIgnoreCase))
                continue;
            if (string.Equals(given, "Anonymous", StringComparison.OrdinalIgnoreCase))
                throw new SettingException("Metrics:Anonymous is now Metrics:Keyless, which is false unless it is set");
            var near = NearestNames.To(given, _known);
            throw new SettingException(
                $"Metrics:{given} (or Metrics__{given}) is not a setting{(near.Count > 0 ? $"; did you mean Metrics__{near[0]}?" : "")}");
        }
    }
}

/// <summary>A setting that prevents the start. The message is for the operator and contains no secret.</summary>
internal sealed class SettingException(string message) : Exception(message);
