using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>Operators of authors' SQL, each for the types on which the engines agree.</summary>
internal static class Operators
{
    public static Typed Add(char sign, Typed left, Typed right)
    {
        // A date plus a number of days is a date; the difference of two dates is a number of days.
        if (left.Type.Kind == DataKind.Date && right.Type is { Kind: DataKind.Integer, Bits: <= 32 })
            return new Typed(new SqlExpression.Binary($"{sign}", left.Sql, right.Sql), DataType.Date);
        if (sign == '-' && left.Type.Kind == DataKind.Date && right.Type.Kind == DataKind.Date)
        {
            var days = new SqlExpression.Binary("-", left.Sql, right.Sql);
            return new Typed(new SqlExpression.Cast(days, DataType.SmallInteger), DataType.SmallInteger);
        }

        return Binary(sign, left, right);
    }

    public static Typed Multiply(char sign, Typed left, Typed right)
    {
        if (sign == '*')
            return Binary(sign, left, right);
        // Division by zero is an error on one engine and null on another.
        if (!right.IsNeverZero)
            throw new NotPortableException(sign == '/' ? "/ by what may be zero" : "% by what may be zero");
        var areWhole = left.Type.Kind == DataKind.Integer && right.Type.Kind == DataKind.Integer;
        if (areWhole)
        {
            var type = TypeRules.Arithmetic('+', left, right);
            return sign == '%'
                ? new Typed(new SqlExpression.Binary("%", left.Sql, right.Sql), type)
                : new Typed(new SqlExpression.Call(PortableSelect.WholeQuotient, [left.Sql, right.Sql]), type);
        }

        // The store chooses the decimal places of an exact quotient by its operands' values.
        return sign == '/' && TypeRules.Arithmetic('+', left, right).Kind == DataKind.Double
            ? new Typed(new SqlExpression.Binary("/", left.As(DataType.Double).Sql, right.As(DataType.Double).Sql), DataType.Double)
            : throw new NotPortableException($"{sign} of exact numbers");
    }

    /// <summary>
    /// A comparison. Exact numbers of different scales are cast to the same scale first: an engine that does it itself may round.
    /// </summary>
    public static Typed Compare(string sign, Typed left, Typed right)
    {
        (left, right) = Literals.Beside(left, right);
        // Values of other types can only be compared for equality: an enumeration has its own order.
        var isOrder = sign is not ("=" or "<>");
        // The order of texts depends on the locale. The planner marks the places where it has texts compared by their bytes.
        if (isOrder && left.Type.Kind == DataKind.Text)
            throw new NotPortableException($"{sign} of texts");
        var areSame = left.Type == right.Type && (!isOrder || left.Type.Kind != DataKind.Other);
        if (!areSame && !TypeRules.AreComparable(left.Type, right.Type))
            throw new NotPortableException($"{sign} of {TypeRules.Name(left.Type)} and {TypeRules.Name(right.Type)}");
        if (left.Type != right.Type && left.Type.IsNumber && right.Type.IsNumber)
        {
            var type = TypeRules.Common([left.Type, right.Type], sign);
            (left, right) = (left.As(type), right.As(type));
        }

        return new Typed(new SqlExpression.Binary(sign, left.Sql, right.Sql), DataType.Boolean);
    }

    public static Typed Negate(Typed of) => of.Constant is { } number
        // The digits of the smallest 32-bit number are not themselves a 32-bit number.
        ? Literals.Constant(-number, of.Type.Kind == DataKind.Integer && -number >= int.MinValue ? DataType.SmallInteger : of.Type)
        : of.Type.IsNumber ? Binary('*', of, Literals.Constant(-1, DataType.Integer with { Bits = 16 }))
        : throw new NotPortableException($"- of {TypeRules.Name(of.Type)}");

    public static Typed AtZone(Typed time, string zone, Scope scope)
    {
        if (zone.Contains('\'', StringComparison.Ordinal) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)
            || !known.HasIanaId)
            throw new NotPortableException($"at time zone '{zone}'");
        return time.Type.Kind switch
        {
            DataKind.LocalTime => new Typed(new SqlExpression.ToMoment(time.Sql, scope.Zone(zone)), DataType.Instant),
            DataKind.Instant => new Typed(new SqlExpression.ToLocal(time.Sql, scope.Zone(zone)), DataType.LocalTime),
            _ => throw new NotPortableException($"at time zone of {TypeRules.Name(time.Type)}"),
        };
    }

    public static Typed Extract(string part, Typed time)
    {
        if (time.Type.Kind is not (DataKind.Date or DataKind.LocalTime))
            throw new NotPortableException($"extract of {TypeRules.Name(time.Type)}");
        DatePart? read = part.ToLowerInvariant() switch
        {
            "year" => DatePart.Year,
            "quarter" => DatePart.Quarter,
            "month" => DatePart.Month,
            "day" => DatePart.Day,
            "isodow" => DatePart.DayOfWeek,
            "doy" => DatePart.DayOfYear,
            "week" => DatePart.Week,
            "hour" when time.Type.Kind == DataKind.LocalTime => DatePart.Hour,
            _ => null,
        };
        // The store's extract returns an exact number.
        return read is { } known
            ? new Typed(new SqlExpression.Extract(known, time.Sql), DataType.SmallInteger).As(Typed.Exact(0))
            : throw new NotPortableException($"extract({part})");
    }

    /// <summary><c>+</c>, <c>-</c> or <c>*</c> of numbers.</summary>
    public static Typed Binary(char sign, Typed left, Typed right)
    {
        var type = TypeRules.Arithmetic(sign, left, right);
        return type.Kind == DataKind.Double
            ? new Typed(new SqlExpression.Binary($"{sign}", left.As(type).Sql, right.As(type).Sql), type)
            // A whole number combined with an exact one gets the greatest precision, as that one has; a narrow whole number gets the width
            // of the other.
            : type.Kind == DataKind.Decimal
                ? new Typed(new SqlExpression.Binary($"{sign}", Wide(left).Sql, Wide(right).Sql), type)
                : new Typed(new SqlExpression.Binary($"{sign}", left.As(type).Sql, right.As(type).Sql), type);
    }

    private static Typed Wide(Typed of) => of.As(Typed.Exact(of.Scale));
}
