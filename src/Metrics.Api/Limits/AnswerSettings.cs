using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Api.Configuration;

namespace Metrics.Api.Limits;

/// <summary>The configured limits of answers and of the memory that keeps them.</summary>
/// <param name="CacheBytes">Memory for results (<c>Metrics:CacheBytes</c>).</param>
/// <param name="BodyBytes">Memory for finished bodies (<c>Metrics:BodyCacheBytes</c>).</param>
/// <param name="Limits">
/// Rows, bytes and time of one answer (<c>Metrics:MaxRows</c>, <c>Metrics:MaxBytes</c>, <c>Metrics:QueryTimeoutSeconds</c>).
/// </param>
/// <param name="StreamedRows">The most rows of a streamed answer (<c>Metrics:MaxStreamedRows</c>).</param>
internal sealed record AnswerSettings(long CacheBytes, long BodyBytes, AnswerLimits Limits, int StreamedRows)
{
    private const long MiB = 1024 * 1024;

    public static AnswerSettings From(IConfiguration configuration)
    {
        var (section, usual) = (configuration.GetSection("Metrics"), AnswerLimits.Default);
        return new(
            Number(section, "CacheBytes", 256 * MiB),
            Number(section, "BodyCacheBytes", 64 * MiB),
            new AnswerLimits(
                (int)Number(section, "MaxRows", usual.MaxRows),
                Number(section, "MaxBytes", usual.MaxBytes),
                TimeSpan.FromSeconds(Number(section, "QueryTimeoutSeconds", (long)usual.Timeout.TotalSeconds))),
            (int)Number(section, "MaxStreamedRows", 5_000_000));
    }

    /// <summary>The limits of a streamed answer, which is never held in memory as a whole.</summary>
    public AnswerLimits Streaming => Limits with { MaxRows = StreamedRows, MaxBytes = long.MaxValue };

    private static long Number(IConfigurationSection section, string key, long usual)
    {
        if (section[key] is not { Length: > 0 } text)
            return usual;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= int.MaxValue * MiB
            ? number
            : throw new SettingException($"Metrics:{key} is '{text}', not a whole number from 1");
    }
}
