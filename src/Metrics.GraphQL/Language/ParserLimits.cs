namespace Metrics.GraphQL.Language;

/// <summary>What a parser accepts: so many tokens, and brackets so deep that its recursion stays far from the stack's end.</summary>
internal readonly record struct ParserLimits(int Tokens, int Nesting)
{
    /// <summary>Nesting that no stack minds; nothing is ever parsed deeper.</summary>
    public const int SafeNesting = 200;

    public static ParserLimits None { get; } = new(int.MaxValue, SafeNesting);
}
