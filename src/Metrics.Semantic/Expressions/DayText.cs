using System.Globalization;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// A date compared with a finer time means the whole day: "at most" that day is "before the next day", and "later than" it is "from the
/// next day on". A time stamp means that instant.
/// </summary>
internal static class DayText
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>A comparison of a time (on the left) with a value, rewritten to one that means the same for instants.</summary>
    public static (string Operation, FilterValue Value) End(string operation, FilterValue value)
    {
        if (operation is not ("<=" or ">") || Day(value) is not { } day)
            return (operation, value);
        // The last supported day has no next day.
        return day == DateOnly.MaxValue
            ? (operation, new FilterValue.Text("9999-12-31T23:59:59.999999"))
            : (operation == "<=" ? "<" : ">=", new FilterValue.Text(day.AddDays(1).ToString(Form, CultureInfo.InvariantCulture)));
    }

    /// <summary>A date as its first instant, as in <c>timestamp '2026-01-31'</c>.</summary>
    public static FilterValue.Text Instant(FilterValue.Text text) =>
        Day(text) is null ? text : new FilterValue.Text($"{text.Content}T00:00:00");

    private static DateOnly? Day(FilterValue value) => value is FilterValue.Text text
        && DateOnly.TryParseExact(text.Content, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
