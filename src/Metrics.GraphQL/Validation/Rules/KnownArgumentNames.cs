using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every argument is defined on its field or directive.</summary>
internal sealed class KnownArgumentNames : Rule
{
    public override void Enter(FieldNode field)
    {
        if (Scope.Field is { } known && Scope.Parent is { } parent)
            Check(field.Arguments, [.. known.Arguments.Select(a => a.Name)], $"field \"{parent.Name}.{known.Name}\"");
    }

    public override void Enter(IReadOnlyList<DirectiveNode> directives, Types.Definitions.DirectiveLocation location)
    {
        foreach (var directive in directives)
        {
            if (Context.Schema.Directives.TryGetValue(directive.Name, out var known))
                Check(directive.Arguments, [.. known.Arguments.Select(a => a.Name)], $"directive \"@{known.Name}\"");
        }
    }

    private void Check(IReadOnlyList<ArgumentNode> arguments, List<string> known, string owner)
    {
        foreach (var argument in arguments.Where(a => !known.Contains(a.Name.Value)))
            Report(
                $"Unknown argument \"{argument.Name.Value}\" on {owner}.{Suggestions.For(argument.Name.Value, known)}",
                argument.Name.Offset);
    }
}
