using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>A field of a built schema.</summary>
internal sealed class Field(
    string parent, FieldDefinition definition, GraphType type, IReadOnlyList<InputValue> arguments, string? deprecationReason)
{
    public string Name { get; } = definition.Name;

    /// <summary>The name of the type it belongs to, for messages.</summary>
    public string Parent { get; } = parent;

    public string? Description { get; } = definition.Description;

    public GraphType Type { get; } = type;

    public IReadOnlyList<InputValue> Arguments { get; } = arguments;

    public string? DeprecationReason { get; } = deprecationReason;

    public Resolver? Resolve { get; } = definition.Resolve;

    public Func<object, object?>? Read { get; } = definition.Read;

    public string? Example { get; } = definition.Example;

    public int Cost { get; } = definition.Cost;

    public int Fanout { get; } = definition.Fanout;

    public object? Tag { get; } = definition.Tag;

    public InputValue? FindArgument(string name) => Arguments.FirstOrDefault(a => a.Name == name);
}

/// <summary>A directive of a built schema.</summary>
internal sealed class SchemaDirective(DirectiveDefinition definition, IReadOnlyList<InputValue> arguments)
{
    public string Name { get; } = definition.Name;

    public string? Description { get; } = definition.Description;

    public bool IsRepeatable { get; } = definition.IsRepeatable;

    public IReadOnlyList<DirectiveLocation> Locations { get; } = definition.Locations;

    public IReadOnlyList<InputValue> Arguments { get; } = arguments;

    public InputValue? FindArgument(string name) => Arguments.FirstOrDefault(a => a.Name == name);
}
