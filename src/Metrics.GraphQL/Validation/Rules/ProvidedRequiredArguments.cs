using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every required argument is given.</summary>
internal sealed class ProvidedRequiredArguments : Rule
{
    public override void Leave(FieldNode field)
    {
        if (Scope.Field is not { } known)
            return;
        foreach (var missing in Missing(known.Arguments, field.Arguments))
        {
            Report(
                $"Field \"{known.Name}\" argument \"{missing.Name}\" of type \"{missing.Type}\" is required, but it was not provided.",
                known.Example is null ? null : new Dictionary<string, object?> { ["hint"] = $"ask such as {known.Example}" }, field.Offset);
        }
    }

    public override void Enter(IReadOnlyList<DirectiveNode> directives, Types.Definitions.DirectiveLocation location)
    {
        foreach (var directive in directives)
        {
            if (!Context.Schema.Directives.TryGetValue(directive.Name, out var known))
                continue;
            foreach (var missing in Missing(known.Arguments, directive.Arguments))
                Report(
                    $"Directive \"@{known.Name}\" argument \"{missing.Name}\" of type \"{missing.Type}\" is required, but it was not "
                    + $"provided.", directive.Offset);
        }
    }

    private static IEnumerable<Types.InputValue> Missing(IReadOnlyList<Types.InputValue> known, IReadOnlyList<ArgumentNode> given) =>
        known.Where(a => a.IsRequired && !given.Any(g => g.Name.Value == a.Name));
}
