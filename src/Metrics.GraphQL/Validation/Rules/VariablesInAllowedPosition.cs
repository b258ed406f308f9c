using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>A variable's type fits every place where it is used.</summary>
internal sealed class VariablesInAllowedPosition : Rule
{
    public override void LeaveDocument()
    {
        foreach (var operation in Document.Operations.Where(o => o.Variables.Count > 0))
        {
            var definitions = operation.Variables.GroupBy(v => v.Variable.Name).ToDictionary(g => g.Key, g => g.Last());
            foreach (var usage in Context.UsagesIn(operation))
            {
                if (usage.Expected is { } expected
                    && definitions.TryGetValue(usage.Node.Name, out var definition)
                    && Context.Schema.FindType(definition.Type) is { } type
                    && !IsAllowed(type, definition.Default, expected, usage.HasDefault))
                {
                    Report($"Variable \"${usage.Node.Name}\" of type \"{type}\" used in position expecting type \"{expected}\".",
                        definition.Offset, usage.Node.Offset);
                }
            }
        }
    }

    /// <summary>Specification, IsVariableUsageAllowed: a default on either side allows a nullable variable at a non-null place.</summary>
    private static bool IsAllowed(Types.GraphType variable, ValueNode? variableDefault, Types.GraphType expected, bool placeHasDefault)
    {
        if (expected is not Types.NonNullType nonNull || variable is Types.NonNullType)
            return variable.IsSubtypeOf(expected);
        var hasValue = variableDefault is not (null or NullNode) || placeHasDefault;
        return hasValue && variable.IsSubtypeOf(nonNull.Of);
    }
}
