using System.Diagnostics;
using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>Prints values on one line.</summary>
internal static class ValuePrinter
{
    public static string Print(ValueNode value) => value switch
    {
        IntNode number => number.Text,
        FloatNode number => number.Text,
        StringNode { IsBlock: true } text => BlockString.Print(text.Value),
        StringNode text => Quote(text.Value),
        BooleanNode flag => flag.Value ? "true" : "false",
        NullNode => "null",
        EnumNode name => name.Name,
        ListNode list => $"[{string.Join(", ", list.Values.Select(Print))}]",
        ObjectNode fields => $"{{{string.Join(", ", fields.Fields.Select(f => $"{f.Name}: {Print(f.Value)}"))}}}",
        VariableNode variable => "$" + variable.Name,
        _ => throw new UnreachableException(),
    };

    /// <summary>The value for use in a message; long values are cut.</summary>
    public static string Brief(ValueNode value)
    {
        const int Most = 200;
        var text = Print(value);
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or (>= '\u007F' and <= '\u009F') => quoted.Append($"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }
}
