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
        // A field that possible types have is likelier meant than a similar name.
        var types = parent.PossibleTypes.Where(t => !ReferenceEquals(t, parent) && t.FindField(name) is not null).Take(3).ToList();
        var hint = (parent as Types.ObjectType)?.Absent.TryGetValue(name, out var why) == true ? $" {why}"
            : types.Count > 0
            ? $" Did you mean to use an inline fragment on {string.Join(" or ", types.Select(t => $"\"{t}\""))}?"
            : parent is Types.FieldsType known ? Suggestions.For(name, known.Fields.Select(f => f.Name)) : "";
        Report($"Cannot query field \"{name}\" on type \"{parent.Name}\".{hint}", field.Offset);
    }
}
