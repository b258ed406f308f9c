using System.Buffers;
using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Api.Formats;

/// <summary>
/// A format that need not know all rows before the first: a beginning, rows as they come, an end. One object writes one body.
/// </summary>
internal abstract class RowBody
{
    /// <summary>True when answers of this format may be larger than memory.</summary>
    public static bool Allows(BodyFormat format) => format != BodyFormat.Json;

    public static RowBody Of(BodyForm form) => form.Format switch
    {
        BodyFormat.Csv => new CsvRowBody(),
        BodyFormat.Ndjson => new NdjsonBody(form.Numbers),
        BodyFormat.Xlsx => new XlsxBody(),
        _ => throw new UnreachableException(),
    };

    /// <summary>All of a body at once; null when it takes more bytes than it may, or cannot be written in this format.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="form">The format.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="misfit">Why it cannot be written in this format.</param>
    public static ReadOnlyMemory<byte>? Write(ResultTable table, BodyForm form, long maxBytes, out string? misfit)
    {
        // Looked at now and then, so that what is far too large is not written to its end first.
        const int RowsBetweenLooks = 4096;
        var (buffer, body) = (new ArrayBufferWriter<byte>(1024), Of(form));
        body.Begin(buffer, table.Columns);
        misfit = body.Misfit;
        for (var row = 0; row < table.RowCount && misfit is null; row += RowsBetweenLooks)
        {
            body.Append(buffer, table, row, Math.Min(row + RowsBetweenLooks, table.RowCount));
            misfit = body.Misfit;
            if (buffer.WrittenCount > maxBytes)
                return null;
        }

        if (misfit is not null)
            return null;
        body.End(buffer);
        if (buffer.WrittenCount > maxBytes)
            return null;
        return buffer.WrittenMemory;
    }

    /// <summary>Why rows written so far cannot be had in this format; null when they can.</summary>
    public virtual string? Misfit => null;

    /// <summary>
    /// Told once something was sent: nothing can be refused any more, so what has no place from here on is shown as cut.
    /// </summary>
    public virtual void Sent()
    {
    }

    public abstract void Begin(ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns);

    /// <summary>Writes rows from one to before another.</summary>
    public abstract void Append(ArrayBufferWriter<byte> buffer, ResultTable rows, int from, int to);

    public virtual void End(ArrayBufferWriter<byte> buffer)
    {
    }
}

/// <summary>CSV by rows.</summary>
internal sealed class CsvRowBody : RowBody
{
    public override void Begin(ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns) =>
        CsvBody.WriteHeader(buffer, columns);

    public override void Append(ArrayBufferWriter<byte> buffer, ResultTable rows, int from, int to)
    {
        for (var row = from; row < to; row++)
            CsvBody.WriteRow(buffer, rows, row);
    }
}
