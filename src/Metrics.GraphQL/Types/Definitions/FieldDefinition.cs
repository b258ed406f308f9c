using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>Yields a field's value.</summary>
/// <param name="context">The field's parent, arguments, selection and place.</param>
/// <param name="ct">Cancelled when the caller goes away.</param>
public delegate ValueTask<object?> Resolver(ResolveContext context, CancellationToken ct);

/// <summary>A field of an object type or an interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, such as <c>"[Metric!]!"</c>.</param>
/// <remarks>Without <see cref="Resolve"/> and <see cref="Read"/> the value is looked up by name in a parent that is a dictionary.</remarks>
public sealed record FieldDefinition(string Name, TypeReference Type)
{
    /// <summary>What it yields.</summary>
    public string? Description { get; init; }

    /// <summary>What callers may pass.</summary>
    public IReadOnlyList<InputValueDefinition> Arguments { get; init; } = [];

    /// <summary>Yields the value, perhaps from far away.</summary>
    public Resolver? Resolve { get; init; }

    /// <summary>Reads the value off the parent; the fast way for fields without arguments of types that are not a root.</summary>
    public Func<object, object?>? Read { get; init; }

    /// <summary>Why it should no longer be used; null when it may be.</summary>
    public string? DeprecationReason { get; init; }

    /// <summary>How it is asked, with every argument that must be given; shown to whoever leaves one out.</summary>
    public string? Example { get; init; }

    /// <summary>What selecting it once costs.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>By how much it multiplies the cost of what is selected below it, as lists do.</summary>
    public int Fanout { get; init; } = 1;

    /// <summary>Whatever the schema's author wants back from <see cref="SelectedField.Tag"/>.</summary>
    public object? Tag { get; init; }

    internal IReadOnlyList<DirectiveNode> Applied { get; init; } = [];
}
