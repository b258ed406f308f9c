using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Preparation;

/// <summary>Refuses operations that are too large, before any costly work on them.</summary>
internal static class DocumentLimits
{
    /// <summary>
    /// Enough for the introspection query of every tool. Each further level would multiply the response by the size of the schema.
    /// </summary>
    private const int MaxSchemaLists = 2;

    public static GraphQLError? Check(Schema schema, Document document, EngineOptions options)
    {
        var measure = new ShapeMeasure(schema, document);
        foreach (var operation in document.Operations)
        {
            var shape = measure.Measure(operation);
            // Execution recurses by field depth, so this limit applies whatever the options say.
            var maxDepth = Math.Min(options.MaxDepth, ParserLimits.SafeNesting);
            var problem = shape switch
            {
                _ when shape.Depth > maxDepth => $"nests {shape.Depth} fields deep; {maxDepth} are allowed",
                _ when shape.Fields > options.MaxFields => $"selects {Shown(shape.Fields)} fields; {options.MaxFields} are allowed",
                _ when shape.Aliases > options.MaxAliases => $"has {Shown(shape.Aliases)} aliases; {options.MaxAliases} are allowed",
                _ when shape.Cost > options.MaxCost => $"costs {Shown(shape.Cost)}; {options.MaxCost} is allowed",
                _ when shape.SchemaLists > MaxSchemaLists =>
                    $"nests {shape.SchemaLists} lists of introspection; {MaxSchemaLists} are allowed",
                _ => null,
            };
            if (problem is not null)
            {
                return new GraphQLError(ErrorKind.Limit, $"The operation, fragments expanded, {problem}.")
                {
                    Locations = [document.Source.LocationOf(operation.Offset)],
                };
            }
        }
        return null;
    }

    private static string Shown(long number) => number >= 1_000_000_000 ? "more than a billion" : $"{number}";
}
