using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>One column's values while rows arrive.</summary>
internal abstract class ColumnBuffer(int ordinal) : IDisposable
{
    private BitArray? _nulls;

    protected int Ordinal => ordinal;

    /// <summary>Rows read so far.</summary>
    protected int Rows { get; private set; }

    /// <summary>Why values of the column became null, in one sentence; null while none did.</summary>
    public string? Bent { get; protected set; }

    public static ColumnBuffer For(ValueType type, int ordinal, TimeZoneInfo zone) => type switch
    {
        ValueType.String or ValueType.Json => new TextBuffer(ordinal),
        ValueType.Decimal => new DecimalBuffer(ordinal),
        ValueType.Integer => new IntegerBuffer(ordinal),
        ValueType.Boolean => new BooleanBuffer(ordinal),
        ValueType.Double => new DoubleBuffer(ordinal),
        ValueType.Date => new DateBuffer(ordinal),
        _ => new MomentBuffer(ordinal, zone),
    };

    /// <summary>True when values of this server type can be read.</summary>
    public abstract bool Accepts(uint type);

    /// <summary>Reads the value in the reader's row; returns the bytes that it takes in memory.</summary>
    public int Read(NpgsqlDataReader reader)
    {
        var bytes = reader.IsDBNull(ordinal) ? Skip() : Append(reader);
        Rows++;
        return bytes;
    }

    /// <summary>The values, in arrays of exact length.</summary>
    public ColumnValues Build(int rows)
    {
        if (_nulls is not null)
            _nulls.Length = rows;
        return Build(_nulls);
    }

    public abstract void Dispose();

    protected abstract int Append(NpgsqlDataReader reader);

    protected abstract int AppendNull();

    protected abstract ColumnValues Build(BitArray? nulls);

    /// <summary>Adds a row without a value.</summary>
    protected int Skip()
    {
        _nulls ??= new BitArray(Math.Max(64, Rows + 1));
        if (_nulls.Length <= Rows)
            _nulls.Length = Rows * 2;
        _nulls[Rows] = true;
        return AppendNull();
    }
}

/// <summary>The columns of a result while its rows arrive.</summary>
internal sealed class ColumnSet(EquatableList<ResultColumn> columns, TimeZoneInfo zone) : IDisposable
{
    private readonly ColumnBuffer[] _buffers = columns.Select((c, i) => ColumnBuffer.For(c.Type, i, zone)).ToArray();

    /// <summary>One sentence for each column with values that could not be kept.</summary>
    public EquatableList<string> Warnings => columns.Zip(_buffers).Where(x => x.Second.Bent is not null)
        .Select(x => $"{x.First.Name}: {x.Second.Bent}").ToEquatableList();

    /// <summary>The problem of the first column whose server type cannot be read as its type; null when there is none.</summary>
    public Diagnostic? Misfit(NpgsqlDataReader reader) => Enumerable.Range(0, columns.Count)
        .Where(i => !_buffers[i].Accepts(reader.GetDataTypeOID(i)))
        .Select(i => new Diagnostic(DiagnosticCode.EngineRefused,
            $"column '{columns[i].Name}' came as {reader.GetDataTypeName(i)}, which is not read as {columns[i].Type.Word()}"))
        .FirstOrDefault();

    /// <summary>Reads one row; false when a number does not fit.</summary>
    public bool TryRead(NpgsqlDataReader reader, ref long bytes, [NotNullWhen(false)] out Diagnostic? overflow)
    {
        var column = 0;
        try
        {
            for (; column < _buffers.Length; column++)
                bytes += _buffers[column].Read(reader);
            overflow = null;
            return true;
        }
        catch (OverflowException)
        {
            overflow = new Diagnostic(
                DiagnosticCode.EngineRefused, $"column '{columns[column].Name}' has a whole number of more than 64 bits");
            return false;
        }
    }

    public EquatableList<ColumnValues> Build(int rows) => _buffers.Select(b => b.Build(rows)).ToEquatableList();

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }
}
