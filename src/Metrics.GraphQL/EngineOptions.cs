namespace Metrics.GraphQL;

/// <summary>The limits of an engine, and how it reports failures.</summary>
public sealed record EngineOptions
{
    /// <summary>The largest document, in bytes.</summary>
    public int MaxDocumentBytes { get; init; } = 256 * 1024;

    /// <summary>The most tokens in a document.</summary>
    public int MaxTokens { get; init; } = 15_000;

    /// <summary>How deep fields may nest, fragments expanded; never more than 200.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>The most fields in an operation, fragments expanded.</summary>
    public int MaxFields { get; init; } = 5_000;

    /// <summary>The most aliases in an operation, fragments expanded.</summary>
    public int MaxAliases { get; init; } = 500;

    /// <summary>The most that the fields of an operation may cost together; costs are defined in the schema.</summary>
    public long MaxCost { get; init; } = 100_000;

    /// <summary>Whether callers may use <c>__schema</c> and <c>__type</c>.</summary>
    public bool IsIntrospectionAllowed { get; init; } = true;

    /// <summary>How many checked documents are cached.</summary>
    public int CachedDocuments { get; init; } = 1_000;

    /// <summary>How many bytes of documents are cached; parsed, they need about forty times as much memory.</summary>
    public int CachedBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Translates a resolver's exception for callers; null hides it as unexpected. Also the place to log it.</summary>
    public Func<Exception, GraphQLException?> Translate { get; init; } = _ => null;

    /// <summary>The stable <c>code</c> for errors that have none.</summary>
    public Func<ErrorKind, string?> CodeOf { get; init; } = _ => null;
}
