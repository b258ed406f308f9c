using System.Collections;
using System.Globalization;
using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types;

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
