namespace Metrics.GraphQL.Language;

/// <summary>Carries the first syntax problem out of the recursive parser; it never leaves <see cref="DocumentParser"/>'s doors.</summary>
internal sealed class SyntaxException : Exception
{
    public SyntaxException(string message, int offset, bool isLimit = false) : base(message) =>
        (Offset, IsLimit) = (offset, isLimit);

    public int Offset { get; }

    /// <summary>The document may be well formed but is larger than allowed.</summary>
    public bool IsLimit { get; }
}
