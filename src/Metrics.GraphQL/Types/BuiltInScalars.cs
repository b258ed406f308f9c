using System.Buffers;
using System.Globalization;
using System.Text;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>The five scalars that every schema has (specification, section 3.5).</summary>
internal static class BuiltInScalars
{
    private const int LongestShown = 40;
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static IReadOnlyList<ScalarDefinition> All { get; } =
    [
        new("String")
        {
            Description =
                "The `String` scalar type represents textual data, represented as UTF-8 character sequences. The String type is most "
                + "often used by GraphQL to represent free-form human-readable text.",
            Serialize = SerializeString,
            Parse = input => input.Kind == ScalarInputKind.Text ? Text(input)
                : throw Wrong("String cannot represent a non string value", input, Quoted(input)),
        },
        new("Int")
        {
            Description =
                "The `Int` scalar type represents non-fractional signed whole numeric values. Int can represent values between -(2^31) "
                + "and 2^31 - 1.",
            Serialize = SerializeInt,
            Parse = ParseInt,
        },
        new("Float")
        {
            Description =
                "The `Float` scalar type represents signed double-precision fractional values as specified by [IEEE "
                + "754](https://en.wikipedia.org/wiki/IEEE_floating_point).",
            Serialize = SerializeFloat,
            Parse = ParseFloat,
        },
        new("Boolean")
        {
            Description = "The `Boolean` scalar type represents `true` or `false`.",
            Serialize = SerializeBoolean,
            Parse = input => input.Kind == ScalarInputKind.Boolean
                ? input.Value : throw Wrong("Boolean cannot represent a non boolean value", input),
        },
        new("ID")
        {
            Description =
                "The `ID` scalar type represents a unique identifier, often used to refetch an object or as key for a cache. The ID type "
                + "appears in a JSON response as a String; however, it is not intended to be human-readable. When expected as an input "
                + "type, any string (such as `\"4\"`) or integer (such as `4`) input value will be accepted as an ID.",
            Serialize = SerializeId,
            Parse = input => input.Kind is ScalarInputKind.Text or ScalarInputKind.Integer
                ? Text(input) : throw Wrong("ID cannot represent a non-string and non-integer value", input),
        },
    ];

    // Escape sequences can produce invalid text: a zero character, or half of a surrogate pair. Our resolvers cannot handle either.
    private static string Text(ScalarInput input) => input.Text is { } text && text.AsSpan().IndexOf('\0') < 0 && IsUnicode(text)
        ? text
        : throw new GraphQLException("String cannot represent what is no text: a zero character or half of a surrogate pair");

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
                return false;
            text = text[length..];
        }

        return true;
    }

    private static object SerializeString(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        double.NaN or double.PositiveInfinity or double.NegativeInfinity => throw Cannot("String", value),
        int or long or short or byte or uint or double or float or decimal => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw Cannot("String", value),
    };

    private static object SerializeInt(object value) => value switch
    {
        int whole => whole,
        bool flag => flag ? 1 : 0,
        long or short or byte or uint => Narrow(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        double or float or decimal => Narrow(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        string text when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => Narrow(number),
        _ => throw Cannot("Int", value),
    };

    private static object SerializeFloat(object value) => value switch
    {
        double number when !double.IsFinite(number) => throw Cannot("Float", value),
        float number when !float.IsFinite(number) => throw Cannot("Float", value),
        int or long or short or byte or uint or double or float or decimal => value,
        bool flag => flag ? 1 : 0,
        string text when double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => throw Cannot("Float", value),
    };

    private static object SerializeBoolean(object value) => value switch
    {
        bool flag => flag,
        int or long or short or byte or uint or double or float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
        _ => throw Cannot("Boolean", value),
    };

    private static object SerializeId(object value) => value switch
    {
        string text => text,
        int or long or short or byte or uint => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        Guid id => id.ToString(),
        _ => throw Cannot("ID", value),
    };

    private static object ParseInt(ScalarInput input)
    {
        // JSON does not distinguish 1 from 1.0, so variables may use either; GraphQL literals do distinguish them.
        if (input.Kind != ScalarInputKind.Integer && (input.Kind != ScalarInputKind.Float || input.IsLiteral))
            throw Wrong("Int cannot represent non-integer value", input, Unquoted(input.Text));
        return Narrow(ScalarInput.Double(input.Text!));
    }

    private static object ParseFloat(ScalarInput input)
    {
        if (input.Kind is not (ScalarInputKind.Integer or ScalarInputKind.Float))
            throw Wrong("Float cannot represent non numeric value", input, Unquoted(input.Text));
        var number = ScalarInput.Double(input.Text!);
        // A number that a double cannot hold is kept with all its digits, so that a value from an answer can be used in a condition.
        return decimal.TryParse(input.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && Kept(number) != exact
            ? exact
            : number;
    }

    private static decimal? Kept(double number) =>
        decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var kept)
            ? kept
            : null;

    private static int Narrow(double number) =>
        number != Math.Truncate(number) ? throw Cannot("Int", number)
        : number is > int.MaxValue or < int.MinValue
            ? throw new GraphQLException(
                $"Int cannot represent non 32-bit signed integer value: {number.ToString(CultureInfo.InvariantCulture)}")
            : (int)number;

    private static GraphQLException Cannot(string type, object value) =>
        new($"{type} cannot represent value: {Convert.ToString(value, CultureInfo.InvariantCulture)}");

    private static GraphQLException Wrong(string what, ScalarInput input, string? hint = null) =>
        new($"{what}: {input.Text ?? input.Kind.ToString().ToLowerInvariant()}",
            hint is null ? null : new Dictionary<string, object?> { ["hint"] = hint });

    private static string? Quoted(ScalarInput input) => input is
    {
        Kind: ScalarInputKind.Integer or ScalarInputKind.Float or ScalarInputKind.Boolean or ScalarInputKind.Name,
        Text: { Length: <= LongestShown } text,
    } ? $"a text is written in double quotes: \"{text}\"" : null;

    // A number in quotes, possibly with the decimal comma that many countries use.
    private static string? Unquoted(string? text) => text is { Length: <= LongestShown } && text.Replace(',', '.') is var number
        && double.TryParse(number, Plain, CultureInfo.InvariantCulture, out _)
        ? $"a number is written without quotes, its decimals behind a point: {number}" : null;
}
