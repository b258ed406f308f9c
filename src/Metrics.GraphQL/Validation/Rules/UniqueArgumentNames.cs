using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>No argument is given twice.</summary>
internal sealed class UniqueArgumentNames : Rule
{
    public override void Enter(FieldNode field) => Check(field.Arguments);

    public override void Enter(IReadOnlyList<DirectiveNode> directives, Types.Definitions.DirectiveLocation location)
    {
        foreach (var directive in directives)
            Check(directive.Arguments);
    }

    private void Check(IReadOnlyList<ArgumentNode> arguments)
    {
        if (arguments.Count < 2)
            return;
        foreach (var same in arguments.GroupBy(a => a.Name.Value).Where(g => g.Count() > 1))
            Report($"There can be only one argument named \"{same.Key}\".", [.. same.Select(a => a.Name.Offset)]);
    }
}
