namespace Metrics.GraphQL;

/// <summary>What an engine allows and how it speaks of failure.</summary>
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

    /// <summary>The most an operation's fields may cost together, as the schema says what they cost.</summary>
    public long MaxCost { get; init; } = 100_000;

    /// <summary>Whether callers may ask for <c>__schema</c> and <c>__type</c>.</summary>
    public bool IsIntrospectionAllowed { get; init; } = true;

    /// <summary>How many checked documents are kept.</summary>
    public int CachedDocuments { get; init; } = 1_000;

    /// <summary>How many bytes of documents are kept; parsed, they take some forty times as much.</summary>
    public int CachedBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Puts an exception of a resolver into words for callers; null hides it as unexpected. The place to log it, too.</summary>
    public Func<Exception, GraphQLException?> Translate { get; init; } = _ => null;

    /// <summary>The stable <c>code</c> for errors that carry none of their own.</summary>
    public Func<ErrorKind, string?> CodeOf { get; init; } = _ => null;
}
