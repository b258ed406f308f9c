using System.Text.Json;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Execution;

/// <summary>A selected field, after fragments are expanded and <c>@skip</c> and <c>@include</c> are applied.</summary>
public sealed class SelectedField
{
    private readonly ExecutionRun run;
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectType, IReadOnlyList<SelectedField>> selections = [];
    private IReadOnlyDictionary<string, object?>? arguments;

    internal SelectedField(ExecutionRun run, Field definition, FieldNode node)
    {
        this.run = run;
        Definition = definition;
        Nodes = [node];
    }

    /// <summary>The field's name in the schema.</summary>
    public string Name => Definition.Name;

    /// <summary>The key of its value in the response: the alias, or the name.</summary>
    public string ResponseKey => Nodes[0].ResponseKey;

    /// <summary>Its type, such as <c>[Metric!]!</c>.</summary>
    public string Type => Definition.Type.ToString()!;

    /// <summary>The object that the schema's author attached to the field.</summary>
    public object? Tag => Definition.Tag;

    /// <summary>The arguments, with variables and defaults filled in; throws <see cref="GraphQLException"/> if that fails.</summary>
    public IReadOnlyDictionary<string, object?> Arguments =>
        arguments ??= ArgumentCoercion.Coerce(Definition.Arguments, Nodes[0].Arguments, Nodes[0].Offset, run.Variables);

    /// <summary>The fields selected below a field of an object type; empty for a leaf.</summary>
    public IReadOnlyList<SelectedField> Selection => Definition.Type.Innermost switch
    {
        ObjectType type => SelectionOn(type),
        LeafType => [],
        var type => throw new InvalidOperationException($"{type} is abstract: ask for the selection on one of its types."),
    };

    internal Field Definition { get; }

    /// <summary>Every occurrence of the field under this response key.</summary>
    internal List<FieldNode> Nodes { get; }

    internal JsonEncodedText EncodedKey => Nodes[0].EncodedKey;

    /// <summary>The fields selected below for values of an object type.</summary>
    public IReadOnlyList<SelectedField> SelectionOn(string type) =>
        SelectionOn(
            run.Schema.FindType(type) as ObjectType ?? throw new ArgumentException($"There is no object type '{type}'.", nameof(type)));

    /// <summary>An argument's value, or the type's default when it was not given.</summary>
    public T? Argument<T>(string name) => Arguments.TryGetValue(name, out var value) && value is not null ? (T)value : default;

    internal IReadOnlyList<SelectedField> SelectionOn(ObjectType type)
    {
        lock (gate)
        {
            if (!selections.TryGetValue(type, out var fields))
                selections[type] = fields = SelectionCollector.Collect(run, type, Nodes.Select(n => n.Selections).OfType<SelectionSet>());
            return fields;
        }
    }
}
