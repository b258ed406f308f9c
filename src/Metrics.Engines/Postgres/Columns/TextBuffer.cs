using System.Collections;
using Metrics.Domain.Results;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>Texts; equal ones are stored once, as long as a column has few distinct ones.</summary>
internal class TextBuffer(int ordinal) : ColumnBuffer(ordinal)
{
    private const int MostDistinct = 4096;

    // Bytes of a reference in the array, and of a string's header and length.
    private const int Reference = 8;
    private const int Overhead = 22;

    private GrowingBuffer<string> _items = new();
    private Dictionary<string, string>? _known = [];
    private string _last = "";
    private long _bytes;

    public override bool Accepts(uint type) => true;

    public sealed override void Dispose() => _items.Return();

    protected override int Append(NpgsqlDataReader reader) => Add(reader.GetFieldValue<string>(Ordinal));

    protected sealed override int AppendNull() => Keep("", Reference);

    protected sealed override ColumnValues Build(BitArray? nulls) => new ColumnValues.Texts(_items.ToArray(), _items.Count, nulls, _bytes);

    protected int Add(string text)
    {
        // Sorted columns repeat their last value.
        if (string.Equals(text, _last, StringComparison.Ordinal))
            return Keep(_last, Reference);
        if (_known is not null && _known.TryGetValue(text, out var same))
            return Keep(same, Reference);
        if (_known is { Count: MostDistinct })
            _known = null;
        _known?.Add(text, text);
        return Keep(text, Reference + Overhead + (sizeof(char) * text.Length));
    }

    private int Keep(string text, int bytes)
    {
        _items.Add(_last = text);
        _bytes += bytes;
        return bytes;
    }
}
