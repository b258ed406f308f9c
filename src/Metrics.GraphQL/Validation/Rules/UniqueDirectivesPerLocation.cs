using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>A directive that is not repeatable occurs at most once at each place.</summary>
internal sealed class UniqueDirectivesPerLocation : Rule
{
    public override void Enter(IReadOnlyList<DirectiveNode> directives, Types.Definitions.DirectiveLocation location)
    {
        if (directives.Count < 2)
            return;
        foreach (var same in directives.GroupBy(d => d.Name).Where(g => g.Count() > 1))
        {
            if (Context.Schema.Directives.TryGetValue(same.Key, out var known) && !known.IsRepeatable)
                Report($"The directive \"@{same.Key}\" can only be used once at this location.", [.. same.Select(d => d.Offset)]);
        }
    }
}
