using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>An operation without a name is the only one in its document.</summary>
internal sealed class LoneAnonymousOperation : Rule
{
    public override void Enter(OperationNode operation)
    {
        if (operation.Name is null && Document.Operations.Count > 1)
            Report("This anonymous operation must be the only defined operation.", operation.Offset);
    }
}
