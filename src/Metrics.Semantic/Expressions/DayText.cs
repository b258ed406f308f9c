using System.Globalization;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// A date beside a time that is known more finely is a whole day: what is at most that day is before the next one, what is later than it
/// begins with the next one. A time stamp is that instant.
/// </summary>
internal static class DayText
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>A comparison of a time with a value (the time on the left), as one that means the same of instants.</summary>
    public static (string Operation, FilterValue Value) End(string operation, FilterValue value)
    {
        if (operation is not ("<=" or ">") || Day(value) is not { } day)
            return (operation, value);
        // After the last day that there is comes none.
        return day == DateOnly.MaxValue
            ? (operation, new FilterValue.Text("9999-12-31T23:59:59.999999"))
            : (operation == "<=" ? "<" : ">=", new FilterValue.Text(day.AddDays(1).ToString(Form, CultureInfo.InvariantCulture)));
    }

    /// <summary>A date as its first instant: what <c>timestamp '2026-01-31'</c> says.</summary>
    public static FilterValue.Text Instant(FilterValue.Text text) =>
        Day(text) is null ? text : new FilterValue.Text($"{text.Content}T00:00:00");

    private static DateOnly? Day(FilterValue value) => value is FilterValue.Text text
        && DateOnly.TryParseExact(text.Content, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
