using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>A selected field exists on the type it is selected from.</summary>
internal sealed class FieldsOnCorrectType : Rule
{
    public override void Enter(FieldNode field)
    {
        if (Scope.Parent is not { } parent || Scope.Field is not null)
            return;
        var name = field.Name.Value;
        var problem = $"Cannot query field \"{name}\" on type \"{parent.Name}\".";
        if (parent is Types.NamedType type && type.Absent(name) is { Count: > 0 } why)
        {
            Report(problem, why, field.Offset);
            return;
        }

        // A field of a possible type is more likely meant than a similar name.
        var types = parent.PossibleTypes.Where(t => !ReferenceEquals(t, parent) && t.FindField(name) is not null).Take(3).ToList();
        var hint = types.Count > 0
            ? $" Did you mean to use an inline fragment on {string.Join(" or ", types.Select(t => $"\"{t}\""))}?"
            : parent is Types.FieldsType known ? Suggestions.For(name, known.Fields.Select(f => f.Name)) : "";
        Report($"{problem}{hint}", field.Offset);
    }
}
