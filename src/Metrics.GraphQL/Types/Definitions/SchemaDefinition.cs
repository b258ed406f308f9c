namespace Metrics.GraphQL.Types.Definitions;

/// <summary>Names the root types. Without it they are <c>Query</c>, <c>Mutation</c> and <c>Subscription</c>.</summary>
public sealed record SchemaDefinition : Definition
{
    /// <summary>Type names by operation (<c>query</c>, <c>mutation</c>, <c>subscription</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Roots { get; init; } = [];

    internal override bool IsEmpty => base.IsEmpty && Roots.Count == 0;

    internal override string Label => "schema";
}
