using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Domain.Time;

/// <summary>One end of a range: a local time in the query's zone, or why there is none.</summary>
internal sealed record TimeBound(DateTime? Local, Diagnostic? Problem)
{
    // A date such as 2026-01-31, without a time of day.
    private const string Day = "yyyy-MM-dd";

    private static readonly string[] _local =
        [Day, .. Times("")];

    private static readonly string[] _withOffset = [.. Times("zzz"), .. Times("Z")];

    /// <summary>True when a date was written, without a time of day.</summary>
    public bool IsDay { get; private init; }

    public static TimeBound Parse(string text, TimeZoneInfo zone)
    {
        if (text.Length > 40)
            return Refused("a date or time of more than 40 characters");
        if (DateTime.TryParseExact(text, _local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return Checked(local, text) with { IsDay = text.Length == Day.Length };
        if (!DateTimeOffset.TryParseExact(text, _withOffset, CultureInfo.InvariantCulture, Style(text), out var moment))
            return Refused($"'{text}' is not a date or time", "write 2026-01-31, 2026-01-31T18:00:00 or 2026-01-31T18:00:00+01:00");
        var converted = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        // A local time that occurs twice does not say which of the two the offset meant.
        return zone.IsAmbiguousTime(converted)
            ? Refused($"'{text}' falls into an hour that happens twice in {zone.Id}", "begin or end at another hour, or ask in UTC")
            : Checked(converted, text);
    }

    private static TimeBound Checked(DateTime local, string text) =>
        local.Year > 9998 ? Refused($"'{text}' is outside the supported years", "years 1 to 9998") : new TimeBound(local, null);

    // "zzz" parses an offset, but not a Z, so UTC is assumed for that.
    private static DateTimeStyles Style(string text) => text.EndsWith('Z') ? DateTimeStyles.AssumeUniversal : DateTimeStyles.None;

    private static IEnumerable<string> Times(string ending) =>
        from separator in new[] { "'T'", " " }
        from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF" }
        select $"yyyy-MM-dd{separator}{time}{(ending == "Z" ? "'Z'" : ending)}";

    private static TimeBound Refused(string message, string? hint = null) =>
        new(null, new Diagnostic(DiagnosticCode.MalformedRequest, message, Hint: hint));
}
