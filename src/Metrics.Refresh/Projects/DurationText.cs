using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Durations as authors write them: <c>15s</c>, <c>5 minutes</c>, <c>2 days</c>.</summary>
internal static partial class DurationText
{
    public const string Expected = "a duration such as 15s, 5m, 2h or 3 days";

    public static TimeSpan? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match
            || !double.TryParse(
                match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var unit = match.Groups["unit"].Value;
        return unit[0] switch
        {
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            's' => TimeSpan.FromSeconds(number),
            _ => unit == "ms" ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromMinutes(number),
        };
    }

    /// <summary>The duration under a key; null when the key is absent, and null with a diagnostic when it is not a duration.</summary>
    public static TimeSpan? Duration(this MappingReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        var duration = Parse(text);
        if (duration is null)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be {Expected}", reader.At(key));
        return duration;
    }

    [GeneratedRegex(
        @"^\s*(?<number>[0-9]{1,6}(\.[0-9]{1,3})?)\s*(?<unit>ms|s|seconds?|m|minutes?|h|hours?|d|days?)\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
