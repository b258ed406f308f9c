using System.Globalization;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>How to write a value that does not fit the name that it is compared with.</summary>
internal static class ValueHints
{
    /// <param name="of">The name.</param>
    /// <param name="name">The name as it was bound.</param>
    /// <param name="value">The value.</param>
    /// <param name="shown">The value as a message shows it.</param>
    public static string? For(Operand.Name of, BoundName name, FilterValue value, string shown) => (name.Type, name.DataType.Kind) switch
    {
        (ValueType.String, DataKind.TimeOfDay) => "write a time of day as '13:45' or '13:45:00'",
        (ValueType.String, DataKind.Uuid) => "write a uuid as '00000000-0000-0000-0000-000000000000'",
        (ValueType.String, _) =>
            value is FilterValue.Number
                ? $"texts are written in single quotes: '{shown}', with their leading zeros; they compare character by character, "
                    + "'10' before '9', so make it a number where its table is built if it must compare as one"
                : value is FilterValue.Boolean ? $"texts are written in single quotes: '{shown}'" : null,
        (ValueType.Boolean, _) => "write true or false",
        (ValueType.Integer or ValueType.Decimal or ValueType.Double, _) =>
            (value is FilterValue.Text text ? NumberText.Hint(text.Content) : null) ?? "write a number such as 12.5",
        (ValueType.Date, _) or (ValueType.Timestamp, DataKind.Date) => OfSpan(of, name, value) ?? "write a date as '2026-01-31'",
        (ValueType.Timestamp, _) => OfSpan(of, name, value) ?? "write a time as '2026-01-31' or '2026-01-31T13:45:00'",
        _ => null,
    };

    // A month or another period where a day is wanted.
    private static string? OfSpan(Operand.Name of, BoundName name, FilterValue value)
    {
        var written = value switch
        {
            FilterValue.Text text => text.Content,
            FilterValue.Number number => number.Content.ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
        if (CalendarText.Of(written) is not { } span)
            return null;
        var cut = of.Text.LastIndexOf("__", StringComparison.Ordinal);
        var grain = cut > 0 ? Grains.Find(of.Text[(cut + 2)..]) : null;
        if (grain == span.Grain)
            return $"write a {span.Grain.Word()} by its first day: '{span.First}'";
        var time = grain is null ? of.Text : of.Text[..cut];
        return span.Range(time) + (name.TakesGrain ? $", or {time}__{span.Grain.Word()} = '{span.First}'" : "");
    }
}
