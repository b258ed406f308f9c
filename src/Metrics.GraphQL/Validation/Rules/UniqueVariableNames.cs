using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Each variable of an operation is defined once.</summary>
internal sealed class UniqueVariableNames : Rule
{
    public override void Enter(OperationNode operation)
    {
        foreach (var same in operation.Variables.GroupBy(v => v.Variable.Name).Where(g => g.Count() > 1))
            Report($"There can be only one variable named \"${same.Key}\".", [.. same.Select(v => v.Offset)]);
    }
}
