using System.Collections;

namespace Metrics.Domain.Results;

/// <summary>The values of one column, one for each row; where <see cref="IsNull"/> is true the value has no meaning.</summary>
/// <remarks>
/// A closed hierarchy: texts, JSON and decimals (their digits) as strings, whole numbers and booleans as longs, doubles, dates, moments.
/// </remarks>
public abstract class ColumnValues
{
    private readonly BitArray? _nulls;

    private ColumnValues(int count, BitArray? nulls) => (Count, _nulls) = (count, nulls);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>True when the row has no value in this column.</summary>
    public bool IsNull(int row) => _nulls is not null && _nulls[row];

    /// <summary>Approximate bytes held, to bound a cache by.</summary>
    public abstract long Bytes { get; }

    /// <summary>Strings, JSON documents and exact decimals (as digits: <c>1234.50</c>).</summary>
    /// <remarks>A creator that shares equal texts may pass the bytes they take; otherwise each text counts.</remarks>
    public sealed class Texts(string[] items, int count, BitArray? nulls, long? bytes = null) : ColumnValues(count, nulls)
    {
        /// <summary>The values.</summary>
        public ReadOnlySpan<string> Items => items.AsSpan(0, Count);

        /// <inheritdoc/>
        public override long Bytes { get; } = bytes ?? items.Take(count).Sum(i => 32L + 2L * (i?.Length ?? 0));
    }

    /// <summary>Whole numbers; booleans as 0 and 1.</summary>
    public sealed class Integers(long[] items, int count, BitArray? nulls) : ColumnValues(count, nulls)
    {
        /// <summary>The values.</summary>
        public ReadOnlySpan<long> Items => items.AsSpan(0, Count);

        /// <inheritdoc/>
        public override long Bytes => 8L * items.Length;
    }

    /// <summary>Binary floating point numbers, finite.</summary>
    public sealed class Doubles(double[] items, int count, BitArray? nulls) : ColumnValues(count, nulls)
    {
        /// <summary>The values.</summary>
        public ReadOnlySpan<double> Items => items.AsSpan(0, Count);

        /// <inheritdoc/>
        public override long Bytes => 8L * items.Length;
    }

    /// <summary>Calendar days.</summary>
    public sealed class Dates(DateOnly[] items, int count, BitArray? nulls) : ColumnValues(count, nulls)
    {
        /// <summary>The values.</summary>
        public ReadOnlySpan<DateOnly> Items => items.AsSpan(0, Count);

        /// <inheritdoc/>
        public override long Bytes => 4L * items.Length;
    }

    /// <summary>Moments with their offset in the query's zone.</summary>
    public sealed class Moments(DateTimeOffset[] items, int count, BitArray? nulls) : ColumnValues(count, nulls)
    {
        /// <summary>The values.</summary>
        public ReadOnlySpan<DateTimeOffset> Items => items.AsSpan(0, Count);

        /// <inheritdoc/>
        public override long Bytes => 16L * items.Length;
    }
}
