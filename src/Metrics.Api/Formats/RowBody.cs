using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

/// <summary>A format that can be written row by row: a beginning, rows as they arrive, an end. One object writes one body.</summary>
internal abstract class RowBody
{
    /// <summary>True when answers of this format can be streamed, and so may be larger than memory.</summary>
    public static bool Allows(BodyFormat format) => format != BodyFormat.Json;

    public static RowBody Of(BodyForm form) => form.Format switch
    {
        BodyFormat.Csv => new CsvRowBody(),
        BodyFormat.Ndjson => new NdjsonBody(form.Numbers),
        BodyFormat.Xlsx => new XlsxBody(),
        _ => throw new UnreachableException(),
    };

    /// <summary>A whole body; null when it exceeds the size limit, or cannot be written in this format.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="form">The format.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="misfit">Why it cannot be written in this format.</param>
    public static ReadOnlyMemory<byte>? Write(ResultTable table, BodyForm form, long maxBytes, out string? misfit)
    {
        // The size is checked every so many rows, so that a far too large body is not written to its end first.
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

    /// <summary>Why the rows written so far cannot be written in this format; null when they can.</summary>
    public virtual string? Misfit => null;

    /// <summary>
    /// Called once bytes have been sent. From then on nothing can be refused, so texts that are too long are cut and marked as cut.
    /// </summary>
    public virtual void Sent()
    {
    }

    public abstract void Begin(ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns);

    /// <summary>Writes the rows from one index up to, not including, another.</summary>
    public abstract void Append(ArrayBufferWriter<byte> buffer, ResultTable rows, int from, int to);

    public virtual void End(ArrayBufferWriter<byte> buffer)
    {
    }
}

/// <summary>CSV, row by row.</summary>
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

/// <summary>One line of JSON for each row: <c>{"store__country": "ES", "transacted_amount": 1234.50}</c>.</summary>
internal sealed class NdjsonBody(NumberForm numbers) : RowBody
{
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    public override void Begin(ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns)
    {
    }

    public override void Append(ArrayBufferWriter<byte> buffer, ResultTable rows, int from, int to)
    {
        var columns = rows.Columns.Select((c, i) => new JsonCells(c, rows.Values[i], numbers)).ToArray();
        using var json = new Utf8JsonWriter(buffer, _options);
        for (var row = from; row < to; row++)
        {
            json.WriteStartObject();
            foreach (var column in columns)
            {
                json.WritePropertyName(column.Name);
                column.Write(json, row);
            }

            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }
    }
}
