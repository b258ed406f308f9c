using System.Globalization;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>Values that an author wrote. A quoted text has no type until it is combined with something that has one.</summary>
internal static class Literals
{
    private static readonly string[] Times =
        ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    public static Typed Text(string text) =>
        new(new SqlExpression.Parameter(new SqlParameter(text, DataType.Text)), DataType.Text) { Literal = text };

    public static Typed Number(string digits)
    {
        // More digits would be rounded in this process.
        if (digits.Count(char.IsAsciiDigit) > 28
            || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            throw new NotPortableException(digits);
        var type = digits.Contains('.', StringComparison.Ordinal) ? TypeRules.Of(number)
            : number <= int.MaxValue ? DataType.SmallInteger
            : number <= long.MaxValue ? DataType.Integer
            : throw new NotPortableException(digits);
        return Constant(number, type);
    }

    /// <summary>A number with an explicit type, so that no engine has to guess it.</summary>
    public static Typed Constant(decimal number, DataType type) =>
        new(new SqlExpression.Cast(new SqlExpression.Number(number), type), type) { Constant = number, IsNeverZero = number != 0 };

    /// <summary>Two values that are compared: a quoted text gets the other's type.</summary>
    public static (Typed Left, Typed Right) Beside(Typed left, Typed right) =>
        left.Literal is not null && right.Literal is null ? (Of(left, right.Type), right)
        : right.Literal is not null && left.Literal is null ? (left, Of(right, left.Type))
        : (left, right);

    /// <summary>A value that must have a type: a quoted text or null is converted to it.</summary>
    public static Typed Of(Typed of, DataType type)
    {
        if (of.Literal is not null)
            return As(of, type);
        return of.Type.Kind == DataKind.Unknown ? new Typed(new SqlExpression.Null(type), type)
            : of.Type.Kind == type.Kind ? of
            : throw new NotPortableException($"{TypeRules.Name(of.Type)} for {TypeRules.Name(type)}");
    }

    public static Typed AsText(Typed of) => of.Literal is not null || of.Type.Kind == DataKind.Unknown ? Of(of, DataType.Text) : of;

    /// <summary>A quoted text as a value of a type, if it is written in a form that every engine reads alike.</summary>
    public static Typed As(Typed of, DataType type)
    {
        var text = of.Literal!;
        object? value = type.Kind switch
        {
            DataKind.Text or DataKind.Unknown => text,
            DataKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day : null,
            DataKind.LocalTime =>
                DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
            DataKind.Boolean => text switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            },
            DataKind.Uuid => Guid.TryParseExact(text, "D", out _) ? text : null,
            _ => null,
        };
        var taken = type.Kind == DataKind.Unknown ? DataType.Text : type.Kind == DataKind.Text ? DataType.Text : type;
        return value is null ? throw new NotPortableException($"'{text}' as {TypeRules.Name(type)}")
            : new Typed(new SqlExpression.Parameter(new SqlParameter(value, taken)), taken);
    }

    /// <summary>The grain that a quoted text names.</summary>
    public static Grain Grain(Typed of) => of.Literal?.ToLowerInvariant() switch
    {
        "second" => Domain.Time.Grain.Second,
        "minute" => Domain.Time.Grain.Minute,
        "hour" => Domain.Time.Grain.Hour,
        "day" => Domain.Time.Grain.Day,
        "week" => Domain.Time.Grain.Week,
        "month" => Domain.Time.Grain.Month,
        "quarter" => Domain.Time.Grain.Quarter,
        "year" => Domain.Time.Grain.Year,
        _ => throw new NotPortableException($"'{of.Literal ?? "a computed unit"}'"),
    };
}
