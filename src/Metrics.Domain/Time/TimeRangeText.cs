using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Domain.Time;

/// <summary>
/// Reads ranges of time as people write them: <c>last 28 days</c>, <c>2026-Q1</c>, <c>2026-01-01/2026-02-01</c>. All are half-open.
/// </summary>
/// <remarks>
/// <c>last N units</c> are the N complete units before the current one, as in dashboards: the last 7 days end with yesterday, the last
/// month is the calendar month before this one. <c>this month</c> is the whole calendar month, including its future days; <c>month to
/// date</c> ends with today.
/// </remarks>
public static class TimeRangeText
{
    private const string Forms =
        "write 'last 28 days', 'this month', 'month to date', 'today', 'yesterday', '2026', '2026-Q1', '2026-03', '2026-W07', "
        + "'2026-03-05' or '2026-01-01/2026-02-01'";

    /// <summary>The span that the words mean now, in a zone.</summary>
    public static Outcome<ResolvedRange> Parse(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (text.Length > 100)
            return Refused("a time range of more than 100 characters");
        var trimmed = text.Trim();
        if (trimmed.Split('/') is [var start, var end])
            return Between(Side(start), Side(end), zone);
        if (CalendarSpan(trimmed) is var (grain, first))
            return From(grain, first, 1, relative: false, text);
        var words = trimmed.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Relative(words, TimeZoneInfo.ConvertTime(now, zone).DateTime, text);
    }

    /// <summary>
    /// The span between two dates or timestamps, either of which may be missing; one with an offset is converted to the zone.
    /// </summary>
    public static Outcome<ResolvedRange> Between(string? start, string? end, TimeZoneInfo zone)
    {
        var from = start is null ? null : TimeBound.Parse(start, zone);
        var to = end is null ? null : TimeBound.Parse(end, zone);
        var problems = new[] { from, to }.OfType<TimeBound>().Select(b => b.Problem).OfType<Diagnostic>().ToList();
        if (problems.Count > 0)
            return Outcome<ResolvedRange>.Refused(problems);
        if (from is null && to is null)
            return Refused("a time range without start and end", "give at least one of them");
        return from?.Local > to?.Local
            ? Refused($"a time range that starts at {start} and ends before, at {end}")
            : Outcome<ResolvedRange>.Of(new ResolvedRange(new TimeWindow(from?.Local, to?.Local), IsRelative: false));
    }

    private static string? Side(string text) => text.Trim() is var side and not ("" or "..") ? side : null;

    private static Outcome<ResolvedRange> Relative(string[] words, DateTime local, string text)
    {
        switch (words)
        {
            case ["today"]:
                return From(Grain.Day, local, 1, relative: true, text);
            case ["yesterday"]:
                return From(Grain.Day, local, -1, relative: true, text);
            case ["this", var unit] when Coarse(unit, plural: false) is { } grain:
                return From(grain, local, 1, relative: true, text);
            case ["last", var unit] when Coarse(unit, plural: false) is { } grain:
                return From(grain, local, -1, relative: true, text);
            case ["last", var number, var unit] when Coarse(unit, plural: true) is { } grain:
                return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                    ? From(grain, local, -count, relative: true, text)
                    : Refused($"'{number}' is not a valid number of {unit}", "a whole number from 1");
            case [var unit, "to", "date"] when Coarse(unit, plural: false) is { } grain:
                return Window(grain.Truncate(local), Grain.Day.Step(local.Date, 1), relative: true, text);
            default:
                return words.Any(w => Grains.Find(w.TrimEnd('s')) is { } fine && !fine.IsDateLike())
                    ? Refused($"'{text}' has a unit shorter than a day",
                        "give start and end as time stamps: 2026-01-31T12:00/2026-01-31T18:00")
                    : Refused($"'{text}' is not a time range", Forms);
        }
    }

    // A positive count starts at the grain that the time is in, a negative one ends before it.
    private static Outcome<ResolvedRange> From(Grain grain, DateTime local, int count, bool relative, string text)
    {
        var here = grain.Truncate(local);
        var there = grain.Step(here, count);
        return count > 0 ? Window(here, there, relative, text) : Window(there, here, relative, text);
    }

    private static Outcome<ResolvedRange> Window(DateTime? start, DateTime? end, bool relative, string text) =>
        start is null || end is null
            ? Refused($"'{text}' is outside the supported years", "years 1 to 9998")
            : Outcome<ResolvedRange>.Of(new ResolvedRange(new TimeWindow(start, end), relative));

    private static Grain? Coarse(string word, bool plural)
    {
        var grain = Grains.Find(word) ?? (plural && word.EndsWith('s') ? Grains.Find(word[..^1]) : null);
        return grain?.IsDateLike() == true ? grain : null;
    }

    private static (Grain Grain, DateTime First)? CalendarSpan(string text)
    {
        if (text.Length < 4 || !Digits(text.AsSpan(0, 4), out var year) || year is 0)
            return null;
        var rest = text.AsSpan(4);
        if (rest.IsEmpty)
            return (Grain.Year, new DateTime(year, 1, 1));
        if (rest[0] != '-')
            return null;
        rest = rest[1..];
        if (rest.Length == 2 && rest[0] is 'Q' or 'q' && rest[1] is >= '1' and <= '4')
            return (Grain.Quarter, new DateTime(year, ((rest[1] - '1') * 3) + 1, 1));
        // Week 53 of 9999 would begin after the last day of the calendar.
        if (rest.Length == 3 && rest[0] is 'W' or 'w' && Digits(rest[1..], out var week) && year < 9999 && week >= 1
            && week <= ISOWeek.GetWeeksInYear(year))
            return (Grain.Week, ISOWeek.ToDateTime(year, week, DayOfWeek.Monday));
        if (rest.Length == 2 && Digits(rest, out var month) && month is >= 1 and <= 12)
            return (Grain.Month, new DateTime(year, month, 1));
        return DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (Grain.Day, day) : null;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static Outcome<ResolvedRange> Refused(string message, string? hint = null) =>
        Outcome<ResolvedRange>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, message, Hint: hint));
}
