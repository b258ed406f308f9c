using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every variable that an operation uses is defined by it.</summary>
internal sealed class NoUndefinedVariables : Rule
{
    public override void LeaveDocument()
    {
        foreach (var operation in Document.Operations)
        {
            var defined = operation.Variables.Select(v => v.Variable.Name).ToHashSet();
            var by = operation.Name is null ? "" : $" by operation \"{operation.Name.Value}\"";
            foreach (var usage in Context.UsagesIn(operation).Where(u => !defined.Contains(u.Node.Name)))
                Report($"Variable \"${usage.Node.Name}\" is not defined{by}.", usage.Node.Offset, operation.Offset);
        }
    }
}
