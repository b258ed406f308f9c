using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Variables have input types.</summary>
internal sealed class VariablesAreInputTypes : Rule
{
    public override void Enter(VariableDefinitionNode variable)
    {
        if (Context.Schema.FindType(variable.Type) is { IsInput: false })
            Report($"Variable \"${variable.Variable.Name}\" cannot be non-input type \"{variable.Type}\".", variable.Type.Offset);
    }
}
