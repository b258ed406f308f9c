using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>
/// The functions that are known to give the same result on every engine, with the types for which they do. Others run only on the engine
/// that the author wrote for: <c>lower</c> depends on a locale, <c>to_char</c> on patterns, <c>now</c> on the moment.
/// </summary>
internal static class Functions
{
    private static readonly FrozenDictionary<string, Func<IReadOnlyList<Typed>, Typed?>> Known =
        new Dictionary<string, Func<IReadOnlyList<Typed>, Typed?>>(StringComparer.Ordinal)
        {
            ["coalesce"] = a => a.Count > 0 ? OfAlike("coalesce", a) with { IsNeverZero = a.All(x => x.IsNeverZero) } : null,
            ["greatest"] = a => Most("greatest", a),
            ["least"] = a => Most("least", a),
            ["nullif"] = NullIf,
            ["abs"] = a => a is [{ Type.IsNumber: true } x] ? Make("abs", x.Type, x) : null,
            ["round"] = Round,
            ["floor"] = a => ToWhole("floor", a),
            ["ceil"] = a => ToWhole("ceil", a),
            ["ceiling"] = a => ToWhole("ceil", a),
            ["length"] = Length,
            ["char_length"] = Length,
            ["substring"] = Substring,
            ["substr"] = Substring,
            ["left"] = a => Side("left", a),
            ["right"] = a => Side("right", a),
            ["trim"] = a => Trimmed("trim", a),
            ["btrim"] = a => Trimmed("trim", a),
            ["ltrim"] = a => Trimmed("ltrim", a),
            ["rtrim"] = a => Trimmed("rtrim", a),
            ["replace"] = a => a.Count == 3 && a.All(IsText) && a[1].Literal is { Length: > 0 } ? Make("replace", DataType.Text, [.. a])
                : null,
            ["concat"] = a => a.Count > 0 && a.All(IsText) ? Make("concat", DataType.Text, [.. a]) : null,
            ["strpos"] = a => a.Count == 2 && a.All(IsText) && a[1].Literal is { Length: > 0 }
                ? Make("strpos", DataType.Integer, [.. a]).As(DataType.SmallInteger) : null,
            ["date_trunc"] = Truncate,
            ["date_part"] = a => a is [{ Literal: { } part }, var time] ? Operators.Extract(part, time).As(DataType.Double) : null,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of the functions, for the documentation and its test.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    public static Typed Call(string function, IReadOnlyList<Typed> arguments) =>
        Known.TryGetValue(function, out var make) && make(arguments) is { } made ? made
            : throw new NotPortableException(Known.ContainsKey(function)
                ? $"{function}({string.Join(", ", arguments.Select(a => TypeRules.Name(a.Type)))})" : function);

    /// <summary>Alternative values, as in <c>coalesce</c>, cast to their common type.</summary>
    public static (IReadOnlyList<Typed> Values, DataType Type) Alike(IReadOnlyList<Typed> values, string word)
    {
        // Quoted texts get the type of the others.
        var known = TypeRules.Common(values.Where(v => v.Literal is null).Select(v => v.Type), word);
        if (known.Kind == DataKind.Unknown && values.Any(v => v.Literal is not null))
            known = DataType.Text;
        return known.Kind == DataKind.Unknown ? (values, known)
            : ([.. values.Select(v =>
                v.Literal is not null || v.Type.Kind == DataKind.Unknown ? Literals.Of(v, known) : v.As(known))], known);
    }

    private static Typed OfAlike(string function, IReadOnlyList<Typed> arguments)
    {
        var (values, type) = Alike(arguments, function);
        return Make(function, type, [.. values]);
    }

    // An enumeration has its own order, and the order of texts depends on their locale.
    private static Typed? Most(string function, IReadOnlyList<Typed> arguments) =>
        arguments.Count > 0 && OfAlike(function, arguments) is { Type.Kind: not (DataKind.Other or DataKind.Text) } most ? most : null;

    private static Typed? NullIf(IReadOnlyList<Typed> arguments)
    {
        if (arguments is not [var of, var by])
            return null;
        var (left, right) = Literals.Beside(of, by);
        if (!TypeRules.AreComparable(left.Type, right.Type))
            return null;
        // A number has the type it is compared in: a whole one becomes exact beside an exact one, and any becomes a double beside a double.
        var wide = (left.Type.Kind, right.Type.Kind) switch
        {
            (DataKind.Integer, DataKind.Decimal) => left.As(Typed.Exact(0)),
            (DataKind.Integer or DataKind.Decimal, DataKind.Double) => left.As(DataType.Double),
            _ => left,
        };
        return Make("nullif", wide.Type, wide, right) with { IsNeverZero = right.Constant == 0 };
    }

    private static Typed? Round(IReadOnlyList<Typed> arguments) => arguments switch
    {
        [{ Type.Kind: DataKind.Decimal } of] => Rounded(of, 0),
        [{ Type.Kind: DataKind.Decimal } of,
            { Constant: >= 0 and <= PortableSelect.MostDigits } places] when decimal.IsInteger(places.Constant.Value) =>
            Rounded(of, (int)places.Constant.Value),
        _ => null,
    };

    /// <summary>An exact number rounded to a number of decimal places, halves away from zero.</summary>
    public static Typed Rounded(Typed of, int places)
    {
        var sql = new SqlExpression.Call("round", [of.Sql, new SqlExpression.Number(places)]);
        // The cast fixes the type: one engine keeps the precision, and another leaves it open.
        return new Typed(new SqlExpression.Cast(sql, Typed.Exact(places)), Typed.Exact(places));
    }

    private static Typed? ToWhole(string function, IReadOnlyList<Typed> arguments) => arguments switch
    {
        [{ Type.Kind: DataKind.Decimal } of] => Make(function, of.Type, of) is var made
            ? new Typed(new SqlExpression.Cast(made.Sql, Typed.Exact(0)), Typed.Exact(0)) : null,
        [{ Type: { Kind: DataKind.Double, Bits: 64 } } of] => Make(function, DataType.Double, of),
        _ => null,
    };

    private static Typed? Length(IReadOnlyList<Typed> arguments) =>
        arguments is [var text] && IsText(text) ? Make("length", DataType.Integer, text).As(DataType.SmallInteger) : null;

    private static Typed? Substring(IReadOnlyList<Typed> arguments) =>
        arguments.Count is 2 or 3 && IsText(arguments[0])
            // Engines disagree on starts before the first character and on negative lengths.
            && arguments.Skip(1).All(a => a.Constant is >= 1 && a.Type is { Kind: DataKind.Integer, Bits: 32 })
            ? Make("substring", DataType.Text, [.. arguments]) : null;

    private static Typed? Side(string function, IReadOnlyList<Typed> arguments) =>
        arguments is [var text, { Constant: >= 0, Type: { Kind: DataKind.Integer, Bits: 32 } } count] && IsText(text)
            ? Make(function, DataType.Text, text, count) : null;

    private static Typed? Trimmed(string function, IReadOnlyList<Typed> arguments) =>
        // Without this argument one engine removes other kinds of white space too.
        arguments is [var text] && IsText(text) ? Make(function, DataType.Text, text, Literals.Text(" ")) : null;

    private static Typed? Truncate(IReadOnlyList<Typed> arguments)
    {
        // For a date the store returns a moment in the session's zone.
        if (arguments is not [{ Literal: not null } unit, { Type.Kind: DataKind.LocalTime } time])
            return null;
        var grain = Literals.Grain(unit);
        var truncated = new SqlExpression.Truncate(grain, time.Sql);
        return grain.IsDateLike()
            ? new Typed(new SqlExpression.Cast(truncated, DataType.LocalTime), DataType.LocalTime)
                : new Typed(truncated, DataType.LocalTime);
    }

    private static bool IsText(Typed of) => of.Type.Kind == DataKind.Text;

    private static Typed Make(string function, DataType type, params Typed[] arguments) =>
        new(new SqlExpression.Call(function, arguments.Select(a => a.Sql).ToEquatableList()), type);
}
