using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every fragment that is spread is defined.</summary>
internal sealed class KnownFragmentNames : Rule
{
    public override void Enter(SpreadNode spread)
    {
        if (Document.Fragment(spread.Name.Value) is null)
            Report($"Unknown fragment \"{spread.Name.Value}\".", spread.Name.Offset);
    }
}
