using System.Globalization;

namespace Metrics.Refresh.Loading.Times;

/// <summary>Reads an author's pattern into tokens.</summary>
internal static class TimePattern
{
    /// <summary>Every token with what it reads, as shown in docs and messages.</summary>
    public static readonly (string Token, string Reads)[] Tokens =
    [
        ("YYYY", "a year in four digits"),
        ("YY", "a year in two digits: 00 to 68 are 20xx, 69 to 99 are 19xx"),
        ("MM", "a month in two digits; after an hour, minutes"),
        ("M", "a month in one or two digits; after an hour, minutes"),
        ("DD", "a day in two digits"),
        ("D", "a day in one or two digits"),
        ("HH", "an hour in two digits: 0 to 23, or 1 to 12 where the pattern has AM"),
        ("H", "an hour in one or two digits"),
        ("MI", "minutes in two digits, at any position"),
        ("SS", "seconds in two digits"),
        ("S", "seconds in one or two digits"),
        ("F", "a fraction of a second in one to nine digits, cut to microseconds; FFF is the same"),
        ("AM", "either of AM and PM, in any case"),
        ("PM", "the same"),
        ("Z", "an offset: Z, +02, +0200 or +02:00"),
        ("T", "the letter T"),
    ];

    // Tokens of other tools, longer ones before those that they contain.
    private static readonly (string Theirs, string Ours)[] OtherWords =
    [
        ("%Y", "YYYY"), ("%y", "YY"), ("%m", "MM"), ("%d", "DD"), ("%H", "HH"), ("%I", "HH"), ("%M", "MI"), ("%S", "SS"), ("%f", "F"),
        ("%p", "AM"), ("%z", "Z"), ("HH24", "HH"), ("HH12", "HH"), ("hh24", "HH"), ("hh12", "HH"), ("tt", "AM"), ("XXX", "Z"), ("zzz", "Z"),
        ("'T'", "T"),
    ];

    /// <summary>Reads a pattern of a date, optionally with a time of day.</summary>
    public static TimeToken[] Read(string pattern) => Read(pattern, isClock: false);

    /// <summary>Reads a pattern of a time of day alone.</summary>
    public static TimeToken[] ReadClock(string pattern) => Read(pattern, isClock: true);

    private static TimeToken[] Read(string pattern, bool isClock)
    {
        try
        {
            return Strictly(pattern, isClock);
        }
        catch (FormatException error)
        {
            var known = $"; known: {string.Join(", ", Tokens.Select(t => t.Token))}, 'text' in quotes, and other characters as they are";
            var near = Translated(pattern, isClock) is { } ours ? $"; is it '{ours}'?" : "";
            throw new FormatException(error.Message + near + known, error);
        }
    }

    // Apart from these tokens, date patterns of .NET, Java, PostgreSQL and strftime mostly differ in case.
    private static string? Translated(string pattern, bool isClock)
    {
        var ours = OtherWords.Aggregate(pattern, (p, w) => p.Replace(w.Theirs, w.Ours, StringComparison.Ordinal));
        foreach (var candidate in new[] { ours, ours.ToUpperInvariant() })
        {
            try
            {
                Strictly(candidate, isClock);
                return candidate;
            }
            catch (FormatException)
            {
                // Not that either.
            }
        }

        return null;
    }

    private static TimeToken[] Strictly(string pattern, bool isClock)
    {
        var tokens = new List<TimeToken>();
        for (var at = 0; at < pattern.Length;)
            at += Next(pattern, at, tokens);
        Check(pattern, tokens, isClock);
        return [.. tokens];
    }

    private static int Next(string pattern, int at, List<TimeToken> tokens)
    {
        var rest = pattern.AsSpan(at);
        if (rest[0] == '\'')
            return Quoted(pattern, at, tokens);
        if (rest[0] > 127)
            throw Wrong(pattern, $"'{rest[0]}' is not ASCII");
        if (rest is ['A' or 'P', 'M', ..])
            return Add(new TimeToken(TimePart.Meridiem, 2, 2), 2);
        if (rest is ['M', 'I', ..])
            return Add(new TimeToken(TimePart.Minute, 2, 2), 2);
        var run = rest.IndexOfAnyExcept(rest[0]) is var end and >= 0 ? end : rest.Length;
        return (rest[0], run) switch
        {
            ('Y', 4) => Add(new TimeToken(TimePart.Year, 4, 4), 4),
            ('Y', 2) => Add(new TimeToken(TimePart.ShortYear, 2, 2), 2),
            ('M', 1 or 2) =>
                Add(new TimeToken(tokens.Exists(t => t.Part == TimePart.Hour) ? TimePart.Minute : TimePart.Month, run, 2), run),
            ('D', 1 or 2) => Add(new TimeToken(TimePart.Day, run, 2), run),
            ('H', 1 or 2) => Add(new TimeToken(TimePart.Hour, run, 2), run),
            ('S', 1 or 2) => Add(new TimeToken(TimePart.Second, run, 2), run),
            ('F', <= 9) => Add(new TimeToken(TimePart.Fraction, 1, 9), run),
            ('Z', 1) => Add(new TimeToken(TimePart.Offset, 1, 6), 1),
            ('T', 1) => Add(TimeToken.Of((byte)'T'), 1),
            _ when char.IsAsciiLetterOrDigit(rest[0]) => throw Wrong(pattern, $"'{rest[..run]}' is not a token"),
            _ => Add(TimeToken.Of((byte)rest[0]), 1),
        };

        int Add(TimeToken token, int length)
        {
            tokens.Add(token);
            return length;
        }
    }

    private static int Quoted(string pattern, int at, List<TimeToken> tokens)
    {
        var end = pattern.IndexOf('\'', at + 1);
        if (end < 0)
            throw Wrong(pattern, "a quote is never closed");
        foreach (var letter in pattern.AsSpan(at + 1, end - at - 1))
            tokens.Add(letter < 128 ? TimeToken.Of((byte)letter) : throw Wrong(pattern, $"'{letter}' is not ASCII"));
        return end - at + 1;
    }

    private static void Check(string pattern, List<TimeToken> tokens, bool isClock)
    {
        var parts = tokens.Where(t => t.Part != TimePart.Literal)
            .Select(t => t.Part == TimePart.ShortYear ? TimePart.Year : t.Part).ToList();
        foreach (var part in parts.GroupBy(p => p).Where(g => g.Count() > 1))
            throw Wrong(pattern, string.Create(CultureInfo.InvariantCulture, $"it has the {part.Key.ToString().ToLowerInvariant()} twice"));
        // A month without a day and a time is its first day.
        var isMonth = !isClock && parts.TrueForAll(p => p is TimePart.Year or TimePart.Month);
        TimePart[] needed = isClock ? [TimePart.Hour, TimePart.Minute]
            : isMonth ? [TimePart.Year, TimePart.Month] : [TimePart.Year, TimePart.Month, TimePart.Day];
        foreach (var part in needed.Except(parts))
            throw Wrong(pattern, $"it has no {part.ToString().ToLowerInvariant()}");
        TimePart[] strange = isClock ? [TimePart.Year, TimePart.Month, TimePart.Day, TimePart.Offset] : [];
        foreach (var part in parts.Intersect(strange))
            throw Wrong(pattern, $"a time of day has no {part.ToString().ToLowerInvariant()}");
        if (parts.Contains(TimePart.Meridiem) && !parts.Contains(TimePart.Hour))
            throw Wrong(pattern, "AM or PM needs an hour");
    }

    private static FormatException Wrong(string pattern, string why) => new($"'{pattern}' is not a date pattern: {why}");
}
