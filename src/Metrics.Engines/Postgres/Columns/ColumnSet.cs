using System.Diagnostics.CodeAnalysis;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

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
