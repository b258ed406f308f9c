namespace Metrics.Refresh.Loading.Times;

/// <summary>Guesses patterns that would read a value which the declared form does not.</summary>
internal static class TimeFormatGuess
{
    private static readonly string[] Dates =
    [
        "YYYYMMDD", "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "M/D/YYYY", "YYYY/MM/DD", "DD.MM.YYYY", "D.M.YYYY", "YYYY.MM.DD",
        "DD-MM-YYYY", "MM-DD-YYYY", "DD/MM/YY", "MM/DD/YY", "D/M/YY", "M/D/YY", "DD.MM.YY", "YYMMDD",
    ];

    // Not YYYYMM, which is a day of YYMMDD as well.
    private static readonly string[] Months = ["YYYY-MM", "MM/YYYY", "MM.YYYY", "YYYY/MM"];

    private static readonly string[] Clocks =
        ["HH:MM", "HH:MM:SS", "HH:MM:SS.F", "HH:MM AM", "HH:MM:SS AM", "H:MM", "H:MM:SS", "H:MM AM", "H:MM:SS AM", "HHMM", "HHMMSS"];

    private static readonly (string Pattern, TimeFormat Format)[] OfDates = [.. Dates.Concat(WithClock).Concat(Months).Select(Read)];
    private static readonly (string Pattern, TimeFormat Format)[] OfTimes = [.. Dates.Concat(WithClock).Concat(WithOffset).Select(Read)];
    private static readonly (string Pattern, TimeFormat Format)[] OfClocks = [.. Clocks.Select(c => (c, TimeFormat.OfClock(c)))];

    private static IEnumerable<string> WithClock => Dates.SelectMany(d => Clocks.SelectMany(c => new[] { $"{d} {c}", $"{d}T{c}" }))
        .Append("YYYYMMDDHHMMSS");

    private static IEnumerable<string> WithOffset => WithClock.SelectMany(p => new[] { $"{p}Z", $"{p} Z" });

    /// <summary>Patterns for a date; a time of day after it is cut off.</summary>
    public static IEnumerable<string> OfDate(ReadOnlySpan<byte> text) => That(text, OfDates);

    /// <summary>Patterns for a date and a time of day.</summary>
    public static IEnumerable<string> OfTimestamp(ReadOnlySpan<byte> text) => That(text, OfTimes);

    /// <summary>Patterns for a time of day.</summary>
    public static IEnumerable<string> OfClock(ReadOnlySpan<byte> text) => That(text, OfClocks);

    private static (string, TimeFormat) Read(string pattern) => (pattern, TimeFormat.Of(pattern));

    /// <summary>The pattern without the demand for two digits. Patterns that are then equal need to be suggested once only.</summary>
    public static string Loosened(string pattern) => pattern.Replace("DD", "D", StringComparison.Ordinal)
        .Replace("MM", "M", StringComparison.Ordinal).Replace("HH", "H", StringComparison.Ordinal);

    private static List<string> That(ReadOnlySpan<byte> text, (string Pattern, TimeFormat Format)[] patterns)
    {
        var found = new List<string>();
        foreach (var (pattern, format) in patterns)
        {
            if (format.Read(text) is not null)
                found.Add(pattern);
        }

        return found;
    }
}
