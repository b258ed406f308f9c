using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Validation;

namespace Metrics.GraphQL.Preparation;

/// <summary>A document after all checks that need no variables: ready to run, or refused.</summary>
/// <param name="Document">The document, when it could be parsed.</param>
/// <param name="Errors">Why it is refused.</param>
/// <param name="IntrospectionAt">Where it asks for the schema, if it does.</param>
internal sealed record PreparedDocument(Document? Document, IReadOnlyList<GraphQLError> Errors, int? IntrospectionAt = null)
{
    public static PreparedDocument Prepare(Schema schema, ReadOnlyMemory<byte> bytes, EngineOptions options)
    {
        if (bytes.Length > options.MaxDocumentBytes)
            return new(null, [new(ErrorKind.Limit, $"The document has {bytes.Length} bytes; {options.MaxDocumentBytes} are allowed.")]);
        // The limits come before validation: they are what keeps it from being costly.
        var document = Document.Parse(bytes, new ParserLimits(options.MaxTokens, ParserLimits.SafeNesting), out var problem);
        problem ??= DocumentLimits.Check(schema, document!, options);
        if (problem is not null)
            return new(document, [problem]);
        return new(document, Validator.Check(schema, document!), IntrospectionUse.Find(document!));
    }
}
