using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Leaves have no selection, everything else has one.</summary>
internal sealed class ScalarLeafs : Rule
{
    public override void Enter(FieldNode field)
    {
        if (Scope.Type is not { } type)
            return;
        var name = field.Name.Value;
        if (type.Innermost is Types.LeafType)
        {
            if (field.Selections is not null)
                Report($"Field \"{name}\" must not have a selection since type \"{type}\" has no subfields.", field.Selections.Offset);
        }
        else if (field.Selections is null)
        {
            Report(
                $"Field \"{name}\" of type \"{type}\" must have a selection of subfields. Did you mean \"{name} {{ ... }}\"?",
                field.Offset);
        }
    }
}
