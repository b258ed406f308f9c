using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every literal value has the type that its place expects.</summary>
internal sealed class ValuesOfCorrectType : Rule
{
    /// <summary>A list or object that is wrong as a whole, so that errors inside it are not reported.</summary>
    private ValueNode? wrong;

    public override void Enter(ValueNode value)
    {
        if (wrong is not null)
            return;
        switch (value)
        {
            case VariableNode:
                break;
            case ListNode when Scope.ParentInput?.Nullable is not Types.ListType:
                wrong = value;
                CheckLeaf(value);
                break;
            case ListNode:
                break;
            case ObjectNode when Scope.Input?.Innermost is not Types.InputType:
                wrong = value;
                CheckLeaf(value);
                break;
            case ObjectNode fields:
                CheckFields(fields, (Types.InputType)Scope.Input!.Innermost);
                break;
            case NullNode when Scope.Input is Types.NonNullType:
                Report($"Expected value of type \"{Scope.Input}\", found null.", value.Offset);
                break;
            case NullNode:
                break;
            default:
                CheckLeaf(value);
                break;
        }
    }

    public override void Leave(ValueNode value)
    {
        if (ReferenceEquals(value, wrong))
            wrong = null;
    }

    public override void Enter(ObjectFieldNode field)
    {
        if (wrong is not null || Scope.Input is not null || Scope.ParentInput?.Innermost is not Types.InputType type)
            return;
        var problem = $"Field \"{field.Name}\" is not defined by type \"{type}\".";
        if (type.Absent(field.Name) is { Count: > 0 } why)
            Report(problem, why, field.Offset);
        else
            Report($"{problem}{Suggestions.For(field.Name, type.Fields.Select(f => f.Name))}", field.Offset);
    }

    private void CheckFields(ObjectNode fields, Types.InputType type)
    {
        foreach (var missing in type.Fields.Where(f => f.IsRequired && !fields.Fields.Any(given => given.Name == f.Name)))
            Report($"Field \"{type}.{missing.Name}\" of required type \"{missing.Type}\" was not provided.", fields.Offset);
    }

    private void CheckLeaf(ValueNode value)
    {
        if (Scope.Input is not { } expected)
            return;
        if (expected.Innermost is not Types.LeafType leaf)
        {
            var hint = (expected.Innermost as Types.InputType)?.Hint;
            Report($"Expected value of type \"{expected}\", found {ValuePrinter.Brief(value)}.", hint, value.Offset);
            return;
        }
        try
        {
            leaf.Parse(Types.Definitions.ScalarInput.Of(value, null), ValuePrinter.Brief(value));
        }
        catch (GraphQLException e)
        {
            Report(e.Message, e.Extensions, value.Offset);
            foreach (var more in e.Others)
                Report(more.Message, more.Extensions, value.Offset);
        }
    }
}
