using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every directive exists and is allowed at its place.</summary>
internal sealed class KnownDirectives : Rule
{
    public override void Enter(IReadOnlyList<DirectiveNode> directives, Types.Definitions.DirectiveLocation location)
    {
        foreach (var directive in directives)
        {
            if (!Context.Schema.Directives.TryGetValue(directive.Name, out var known))
                Report($"Unknown directive \"@{directive.Name}\".", directive.Offset);
            else if (!known.Locations.Contains(location))
                Report(
                    $"Directive \"@{directive.Name}\" may not be used on {Types.Definitions.DirectiveLocations.NameOf(location)}.",
                    directive.Offset);
        }
    }
}
