namespace Metrics.GraphQL.Language;

/// <summary>
/// The most tokens that a parser accepts, and the deepest nesting of brackets, which protects its recursion from a stack overflow.
/// </summary>
internal readonly record struct ParserLimits(int Tokens, int Nesting)
{
    /// <summary>Nesting that is safe on any stack; no document is parsed deeper.</summary>
    public const int SafeNesting = 200;

    public static ParserLimits None { get; } = new(int.MaxValue, SafeNesting);
}
