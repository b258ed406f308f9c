namespace Metrics.GraphQL.Preparation;

/// <summary>
/// The size of a selection with its fragments expanded. Numbers are capped, since fragments can multiply them beyond any integer.
/// </summary>
/// <param name="Depth">How deeply fields are nested.</param>
/// <param name="Fields">The number of fields.</param>
/// <param name="Aliases">The number of fields with an alias.</param>
/// <param name="Cost">The total cost of the fields.</param>
/// <param name="SchemaLists">How deeply introspection lists are nested, each of which multiplies the response.</param>
internal readonly record struct Shape(int Depth, long Fields, long Aliases, long Cost, int SchemaLists)
{
    private const long Most = 1_000_000_000;

    public Shape And(Shape other) => new(
        Math.Max(Depth, other.Depth),
        Math.Min(Fields + other.Fields, Most),
        Math.Min(Aliases + other.Aliases, Most),
        Math.Min(Cost + other.Cost, Most),
        Math.Max(SchemaLists, other.SchemaLists));

    /// <summary>The shape of a field whose selection has this shape.</summary>
    public Shape Under(bool isAliased, int cost, int fanout, bool isSchemaList) => new(
        Depth + 1,
        Math.Min(Fields + 1, Most),
        Math.Min(Aliases + (isAliased ? 1 : 0), Most),
        Math.Min(cost + (Cost * fanout), Most),
        SchemaLists + (isSchemaList ? 1 : 0));
}
