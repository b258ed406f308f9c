namespace Metrics.GraphQL.Language;

/// <summary>Carries the first syntax problem out of the recursive parser; the methods that start the parser always catch it.</summary>
internal sealed class SyntaxException : Exception
{
    public SyntaxException(string message, int offset, bool isLimit = false) : base(message) =>
        (Offset, IsLimit) = (offset, isLimit);

    public int Offset { get; }

    /// <summary>True when a limit was exceeded: the document may be well formed, but is larger than allowed.</summary>
    public bool IsLimit { get; }
}
