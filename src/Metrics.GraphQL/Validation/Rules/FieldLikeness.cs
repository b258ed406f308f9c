using System.Text;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>What two fields under one response key must have in common, as text for comparison.</summary>
internal static class FieldLikeness
{
    /// <summary>The type's wrappers, with its name if it is a leaf; null when the type is unknown.</summary>
    public static string? Shape(CollectedField field) => field.Shape ??= field.Definition is null ? null : Shape(field.Definition.Type);

    /// <summary>The field's name and arguments, independent of the arguments' order.</summary>
    public static string Question(CollectedField field)
    {
        if (field.Question is not null)
            return field.Question;
        var text = new StringBuilder(field.Node.Name.Value);
        foreach (var argument in field.Node.Arguments.OrderBy(a => a.Name.Value, StringComparer.Ordinal))
            Append(text.Append('\n').Append(argument.Name.Value).Append(':'), argument.Value);
        return field.Question = text.ToString();
    }

    private static string Shape(GraphType type) => type switch
    {
        NonNullType nonNull => Shape(nonNull.Of) + "!",
        ListType list => $"[{Shape(list.Item)}]",
        LeafType leaf => leaf.Name,
        _ => "{}",
    };

    private static void Append(StringBuilder text, ValueNode value)
    {
        switch (value)
        {
            case ListNode list:
                text.Append('[');
                foreach (var item in list.Values)
                    Append(text, item);
                text.Append(']');
                break;
            case ObjectNode fields:
                text.Append('{');
                foreach (var field in fields.Fields.OrderBy(f => f.Name, StringComparer.Ordinal))
                    Append(text.Append(field.Name).Append(':'), field.Value);
                text.Append('}');
                break;
            default:
                text.Append(value is StringNode { IsBlock: true } ? "block" : "").Append(value).Append(' ');
                break;
        }
    }
}
