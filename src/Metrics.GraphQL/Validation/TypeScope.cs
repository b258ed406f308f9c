using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Validation;

/// <summary>The types at the current node of the walk; null where the document names something unknown.</summary>
internal sealed class TypeScope(Schema schema)
{
    private readonly Stack<(GraphType? Type, bool HasDefault)> inputs = new();
    private readonly Stack<Field?> fields = new();

    /// <summary>The output type of the current field, fragment or operation.</summary>
    public GraphType? Type { get; private set; }

    /// <summary>The type from which the current selection set selects.</summary>
    public ICompositeType? Parent { get; private set; }

    public Field? Field => fields.TryPeek(out var top) ? top : null;

    public SchemaDirective? Directive { get; private set; }

    /// <summary>The type that the current value should have.</summary>
    public GraphType? Input => inputs.TryPeek(out var input) ? input.Type : null;

    public bool InputHasDefault => inputs.TryPeek(out var input) && input.HasDefault;

    /// <summary>The type that the surrounding value should have.</summary>
    public GraphType? ParentInput => inputs.Skip(1).FirstOrDefault().Type;

    public (GraphType? Type, ICompositeType? Parent) Enter(GraphType? type)
    {
        var before = (Type, Parent);
        Type = type is { IsOutput: true } ? type : null;
        return before;
    }

    public void EnterSelections() => Parent = Type?.Innermost as ICompositeType;

    public (GraphType? Type, ICompositeType? Parent) Enter(FieldNode node)
    {
        var field = Parent is null ? null : schema.FindField(Parent, node.Name.Value);
        fields.Push(field);
        return Enter(field?.Type);
    }

    public void LeaveField() => fields.Pop();

    public void Leave((GraphType? Type, ICompositeType? Parent) before) => (Type, Parent) = before;

    public void EnterDirective(DirectiveNode node) => Directive = schema.Directives.GetValueOrDefault(node.Name);

    public void LeaveDirective() => Directive = null;

    public void EnterVariable(TypeReference reference)
    {
        var type = schema.FindType(reference);
        Push(type, false);
    }

    public void EnterArgument(string name)
    {
        // An unknown directive's arguments are read as the field's: this gives the same errors as the reference implementation.
        var argument = Directive is null ? Field?.FindArgument(name) : Directive.FindArgument(name);
        Push(argument?.Type, argument?.HasDefault ?? false);
    }

    public void EnterList()
    {
        var nullable = Input?.Nullable;
        Push(nullable is ListType list ? list.Item : nullable, false);
    }

    public void EnterInputField(string name)
    {
        var field = (Input?.Innermost as InputType)?.FindField(name);
        Push(field?.Type, field?.HasDefault ?? false);
    }

    public void LeaveInput() => inputs.Pop();

    private void Push(GraphType? type, bool hasDefault) => inputs.Push((type is { IsInput: true } ? type : null, hasDefault));
}
