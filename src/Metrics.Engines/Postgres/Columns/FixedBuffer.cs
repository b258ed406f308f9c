using System.Runtime.CompilerServices;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>A column whose values are all of one width.</summary>
internal abstract class FixedBuffer<T>(int ordinal) : ColumnBuffer(ordinal)
    where T : struct
{
    private GrowingBuffer<T> _items = new();

    public sealed override void Dispose() => _items.Return();

    protected T[] Items() => _items.ToArray();

    protected int Add(T item)
    {
        _items.Add(item);
        return Unsafe.SizeOf<T>();
    }

    protected sealed override int AppendNull() => Add(default);

    /// <summary>A value that answers cannot show becomes null, and the answer says so.</summary>
    protected int Bend(string why)
    {
        Bent ??= why;
        return Skip();
    }
}
