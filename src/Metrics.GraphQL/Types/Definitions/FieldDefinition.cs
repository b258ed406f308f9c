using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>Computes a field's value.</summary>
/// <param name="context">The field's parent, arguments, selection and place.</param>
/// <param name="ct">Cancelled when the caller goes away.</param>
public delegate ValueTask<object?> Resolver(ResolveContext context, CancellationToken ct);

/// <summary>A field of an object type or an interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, such as <c>"[Metric!]!"</c>.</param>
/// <remarks>Without <see cref="Resolve"/> and <see cref="Read"/> the value is looked up by name in a parent that is a dictionary.</remarks>
public sealed record FieldDefinition(string Name, TypeReference Type)
{
    /// <summary>What it contains, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>The arguments it takes.</summary>
    public IReadOnlyList<InputValueDefinition> Arguments { get; init; } = [];

    /// <summary>Computes the value, asynchronously if needed.</summary>
    public Resolver? Resolve { get; init; }

    /// <summary>Reads the value from the parent. Faster, for fields without arguments on types that are not root types.</summary>
    public Func<object, object?>? Read { get; init; }

    /// <summary>Why it should no longer be used; null when it is not deprecated.</summary>
    public string? DeprecationReason { get; init; }

    /// <summary>An example with all required arguments, shown as a hint when one is missing.</summary>
    public string? Example { get; init; }

    /// <summary>The cost of selecting it once.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>The factor by which it multiplies the cost of its selection; for lists the expected number of items.</summary>
    public int Fanout { get; init; } = 1;

    /// <summary>Any object of the schema's author, available as <see cref="SelectedField.Tag"/>.</summary>
    public object? Tag { get; init; }

    internal IReadOnlyList<DirectiveNode> Applied { get; init; } = [];
}
