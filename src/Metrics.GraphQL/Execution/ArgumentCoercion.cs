using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Execution;

/// <summary>
/// Converts the arguments of a field or directive to the values that resolvers get (specification, CoerceArgumentValues).
/// </summary>
internal static class ArgumentCoercion
{
    public static IReadOnlyDictionary<string, object?> None { get; } = new Dictionary<string, object?>();

    public static IReadOnlyDictionary<string, object?> Coerce(
        IReadOnlyList<InputValue> known, IReadOnlyList<ArgumentNode> given, int offset, IReadOnlyDictionary<string, object?> variables)
    {
        if (known.Count == 0)
            return None;
        Dictionary<string, object?> values = [];
        foreach (var argument in known)
        {
            var node = given.LastOrDefault(a => a.Name.Value == argument.Name)?.Value;
            var variable = node as VariableNode;
            var isMissing = node is null || (variable is not null && !variables.ContainsKey(variable.Name));
            if (isMissing)
            {
                if (argument.HasDefault)
                    values[argument.Name] = argument.Default;
                else if (argument.Type is NonNullType)
                    throw Wrong(
                        argument, variable is null
                            ? "was not provided" : $"was provided the variable \"${variable.Name}\" which was not provided a runtime value",
                            node?.Offset ?? offset);
                continue;
            }
            var isNull = node is NullNode || (variable is not null && variables[variable.Name] is null);
            if (isNull && argument.Type is NonNullType)
                throw Wrong(argument, "must not be null", node!.Offset);
            if (!LiteralCoercion.TryCoerce(node!, argument.Type, variables, out var value))
                throw Wrong(argument, $"has invalid value {ValuePrinter.Brief(node!)}", node!.Offset);
            values[argument.Name] = value;
        }
        return values;
    }

    private static GraphQLException Wrong(InputValue argument, string problem, int offset) =>
        new($"Argument \"{argument.Name}\" of type \"{argument.Type}\" {problem}.") { Offset = offset };
}
