using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>No two fragments have the same name.</summary>
internal sealed class UniqueFragmentNames : Rule
{
    public override void EnterDocument()
    {
        foreach (var same in Document.Executables.OfType<FragmentNode>().GroupBy(f => f.Name.Value).Where(g => g.Count() > 1))
            Report($"There can be only one fragment named \"{same.Key}\".", [.. same.Select(f => f.Name.Offset)]);
    }
}
