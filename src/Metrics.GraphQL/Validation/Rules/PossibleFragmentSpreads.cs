using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>A fragment is spread only where its type may occur.</summary>
internal sealed class PossibleFragmentSpreads : Rule
{
    public override void Enter(InlineFragmentNode fragment)
    {
        if (Scope.Type is Types.ICompositeType type)
            Check(type, "Fragment", fragment.Offset);
    }

    public override void Enter(SpreadNode spread)
    {
        if (Document.Fragment(spread.Name.Value) is { } fragment
            && Context.Schema.FindType(fragment.Condition) is Types.ICompositeType type)
            Check(type, $"Fragment \"{spread.Name.Value}\"", spread.Offset);
    }

    private void Check(Types.ICompositeType type, string label, int offset)
    {
        if (Scope.Parent is { } parent && !ReferenceEquals(type, parent) && !type.PossibleTypes.Overlaps(parent.PossibleTypes))
            Report($"{label} cannot be spread here as objects of type \"{parent.Name}\" can never be of type \"{type.Name}\".", offset);
    }
}
