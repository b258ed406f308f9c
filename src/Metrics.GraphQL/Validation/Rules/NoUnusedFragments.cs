using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every fragment is used by an operation, directly or through others.</summary>
internal sealed class NoUnusedFragments : Rule
{
    public override void LeaveDocument()
    {
        var used = Document.Operations.SelectMany(Context.FragmentsOf).Select(f => f.Name.Value).ToHashSet();
        foreach (var fragment in Document.Executables.OfType<FragmentNode>().Where(f => !used.Contains(f.Name.Value)))
            Report($"Fragment \"{fragment.Name.Value}\" is never used.", fragment.Offset);
    }
}
