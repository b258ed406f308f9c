using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every variable that an operation defines is used by it.</summary>
internal sealed class NoUnusedVariables : Rule
{
    public override void LeaveDocument()
    {
        foreach (var operation in Document.Operations.Where(o => o.Variables.Count > 0))
        {
            var used = Context.UsagesIn(operation).Select(u => u.Node.Name).ToHashSet();
            var by = operation.Name is null ? "" : $" in operation \"{operation.Name.Value}\"";
            foreach (var variable in operation.Variables.Where(v => !used.Contains(v.Variable.Name)))
                Report($"Variable \"${variable.Variable.Name}\" is never used{by}.", variable.Offset);
        }
    }
}
