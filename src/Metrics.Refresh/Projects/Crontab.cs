using System.Globalization;

namespace Metrics.Refresh.Projects;

/// <summary>A five-field crontab line, translated into the six-field expressions of the scheduler.</summary>
/// <remarks>
/// If a line restricts both day of month and day of week, crontab fires when either matches. An expression of the scheduler can restrict
/// only one of them, so such a line becomes two. Sunday is 0 (or 7) in crontab and 1 in the scheduler.
/// </remarks>
internal sealed record Crontab(IReadOnlyList<string> Expressions, string? Error)
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static Crontab Parse(string line)
    {
        line = line.Trim() switch
        {
            "@hourly" => "0 * * * *",
            "@daily" or "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" or "@annually" => "0 0 1 1 *",
            var other => other,
        };
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            return new Crontab([], $"expected five fields (minute hour day month weekday), found {fields.Length}");
        try
        {
            var minute = Field(fields[0], 0, 59, "minute", []);
            var hour = Field(fields[1], 0, 23, "hour", []);
            var day = Field(fields[2], 1, 31, "day of month", []);
            var month = Field(fields[3], 1, 12, "month", Months);
            var weekday = Field(fields[4], 0, 7, "day of week", Days);
            string Expression(string d, string w) => $"0 {minute.Text} {hour.Text} {d} {month.Text} {w}";
            var weekdays = string.Join(',', weekday.Values.Select(v => v % 7 + 1).Distinct().Order());
            var onDays = Expression(day.Text, "?");
            var onWeekdays = Expression("?", weekdays);
            if (weekdays.Length == "1,2,3,4,5,6,7".Length)
                return new Crontab([onDays], null);
            if (day.Text == "*")
                return new Crontab([onWeekdays], null);
            // In crontab(5) a field that begins with a star turns the OR of the two into an AND, which the scheduler cannot express.
            return fields[2].StartsWith('*') || fields[4].StartsWith('*')
                ? new Crontab([], "a stepped star may not be combined with another day restriction; list the days instead")
                : new Crontab([onDays, onWeekdays], null);
        }
        catch (FormatException e)
        {
            return new Crontab([], e.Message);
        }
    }

    private static (string Text, SortedSet<int> Values) Field(string text, int low, int high, string what, string[] words)
    {
        var values = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var r] => (r, 1),
                [var r, var s] when int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => (r, n),
                _ => throw new FormatException($"'{part}' is not a {what}"),
            };
            var (from, to) = range.Split('-') switch
            {
                ["*"] => (low, high),
                [var one] => (Number(one), part.Contains('/') ? high : Number(one)),
                [var a, var b] => (Number(a), Number(b)),
                _ => throw new FormatException($"'{part}' is not a {what}"),
            };
            if (from > to)
                throw new FormatException($"'{part}': {from} comes after {to}");
            for (var v = from; v <= to; v += step)
                values.Add(v);
        }

        return (values.Count == high - low + 1 ? "*" : string.Join(',', values), values);

        int Number(string s)
        {
            var word = Array.FindIndex(words, w => w.Equals(s, StringComparison.OrdinalIgnoreCase));
            if (word >= 0)
                return word + (words.Length == 12 ? 1 : 0);
            return int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= low && n <= high
                ? n
                : throw new FormatException($"'{s}' is not a {what} ({low} to {high})");
        }
    }
}
