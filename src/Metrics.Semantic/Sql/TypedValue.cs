using System.Globalization;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Sql;

/// <summary>A caller's constant as a parameter of the type it is compared with; null when it does not fit.</summary>
internal static class TypedValue
{
    private static readonly string[] Clocks = ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFF"];

    public static SqlExpression? For(FilterValue value, ValueType type, DataType stored, TimeZoneInfo zone) => type switch
    {
        ValueType.String => value is FilterValue.Text text && IsStorable(text.Content)
            && (text.IsAny ? text.Content : AsPrinted(text.Content, stored.Kind)) is { } printed
            ? Parameter(printed, DataType.Text)
            : null,
        ValueType.Integer or ValueType.Decimal => Number(value) is { } number ? Parameter(number, DataType.Decimal) : null,
        // In the column's own precision: 0.1 as a double is not the 0.1 of a 32-bit column.
        ValueType.Double => Number(value) is { } number ? Parameter(number, stored.Bits == 32 ? DataType.Single : DataType.Double) : null,
        ValueType.Boolean => value switch
        {
            FilterValue.Boolean boolean => Parameter(boolean.Content, DataType.Boolean),
            FilterValue.Text { Content: "true" or "false" or "1" or "0" } word =>
                Parameter(word.Content is "true" or "1", DataType.Boolean),
            _ => null,
        },
        ValueType.Date or ValueType.Timestamp => value is FilterValue.Text moment ? Time(moment.Content, stored.Kind, zone) : null,
        _ => null,
    };

    // A value that is compared as text is written as the engine prints its type: 9:30 becomes 09:30:00, which sorts before 10:00:00.
    private static string? AsPrinted(string text, DataKind kind) => kind switch
    {
        DataKind.TimeOfDay => TimeOnly.TryParseExact(text, Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            ? clock.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
            : text is "24:00" or "24:00:00" ? "24:00:00" : null,
        DataKind.Uuid => Guid.TryParse(text, out var id) ? id.ToString("D") : null,
        _ => text,
    };

    private static decimal? Number(FilterValue value) => value switch
    {
        FilterValue.Number number => number.Content,
        FilterValue.Text text
            when decimal.TryParse(
                text.Content, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var parsed) => parsed,
        _ => null,
    };

    private static SqlExpression? Time(string text, DataKind kind, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return kind == DataKind.Instant ? Moment(ZonedTime.ToUtc(day.ToDateTime(default), zone)) : Parameter(day, DataType.Date);
        if (!HasClock(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            return null;
        // Of a local time that occurs twice, the later is taken, as when loading and converting models' local times.
        var hasOffset = text.EndsWith('Z') || text.AsSpan(11).IndexOfAny('+', '-') >= 0;
        var utc = hasOffset ? parsed.UtcDateTime : ZonedTime.ToUtc(parsed.DateTime, zone, later: true);
        if (kind == DataKind.Instant)
            return Moment(utc);
        // A stored local time that occurs twice does not say which of the two moments it is, so an offset cannot be compared.
        return hasOffset && kind != DataKind.Date && zone.IsAmbiguousTime(ZonedTime.ToLocal(utc, zone))
            ? null
            : Parameter(
                hasOffset ? ZonedTime.ToLocal(utc, zone) : DateTime.SpecifyKind(parsed.DateTime, DateTimeKind.Unspecified),
                DataType.LocalTime);
    }

    // 2026-01-02T03:04 or 2026-01-02 03:04, perhaps with seconds and an offset; forms that the parser would have to guess are refused.
    private static bool HasClock(string text) =>
        text.Length is >= 16 and <= 40 && text[4] == '-' && text[7] == '-' && (text[10] is 'T' or ' ') && text[13] == ':'
            && text.All(c => char.IsAsciiDigit(c) || "-+:.TZ ".Contains(c));

    // Warehouses cannot store a zero character, nor half of a surrogate pair.
    internal static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
                || (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))))
                return false;
        }

        return true;
    }

    private static SqlExpression.Parameter Moment(DateTime utc) => Parameter(utc, DataType.Instant);

    private static SqlExpression.Parameter Parameter(object value, DataType type) => new(new SqlParameter(value, type));
}
