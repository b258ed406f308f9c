using System.Collections;
using System.Globalization;
using DuckDB.NET.Data;
using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Engines.DuckDb;

/// <summary>One column's values while rows arrive.</summary>
internal abstract class DuckDbColumn(int ordinal)
{
    private const long ADay = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;
    private static readonly long FirstDay = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long LastDay = (DateTime.MaxValue.Date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly List<bool> _nulls = [];
    private bool _hasNulls;

    protected int Ordinal => ordinal;

    /// <summary>Why values of the column became null, in one sentence; null while none did.</summary>
    public string? Bent { get; protected set; }

    public static DuckDbColumn For(ResultColumn column, int ordinal, DataType stored, TimeZoneInfo zone) => column.Type switch
    {
        ValueType.String or ValueType.Json or ValueType.Decimal => new OfTexts(ordinal, stored, column.IsQuotient),
        ValueType.Integer or ValueType.Boolean => new OfIntegers(ordinal, stored),
        ValueType.Double => new OfDoubles(ordinal, stored),
        ValueType.Date => new OfDates(ordinal),
        _ => new OfMoments(ordinal, stored.Kind == DataKind.Instant, zone),
    };

    /// <summary>Reads the value in the reader's row; returns the bytes that it takes in memory.</summary>
    public int Read(DuckDBDataReader reader)
    {
        var isNull = reader.IsDBNull(ordinal) || !TryAdd(reader);
        if (isNull)
            AddNull();
        _nulls.Add(isNull);
        _hasNulls |= isNull;
        return Width;
    }

    public ColumnValues Build() => Build(_nulls.Count, _hasNulls ? new BitArray(_nulls.ToArray()) : null);

    /// <summary>The bytes that the last value takes.</summary>
    protected abstract int Width { get; }

    /// <summary>False for a value that answers cannot show.</summary>
    protected abstract bool TryAdd(DuckDBDataReader reader);

    protected abstract void AddNull();

    protected abstract ColumnValues Build(int rows, BitArray? nulls);

    private abstract class Fixed<T>(int ordinal, int width) : DuckDbColumn(ordinal)
    {
        protected List<T?> Items { get; } = [];

        protected override int Width => width;

        protected override void AddNull() => Items.Add(default);
    }

    private sealed class OfTexts(int ordinal, DataType stored, bool isTrimmed) : Fixed<string>(ordinal, 0)
    {
        private const int MostDistinct = 4096;
        private const int Reference = 8;
        private const int Overhead = 22;
        private Dictionary<string, string>? _known = new(StringComparer.Ordinal);
        private long _bytes;
        private int _width;

        protected override int Width => _width;

        protected override void AddNull()
        {
            Items.Add("");
            _bytes += _width = Reference;
        }

        // Equal texts are stored once, as long as there are few distinct ones.
        protected override bool TryAdd(DuckDBDataReader reader)
        {
            var text = stored.Kind == DataKind.Integer ? reader.GetInt64(Ordinal).ToString(CultureInfo.InvariantCulture)
                : reader.GetString(Ordinal);
            // DuckDB omits the zero before the point in types whose digits are all decimal places.
            if (stored.Kind == DataKind.Decimal && text[0] == '.')
                text = "0" + text;
            else if (stored.Kind == DataKind.Decimal && text.StartsWith("-.", StringComparison.Ordinal))
                text = "-0" + text[1..];
            if (isTrimmed && text.Contains('.', StringComparison.Ordinal))
                text = text.TrimEnd('0').TrimEnd('.');
            _width = Reference;
            if (_known is not null && _known.TryGetValue(text, out var same))
            {
                text = same;
            }
            else
            {
                _width += Overhead + (sizeof(char) * text.Length);
                if (_known is { Count: MostDistinct })
                    _known = null;
                _known?.Add(text, text);
            }

            Items.Add(text);
            _bytes += _width;
            return true;
        }

        protected override ColumnValues Build(int rows, BitArray? nulls) => new ColumnValues.Texts([.. Items!], rows, nulls, _bytes);
    }

    private sealed class OfIntegers(int ordinal, DataType stored) : Fixed<long>(ordinal, sizeof(long))
    {
        protected override bool TryAdd(DuckDBDataReader reader)
        {
            Items.Add(stored.Kind switch
            {
                DataKind.Boolean => reader.GetBoolean(Ordinal) ? 1 : 0,
                DataKind.Decimal => decimal.ToInt64(decimal.Parse(reader.GetString(Ordinal), CultureInfo.InvariantCulture)),
                _ => reader.GetInt64(Ordinal),
            });
            return true;
        }

        protected override ColumnValues Build(int rows, BitArray? nulls) => new ColumnValues.Integers([.. Items], rows, nulls);
    }

    private sealed class OfDoubles(int ordinal, DataType stored) : Fixed<double>(ordinal, sizeof(double))
    {
        protected override bool TryAdd(DuckDBDataReader reader)
        {
            var number = stored.Kind switch
            {
                DataKind.Integer => reader.GetInt64(Ordinal),
                DataKind.Decimal => double.Parse(reader.GetString(Ordinal), CultureInfo.InvariantCulture),
                _ => reader.GetDouble(Ordinal),
            };
            if (!double.IsFinite(number))
            {
                Bent ??= Unshown.NotFinite;
                return false;
            }

            Items.Add(number);
            return true;
        }

        protected override ColumnValues Build(int rows, BitArray? nulls) => new ColumnValues.Doubles([.. Items], rows, nulls);
    }

    // As microseconds since 1970.
    private sealed class OfDates(int ordinal) : Fixed<DateOnly>(ordinal, sizeof(int))
    {
        protected override bool TryAdd(DuckDBDataReader reader)
        {
            var microseconds = reader.GetInt64(Ordinal);
            if (microseconds < FirstDay || microseconds > LastDay)
            {
                Bent ??= Unshown.OutOfRange;
                return false;
            }

            Items.Add(DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond)));
            return true;
        }

        protected override ColumnValues Build(int rows, BitArray? nulls) => new ColumnValues.Dates([.. Items], rows, nulls);
    }

    // Also microseconds since 1970, of a moment or of a local time in the zone.
    private sealed class OfMoments(int ordinal, bool isInstant, TimeZoneInfo zone) : Fixed<DateTimeOffset>(ordinal, 16)
    {
        protected override bool TryAdd(DuckDBDataReader reader)
        {
            var microseconds = reader.GetInt64(Ordinal);
            // A day inside the calendar's range, so that no offset can leave it.
            if (microseconds < FirstDay + ADay || microseconds >= LastDay)
            {
                Bent ??= Unshown.OutOfRange;
                return false;
            }

            var time = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
            var local = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
            Items.Add(isInstant
                ? TimeZoneInfo.ConvertTime(new DateTimeOffset(time), zone)
                // Of the two instants of an hour that occurs twice, the later one, as .NET chooses.
                : new DateTimeOffset(local, zone.GetUtcOffset(local)));
            return true;
        }

        protected override ColumnValues Build(int rows, BitArray? nulls) => new ColumnValues.Moments([.. Items], rows, nulls);
    }
}
