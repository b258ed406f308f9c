using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>A document to be executed contains only operations and fragments.</summary>
internal sealed class ExecutableDefinitions : Rule
{
    public override void EnterDocument()
    {
        foreach (var definition in Document.TypeSystem)
            Report($"The \"{definition.Label}\" definition is not executable.", definition.Offset);
    }
}
