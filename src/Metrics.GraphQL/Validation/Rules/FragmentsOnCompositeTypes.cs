using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Fragments have type conditions on types with fields.</summary>
internal sealed class FragmentsOnCompositeTypes : Rule
{
    public override void Enter(FragmentNode fragment) => Check(fragment.Condition, $"Fragment \"{fragment.Name.Value}\"");

    public override void Enter(InlineFragmentNode fragment)
    {
        if (fragment.Condition is not null)
            Check(fragment.Condition, "Fragment");
    }

    private void Check(TypeReference.Named condition, string label)
    {
        if (Context.Schema.FindType(condition) is { } type and not Types.ICompositeType)
            Report($"{label} cannot condition on non composite type \"{type}\".", condition.Offset);
    }
}
