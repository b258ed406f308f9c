using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Metrics.GraphQL.Introspection;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>Prints a schema in the reference implementation's layout.</summary>
internal static class SchemaPrinter
{
    public static string Print(Schema schema) => string.Join("\n\n",
        new[] { Header(schema) }.OfType<string>()
            .Concat(schema.DirectiveList.Where(d => !BuiltInDirectives.Contains(d.Name)).Select(Print))
            .Concat(schema.Types.Where(IsOwn).Select(Print)));

    /// <summary>An input value's default in GraphQL syntax, or null.</summary>
    public static string? Default(InputValue value) => value.HasDefault ? DefaultPrinter.Print(value.Default, value.Type) : null;

    private static bool IsOwn(NamedType type) =>
        !IntrospectionTypes.Contains(type.Name) && !BuiltInScalars.All.Any(s => s.Name == type.Name);

    private static string? Header(Schema schema)
    {
        var (query, mutation, subscription) = schema.Roots;
        if (schema.Description is null && query.Name == "Query" && mutation is null or { Name: "Mutation" }
            && subscription is null or { Name: "Subscription" })
            return null;
        var roots = new[] { ("query", query), ("mutation", mutation), ("subscription", subscription) };
        var lines = roots.Where(r => r.Item2 is not null).Select(r => $"  {r.Item1}: {r.Item2}");
        return $"{Description(schema.Description)}schema{Block(lines)}";
    }

    private static string Print(NamedType type) => Description(type.Description) + type switch
    {
        ScalarType scalar =>
            $"scalar {scalar}{(scalar.SpecifiedBy is null ? "" : $" @specifiedBy(url: {ValuePrinter.Quote(scalar.SpecifiedBy)})")}",
        ObjectType fields => $"type {fields}{Implements(fields)}{Fields(fields)}",
        InterfaceType fields => $"interface {fields}{Implements(fields)}{Fields(fields)}",
        UnionType union => $"union {union} = {string.Join(" | ", union.Members)}",
        EnumType choice =>
            $"enum {choice}" + Block(choice.Values.Select((v, i) =>
                $"{Description(v.Description, "  ", i == 0)}  {v.Name}{Deprecated(v.DeprecationReason)}")),
        InputType input =>
            $"input {input}{Block(input.Fields.Select((f, i) => $"{Description(f.Description, "  ", i == 0)}  {Print(f)}"))}",
        _ => throw new UnreachableException(),
    };

    private static string Print(SchemaDirective directive) =>
        $"{Description(directive.Description)}directive @{directive.Name}{Arguments(directive.Arguments, "")}"
        + $"{(directive.IsRepeatable ? " repeatable" : "")} on {string.Join(" | ", directive.Locations.Select(DirectiveLocations.NameOf))}";

    private static string Implements(FieldsType type) =>
        type.Interfaces.Count == 0 ? "" : $" implements {string.Join(" & ", type.Interfaces)}";

    private static string Fields(FieldsType type) => Block(type.Fields.Select((f, i) =>
        $"{Description(f.Description, "  ", i == 0)}  {f.Name}{Arguments(f.Arguments, "  ")}: {f.Type}{Deprecated(f.DeprecationReason)}"));

    private static string Arguments(IReadOnlyList<InputValue> arguments, string indent)
    {
        if (arguments.Count == 0)
            return "";
        if (arguments.All(a => string.IsNullOrEmpty(a.Description)))
            return $"({string.Join(", ", arguments.Select(Print))})";
        var lines = arguments.Select((a, i) => $"{Description(a.Description, "  " + indent, i == 0)}  {indent}{Print(a)}");
        return $"(\n{string.Join('\n', lines)}\n{indent})";
    }

    private static string Print(InputValue value) =>
        $"{value.Name}: {value.Type}{(Default(value) is { } text ? $" = {text}" : "")}{Deprecated(value.DeprecationReason)}";

    private static string Deprecated(string? reason) => reason switch
    {
        null => "",
        BuiltInDirectives.DefaultReason => " @deprecated",
        _ => $" @deprecated(reason: {ValuePrinter.Quote(reason)})",
    };

    private static string Block(IEnumerable<string> lines) => $" {{\n{string.Join('\n', lines)}\n}}";

    private static string Description(string? text, string indent = "", bool isFirst = true)
    {
        if (text is null)
            return "";
        var printed = BlockString.CanHold(text) ? BlockString.Print(text) : ValuePrinter.Quote(text);
        var gap = indent.Length > 0 && !isFirst ? "\n" : "";
        return $"{gap}{indent}{printed.Replace("\n", "\n" + indent, StringComparison.Ordinal)}\n";
    }
}

/// <summary>Writes a coerced value as a literal of its type.</summary>
internal static class DefaultPrinter
{
    public static string Print(object? value, GraphType type) => (type, value) switch
    {
        (_, null) => "null",
        (NonNullType nonNull, _) => Print(value, nonNull.Of),
        (ListType list, IEnumerable items and not string) =>
            $"[{string.Join(", ", items.Cast<object?>().Select(item => Print(item, list.Item)))}]",
        (ListType list, _) => Print(value, list.Item),
        (InputType input, IReadOnlyDictionary<string, object?> entries) => $"{{{string.Join(", ", input.Fields
            .Where(f => entries.ContainsKey(f.Name))
            .Select(f => $"{f.Name}: {Print(entries[f.Name], f.Type)}"))}}}",
        (EnumType choice, _) => (string)choice.Serialize(value)!,
        (LeafType leaf, _) => PrintLeaf(leaf.Serialize(value), leaf.Name == "ID"),
        _ => throw new InvalidOperationException($"'{value}' is no value of {type}."),
    };

    private static string PrintLeaf(object? value, bool isId) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text when isId && IsWhole(text) => text,
        string text => ValuePrinter.Quote(text),
        double number => Number(number),
        IReadOnlyDictionary<string, object?> entries =>
            $"{{{string.Join(", ", entries.Select(e => $"{e.Key}: {PrintLeaf(e.Value, isId: false)}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(item => PrintLeaf(item, isId: false)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsWhole(string text) =>
        text is "0"
            || (text.TrimStart('-') is [>= '1' and <= '9', ..] digits && digits.Length >= text.Length - 1 && digits.All(char.IsAsciiDigit));

    /// <summary>The shortest digits, with an exponent only where JavaScript would write one too.</summary>
    private static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!text.Contains('E', StringComparison.Ordinal))
            return text;
        var size = Math.Abs(number);
        return size is >= 1e-6 and < 1e21
            ? number.ToString("0." + new string('#', 30), CultureInfo.InvariantCulture)
            : text.Replace("E", "e", StringComparison.Ordinal).Replace("e-0", "e-", StringComparison.Ordinal);
    }
}
