using System.Text;
using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions;

/// <summary>Fields that are not bytes yet.</summary>
internal static class CsvText
{
    public static CsvLines Text(this CsvLines lines, string? text) => lines.Text(Encoding.UTF8.GetBytes(text ?? ""));

    public static CsvLines Flag(this CsvLines lines, bool value) => lines.Text(value ? "true"u8 : "false"u8);

    /// <summary>Seconds since 1970, as Stripe counts time.</summary>
    public static CsvLines Time(this CsvLines lines, DateTime? at) =>
        at is { } moment ? lines.Number(new DateTimeOffset(moment).ToUnixTimeSeconds()) : lines.Text("");

    public static ValueTask HeaderAsync(this CsvLines lines, string names, CancellationToken ct)
    {
        foreach (var name in names.Split(' '))
            lines.Text(name);
        return lines.EndAsync(ct);
    }
}
