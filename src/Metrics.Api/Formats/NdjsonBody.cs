using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

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
