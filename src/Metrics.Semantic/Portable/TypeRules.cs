using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>The types that operators give, as far as the engines agree.</summary>
internal static class TypeRules
{
    /// <summary>The common type of alternative values, as in <c>coalesce</c> and <c>case</c>.</summary>
    public static DataType Common(IEnumerable<DataType> types, string word)
    {
        var known = types.Where(t => t.Kind != DataKind.Unknown).ToList();
        if (known.Count == 0)
            return DataType.Unknown;
        if (known.TrueForAll(t => t.IsNumber))
            return CommonNumber(known);
        var (one, other) = (known[0], known.Find(t => t != known[0]) ?? known[0]);
        return other == one || known.TrueForAll(t => t.Kind == one.Kind && t.Kind != DataKind.Other) ? one
            // A date among times means its midnight.
            : known.TrueForAll(t => t.Kind is DataKind.Date or DataKind.LocalTime) ? DataType.LocalTime
            : throw new NotPortableException($"{word} of {Name(one)} and {Name(other)}");
    }

    /// <summary>The type of <c>+</c>, <c>-</c> or <c>*</c> of two numbers.</summary>
    public static DataType Arithmetic(char sign, Typed left, Typed right)
    {
        var (a, b) = (left.Type, right.Type);
        if (!a.IsNumber || !b.IsNumber)
            throw new NotPortableException($"{sign} of {Name(a)} and {Name(b)}");
        if (a.Kind == DataKind.Double || b.Kind == DataKind.Double)
            // One engine widens a 32-bit double that is combined with another type; the other does not.
            return a.Bits == 32 && a.Kind == DataKind.Double || b.Bits == 32 && b.Kind == DataKind.Double
                ? throw new NotPortableException($"{sign} of real") : DataType.Double;
        if (a.Kind == DataKind.Integer && b.Kind == DataKind.Integer)
            return a.Bits >= b.Bits ? a : b;
        return Typed.Exact(sign == '*' ? left.Scale + right.Scale : Math.Max(left.Scale, right.Scale));
    }

    /// <summary>True when every engine compares the two types alike.</summary>
    public static bool AreComparable(DataType a, DataType b) =>
        a.Kind == DataKind.Unknown || b.Kind == DataKind.Unknown || (a.IsNumber && b.IsNumber)
        || (a.Kind is DataKind.Date or DataKind.LocalTime && b.Kind is DataKind.Date or DataKind.LocalTime)
        || (a.Kind == b.Kind && a.Kind is DataKind.Boolean or DataKind.Text or DataKind.Instant or DataKind.Uuid or DataKind.TimeOfDay);

    /// <summary>A type's name for people.</summary>
    public static string Name(DataType type) => type.Kind switch
    {
        DataKind.Unknown => "null",
        DataKind.LocalTime => "a local time",
        DataKind.Instant => "an instant",
        DataKind.TimeOfDay => "a time of day",
        DataKind.Other => type.Stored ?? "another type",
        _ => type.Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The exact type of a number: its number of digits, in all and behind the point.</summary>
    public static DataType Of(decimal number)
    {
        var scale = number.Scale;
        return DataType.Decimal with { Precision = Math.Max(scale + 1, 29), Scale = scale };
    }

    private static DataType CommonNumber(List<DataType> types)
    {
        if (types.Exists(t => t.Kind == DataKind.Double))
            return types.Exists(t => t is { Kind: DataKind.Double, Bits: 32 }) && types.Exists(t =>
                t is not { Kind: DataKind.Double, Bits: 32 })
                ? throw new NotPortableException("real beside other numbers")
                : types.First(t => t.Kind == DataKind.Double);
        if (types.TrueForAll(t => t.Kind == DataKind.Integer))
            return types.MaxBy(t => t.Bits)!;
        return types.Distinct().Count() == 1 ? types[0] : Typed.Exact(types.Max(t => new Typed(new SqlExpression.Missing(), t).Scale));
    }
}
