namespace Metrics.GraphQL.Preparation;

/// <summary>How large a selection is with its fragments expanded. Numbers saturate: fragments can multiply beyond any integer.</summary>
/// <param name="Depth">How deep fields nest.</param>
/// <param name="Fields">How many fields there are.</param>
/// <param name="Aliases">How many of them have an alias.</param>
/// <param name="Cost">What they cost together.</param>
/// <param name="SchemaLists">How deep lists of introspection nest, each of which multiplies the response.</param>
internal readonly record struct Shape(int Depth, long Fields, long Aliases, long Cost, int SchemaLists)
{
    private const long Most = 1_000_000_000;

    public Shape And(Shape other) => new(
        Math.Max(Depth, other.Depth),
        Math.Min(Fields + other.Fields, Most),
        Math.Min(Aliases + other.Aliases, Most),
        Math.Min(Cost + other.Cost, Most),
        Math.Max(SchemaLists, other.SchemaLists));

    /// <summary>The same below one more field.</summary>
    public Shape Under(bool isAliased, int cost, int fanout, bool isSchemaList) => new(
        Depth + 1,
        Math.Min(Fields + 1, Most),
        Math.Min(Aliases + (isAliased ? 1 : 0), Most),
        Math.Min(cost + (Cost * fanout), Most),
        SchemaLists + (isSchemaList ? 1 : 0));
}
