namespace Metrics.Refresh.Connectors.Files;

/// <summary>Natural sort order of names: digits are compared as numbers, so that <c>2.csv</c> comes before <c>10.csv</c>, and all else by
/// character code.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    private NaturalOrder()
    {
    }

    public int Compare(string? left, string? right)
    {
        var a = left.AsSpan();
        var b = right.AsSpan();
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var first = Part(a);
            var second = Part(b);
            var areNumbers = char.IsAsciiDigit(first[0]) && char.IsAsciiDigit(second[0]);
            var order = areNumbers ? Numbers(first, second) : first.SequenceCompareTo(second);
            if (order != 0)
                return order;
            a = a[first.Length..];
            b = b[second.Length..];
        }

        // Names that differ in leading zeros only still need an order: that of their texts.
        return a.IsEmpty && b.IsEmpty ? string.CompareOrdinal(left, right) : a.Length.CompareTo(b.Length);
    }

    // The leading run of digits, or one other character.
    private static ReadOnlySpan<char> Part(ReadOnlySpan<char> text)
    {
        if (!char.IsAsciiDigit(text[0]))
            return text[..1];
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text : text[..end];
    }

    private static int Numbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
