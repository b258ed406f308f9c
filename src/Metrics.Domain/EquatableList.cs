using System.Collections;
using System.Runtime.CompilerServices;

namespace Metrics.Domain;

/// <summary>
/// An immutable list that compares by its items, so that records holding one are values: <c>EquatableList&lt;string&gt; keys = ["id"];</c>
/// </summary>
[CollectionBuilder(typeof(EquatableList), nameof(EquatableList.Create))]
public readonly struct EquatableList<T> : IReadOnlyList<T>, IEquatable<EquatableList<T>>
{
    private readonly T[]? _items;

    internal EquatableList(T[] items) => _items = items;

    /// <summary>The empty list.</summary>
    public static EquatableList<T> Empty => default;

    /// <summary>The number of items.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The item at a zero-based position.</summary>
    public T this[int index] => (_items ?? [])[index];

    /// <summary>The items as a span, without copying.</summary>
    public ReadOnlySpan<T> AsSpan() => _items;

    /// <summary>Equal when both hold equal items in the same order.</summary>
    public bool Equals(EquatableList<T> other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in AsSpan())
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Prints the items in brackets: <c>[id, name]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Item-wise equality.</summary>
    public static bool operator ==(EquatableList<T> left, EquatableList<T> right) => left.Equals(right);

    /// <summary>Item-wise inequality.</summary>
    public static bool operator !=(EquatableList<T> left, EquatableList<T> right) => !left.Equals(right);
}

/// <summary>Builds <see cref="EquatableList{T}"/> from collection expressions and sequences.</summary>
public static class EquatableList
{
    /// <summary>Copies the items; collection expressions call it.</summary>
    public static EquatableList<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? default : new(items.ToArray());

    /// <summary>Copies a sequence into a list that compares by its items.</summary>
    public static EquatableList<T> ToEquatableList<T>(this IEnumerable<T> items) => new(items.ToArray());
}
