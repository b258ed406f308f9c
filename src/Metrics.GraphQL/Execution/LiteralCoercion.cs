using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Execution;

/// <summary>Converts a literal to the value that resolvers get, with variables filled in (specification, input coercion).</summary>
internal static class LiteralCoercion
{
    public static bool TryCoerce(ValueNode node, GraphType type, IReadOnlyDictionary<string, object?>? variables, out object? value)
    {
        value = null;
        if (node is VariableNode variable)
        {
            // Validation ensures that variables have a fitting type; only null may still be wrong here.
            return variables is not null && variables.TryGetValue(variable.Name, out value)
                && (value is not null || type is not NonNullType);
        }
        if (node is NullNode)
            return type is not NonNullType;
        return type.Nullable switch
        {
            ListType list => TryCoerceList(node, list.Item, variables, out value),
            InputType input => TryCoerceObject(node, input, variables, out value),
            LeafType leaf => TryCoerceLeaf(node, leaf, variables, out value),
            _ => false,
        };
    }

    private static bool TryCoerceList(ValueNode node, GraphType item, IReadOnlyDictionary<string, object?>? variables, out object? value)
    {
        value = null;
        List<object?> items = [];
        // A single value is accepted as a list of one.
        foreach (var itemNode in node is ListNode list ? list.Values : [node])
        {
            if (IsMissing(itemNode, variables))
            {
                if (item is NonNullType)
                    return false;
                items.Add(null);
            }
            else if (TryCoerce(itemNode, item, variables, out var itemValue))
            {
                items.Add(itemValue);
            }
            else
            {
                return false;
            }
        }
        value = items;
        return true;
    }

    private static bool TryCoerceObject(ValueNode node, InputType type, IReadOnlyDictionary<string, object?>? variables, out object? value)
    {
        value = null;
        if (node is not ObjectNode given)
            return false;
        Dictionary<string, object?> entries = [];
        foreach (var field in type.Fields)
        {
            var fieldNode = given.Fields.LastOrDefault(f => f.Name == field.Name);
            if (fieldNode is null || IsMissing(fieldNode.Value, variables))
            {
                if (!field.TryReadDefault() || (field.Type is NonNullType && !field.HasDefault))
                    return false;
                if (field.HasDefault)
                    entries[field.Name] = field.Default;
            }
            else if (TryCoerce(fieldNode.Value, field.Type, variables, out var fieldValue))
            {
                entries[field.Name] = fieldValue;
            }
            else
            {
                return false;
            }
        }
        value = entries;
        return true;
    }

    private static bool TryCoerceLeaf(ValueNode node, LeafType leaf, IReadOnlyDictionary<string, object?>? variables, out object? value)
    {
        try
        {
            value = leaf.Parse(ScalarInput.Of(node, variables), ValuePrinter.Brief(node));
            return true;
        }
        catch (GraphQLException)
        {
            value = null;
            return false;
        }
    }

    private static bool IsMissing(ValueNode node, IReadOnlyDictionary<string, object?>? variables) =>
        node is VariableNode variable && variables?.ContainsKey(variable.Name) != true;
}
