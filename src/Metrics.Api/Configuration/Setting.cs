using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Configuration;

/// <summary>Reads <c>Metrics:*</c>, each key with what it may be; a wrong one stops the start with a sentence.</summary>
internal static class Setting
{
    private const string Section = "Metrics";

    // Everything that is read, here or elsewhere: a mistyped key must not pass for the usual value.
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

    /// <summary>Refuses keys that nothing reads.</summary>
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
                $"Metrics:{given} (or Metrics__{given}) is not a setting{(near.Count > 0 ? $"; perhaps Metrics__{near[0]}" : "")}");
        }
    }
}

/// <summary>A setting that stops the start; its message is for the operator and holds no secret.</summary>
internal sealed class SettingException(string message) : Exception(message);
