using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// A time truncated to a grain has no values but the beginnings of that grain. Nothing equals any other, so a comparison with one is
/// refused rather than answered with nothing: <c>metric_time__month = '2026-01-15'</c>.
/// </summary>
internal static class GrainValues
{
    /// <summary>The problem of a value that a truncated time never has; null when it may have it.</summary>
    /// <param name="of">The name.</param>
    /// <param name="name">The name as it was bound.</param>
    /// <param name="value">The value as written.</param>
    /// <param name="typed">The value in the type that it is compared in.</param>
    /// <param name="zone">The question's zone.</param>
    public static Diagnostic? Refused(Operand.Name of, BoundName name, FilterValue value, SqlExpression typed, TimeZoneInfo zone)
    {
        if (name.Grain is not { } grain || value is not FilterValue.Text { IsAny: false } text || Local(typed, zone) is not { } local
            || grain.Truncate(local) is var begin && begin == local)
            return null;
        var word = grain.Word();
        var (each, written) = grain.IsDateLike()
            ? (grain == Grain.Day ? "days" : $"the first day of each {word}", begin.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : ($"the beginning of each {word}", begin.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture));
        // Without a suffix it is the grain of the column, which has nothing finer.
        var isOfColumn = !of.Text.EndsWith($"__{word}", StringComparison.Ordinal);
        var time = isOfColumn ? of.Text : of.Text[..^(word.Length + 2)];
        var finer = isOfColumn ? "" : grain > Grain.Day && local == local.Date ? $", or ask for the day: {time}__day = '{text.Content}'"
            : $", or compare the time itself with a range: {time} >= '{text.Content}' and {time} < '…'";
        return new Diagnostic(
            DiagnosticCode.WrongComparison, $"'{of.Text}' has {each}, and '{text.Content}' is none of them",
            Hint: $"write the {word} that it is in as '{written}'{finer}");
    }

    private static DateTime? Local(SqlExpression typed, TimeZoneInfo zone) => (typed as SqlExpression.Parameter)?.Value.Value switch
    {
        DateOnly day => day.ToDateTime(default),
        DateTime { Kind: DateTimeKind.Utc } moment => ZonedTime.ToLocal(moment, zone),
        DateTime time => time,
        _ => null,
    };
}
