using System.Globalization;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Portable;

/// <summary>The casts of authors on which the engines agree for every value.</summary>
internal static class Casts
{
    public static Typed To(Typed of, DataType type)
    {
        if (of.Literal is not null)
            return Literals.As(of, type);
        if (of.Type.Kind == DataKind.Unknown)
            return Literals.Of(of, type is { Kind: DataKind.Decimal, Scale: null } ? Typed.Exact(0) : type);
        return (of.Type.Kind, type.Kind) switch
        {
            // Without a precision, the number keeps its decimal places.
            (DataKind.Integer or DataKind.Decimal, DataKind.Decimal) when type.Precision is null => of.As(Typed.Exact(of.Scale)),
            (DataKind.Integer or DataKind.Decimal, DataKind.Integer or DataKind.Decimal or DataKind.Double) => of.As(type),
            // Of exact numbers only whole ones: the store writes each of the others with the decimal places of its value.
            (DataKind.Integer, DataKind.Text) => of.As(type),
            // Both engines round halves to even. The first cast is to 64 bits, since one engine wraps around at the limits of narrower
            // types.
            (DataKind.Double, DataKind.Integer) => of.As(DataType.Integer).As(type),
            (DataKind.Double, DataKind.Double) => of.As(type),
            (DataKind.Boolean, DataKind.Boolean or DataKind.Text) => of.As(type),
            (DataKind.Boolean, DataKind.Integer) when type.Bits == 32 => of.As(type),
            (DataKind.Integer, DataKind.Boolean) when of.Type.Bits == 32 => of.As(type),
            (DataKind.Text, DataKind.Text) => of.As(type),
            (DataKind.Uuid, DataKind.Text or DataKind.Uuid) => of.As(type),
            (DataKind.Date, DataKind.Date or DataKind.LocalTime) => of.As(type),
            (DataKind.LocalTime, DataKind.Date or DataKind.LocalTime) => of.As(type),
            (DataKind.Instant, DataKind.Instant) => of,
            _ => throw new NotPortableException($"a cast of {TypeRules.Name(of.Type)} to {TypeRules.Name(type)}"),
        };
    }
}

/// <summary>The names of types in authors' casts.</summary>
internal static class TypeWords
{
    public static DataType Read(AuthoredParser parser)
    {
        var word = parser.Peek(0);
        if (word.Kind != AuthoredTokenKind.Word)
            throw parser.Unknown();
        parser.TakeWord(word.Text);
        var type = word.Text switch
        {
            "boolean" or "bool" => DataType.Boolean,
            "smallint" or "int2" => DataType.Integer with { Bits = 16 },
            "integer" or "int" or "int4" => DataType.SmallInteger,
            "bigint" or "int8" => DataType.Integer,
            "numeric" or "decimal" => Digits(parser),
            "double" when parser.TakeWord("precision") => DataType.Double,
            "float8" => DataType.Double,
            "text" => DataType.Text,
            "varchar" => DataType.Text,
            "character" when parser.TakeWord("varying") => DataType.Text,
            "date" => DataType.Date,
            "timestamp" when !parser.Peek(0).IsWord("with") => Local(parser),
            "uuid" => new DataType(DataKind.Uuid),
            _ => throw new NotPortableException($"a cast to {word.Text}"),
        };
        // A length, a precision of seconds, or an array.
        return parser.Peek(0).Is("(") || parser.Peek(0).Is("[")
            ? throw new NotPortableException($"a cast to {word.Text}{parser.Peek(0).Text}…") : type;
    }

    private static DataType Digits(AuthoredParser parser)
    {
        if (!parser.Take("("))
            return DataType.Decimal;
        var precision = Count(parser);
        var scale = parser.Take(",") ? Count(parser) : 0;
        parser.Expect(")");
        return precision <= PortableSelect.MostDigits && scale <= precision
            ? DataType.Decimal with { Precision = precision, Scale = scale }
                : throw new NotPortableException($"numeric({precision},{scale})");
    }

    private static int Count(AuthoredParser parser)
    {
        var token = parser.Peek(0);
        if (token.Kind != AuthoredTokenKind.Number
            || !int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw parser.Unknown();
        parser.Skip();
        return count;
    }

    private static DataType Local(AuthoredParser parser)
    {
        if (parser.TakeWord("without") && !(parser.TakeWord("time") && parser.TakeWord("zone")))
            throw parser.Unknown();
        return DataType.LocalTime;
    }
}
