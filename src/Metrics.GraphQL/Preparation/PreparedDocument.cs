using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Validation;

namespace Metrics.GraphQL.Preparation;

/// <summary>A document after all checks that need no variables: either ready to run or refused.</summary>
/// <param name="Document">The document, when it could be parsed.</param>
/// <param name="Errors">The reasons why it is refused.</param>
/// <param name="IntrospectionAt">The offset at which it asks for the schema; null if it does not.</param>
internal sealed record PreparedDocument(Document? Document, IReadOnlyList<GraphQLError> Errors, int? IntrospectionAt = null)
{
    public static PreparedDocument Prepare(Schema schema, ReadOnlyMemory<byte> bytes, EngineOptions options)
    {
        if (bytes.Length > options.MaxDocumentBytes)
            return new(null, [new(ErrorKind.Limit, $"The document has {bytes.Length} bytes; {options.MaxDocumentBytes} are allowed.")]);
        // The limits are checked before validation, because they bound its cost.
        var document = Document.Parse(bytes, new ParserLimits(options.MaxTokens, ParserLimits.SafeNesting), out var problem);
        problem ??= DocumentLimits.Check(schema, document!, options);
        if (problem is not null)
            return new(document, [problem]);
        return new(document, Validator.Check(schema, document!), IntrospectionUse.Find(document!));
    }
}
