using System.Buffers;
using System.Runtime.CompilerServices;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>Values in an array from a pool, which is exchanged for a larger one when full and returned at the end.</summary>
internal struct GrowingBuffer<T>()
{
    private T[] _items = [];

    public int Count { get; private set; }

    public void Add(T item)
    {
        if (Count == _items.Length)
            Grow();
        _items[Count++] = item;
    }

    public readonly T[] ToArray() => _items.AsSpan(0, Count).ToArray();

    public void Return()
    {
        if (_items.Length > 0)
            ArrayPool<T>.Shared.Return(_items, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        (_items, Count) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(64, _items.Length * 2));
        _items.AsSpan(0, Count).CopyTo(larger);
        var count = Count;
        Return();
        (_items, Count) = (larger, count);
    }
}
