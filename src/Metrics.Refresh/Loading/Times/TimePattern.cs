using System.Globalization;

namespace Metrics.Refresh.Loading.Times;

/// <summary>Reads an author's pattern into tokens.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>YYYY, YY</term><description>four digits; two digits, of which 00–68 are 20xx and 69–99 are 19xx</description></item>
/// <item><term>MM, M</term><description>month in exactly two, or in one or two digits; after an hour: minutes</description></item>
/// <item><term>DD, D</term><description>day</description></item>
/// <item><term>HH, H</term><description>hour 0–23, or 1–12 when the pattern has AM or PM</description></item>
/// <item><term>MI</term><description>minutes, wherever it stands</description></item>
/// <item><term>SS, S</term><description>second</description></item>
/// <item><term>F, FF, …</term><description>a fraction of a second in one to nine digits, cut to microseconds</description></item>
/// <item><term>AM, PM</term><description>either word, in any case</description></item>
/// <item><term>Z</term><description>an offset: Z, +02, +0200 or +02:00</description></item>
/// <item><term>T, 'text', other signs</term><description>stand for themselves</description></item>
/// </list>
/// </remarks>
internal static class TimePattern
{
    public static TimeToken[] Read(string pattern)
    {
        var tokens = new List<TimeToken>();
        for (var at = 0; at < pattern.Length;)
            at += Next(pattern, at, tokens);
        Check(pattern, tokens);
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
            ('M', 1 or 2) => Add(new TimeToken(tokens.Exists(t => t.Part == TimePart.Hour) ? TimePart.Minute : TimePart.Month, run, 2), run),
            ('D', 1 or 2) => Add(new TimeToken(TimePart.Day, run, 2), run),
            ('H', 1 or 2) => Add(new TimeToken(TimePart.Hour, run, 2), run),
            ('S', 1 or 2) => Add(new TimeToken(TimePart.Second, run, 2), run),
            ('F', <= 9) => Add(new TimeToken(TimePart.Fraction, 1, 9), run),
            ('Z', 1) => Add(new TimeToken(TimePart.Offset, 1, 6), 1),
            ('T', 1) => Add(TimeToken.Of((byte)'T'), 1),
            _ when char.IsAsciiLetterOrDigit(rest[0]) => throw Wrong(pattern, $"'{rest[..run]}' is no token"),
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

    private static void Check(string pattern, List<TimeToken> tokens)
    {
        var parts = tokens.Where(t => t.Part != TimePart.Literal).Select(t => t.Part == TimePart.ShortYear ? TimePart.Year : t.Part).ToList();
        foreach (var part in parts.GroupBy(p => p).Where(g => g.Count() > 1))
            throw Wrong(pattern, string.Create(CultureInfo.InvariantCulture, $"it has the {part.Key.ToString().ToLowerInvariant()} twice"));
        foreach (var part in new[] { TimePart.Year, TimePart.Month, TimePart.Day }.Except(parts))
            throw Wrong(pattern, $"it has no {part.ToString().ToLowerInvariant()}");
        if (parts.Contains(TimePart.Meridiem) && !parts.Contains(TimePart.Hour))
            throw Wrong(pattern, "AM or PM needs an hour");
    }

    private static FormatException Wrong(string pattern, string why) => new($"'{pattern}' is no date pattern: {why}");
}
