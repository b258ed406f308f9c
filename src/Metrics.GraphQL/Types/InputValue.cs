using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>An argument or an input field of a built schema.</summary>
internal sealed class InputValue(InputValueDefinition definition, GraphType type, string? deprecationReason)
{
    private readonly ValueNode? literal = definition.Default;
    private object? value;
    private State state;

    private enum State
    {
        Unread,
        Reading,
        Read,
        Wrong,
    }

    public string Name { get; } = definition.Name;

    public string? Description { get; } = definition.Description;

    public GraphType Type { get; } = type;

    public string? DeprecationReason { get; } = deprecationReason;

    public bool HasDefault => literal is not null;

    public bool IsRequired => Type is NonNullType && !HasDefault;

    /// <summary>The default as resolvers get it. Read on demand: it may need the defaults of other types, but never itself.</summary>
    public object? Default =>
        TryReadDefault() ? value : throw new InvalidOperationException($"The default of '{Name}' is not of type {Type}.");

    public bool TryReadDefault()
    {
        if (state is State.Unread && literal is not null)
        {
            state = State.Reading;
            state = LiteralCoercion.TryCoerce(literal, Type, null, out value) ? State.Read : State.Wrong;
        }
        return literal is null || state == State.Read;
    }
}
