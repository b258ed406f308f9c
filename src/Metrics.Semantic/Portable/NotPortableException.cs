namespace Metrics.Semantic.Portable;

/// <summary>Something in a statement is not known to mean the same to an engine as to the store of its tables.</summary>
/// <param name="word">What it is, for people: <c>to_char</c>, <c>column tags</c>, <c>/ of exact numbers</c>.</param>
public sealed class NotPortableException(string word) : Exception($"{word} is not known to mean the same on every engine")
{
    /// <summary>What it is.</summary>
    public string Word => word;
}
