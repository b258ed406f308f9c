using System.Globalization;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Expressions;

/// <summary>A month, quarter, week or year as people write it where a date is wanted: <c>2026-05</c>, <c>2026-Q2</c>.</summary>
internal sealed record CalendarText(Grain Grain, DateTime From, DateTime Until)
{
    private const int Longest = 8;

    /// <summary>Its first day.</summary>
    public string First => Day(From);

    /// <summary>The span that a text means; null for a text that means none, or a single day.</summary>
    public static CalendarText? Of(string text)
    {
        if (text.Length is < 4 or > Longest || !text.All(c => char.IsAsciiDigit(c) || "-QqWw".Contains(c))
            || !TimeRangeText.Parse(text, default, TimeZoneInfo.Utc).Succeeded(out var range)
            || range.Window is not { Start: { } start, End: { } end })
            return null;
        var grain = text.Length == 4 ? Grain.Year : char.ToUpperInvariant(text[5]) switch
        {
            'Q' => Grain.Quarter,
            'W' => Grain.Week,
            _ => Grain.Month,
        };
        return new CalendarText(grain, start, end);
    }

    /// <summary>A hint that shows the condition for times in the span.</summary>
    public string Range(string time) => $"a {Grain.Word()} is a range of days: {time} >= '{First}' and {time} < '{Day(Until)}'";

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
