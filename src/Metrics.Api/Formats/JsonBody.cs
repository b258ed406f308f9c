using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Answering.Answers;
using Metrics.Domain.Results;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

/// <summary>Writes an answer as JSON: <c>{"columns": […], "rows": […], "meta": {…}}</c>.</summary>
internal static class JsonBody
{
    // How often the size is checked.
    private const int RowsBetweenLooks = 1024;

    // Answers are never embedded in HTML, so only quotes, backslashes and control characters are escaped.
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    /// <summary>The body; null when it exceeds the size limit.</summary>
    public static ReadOnlyMemory<byte>? Write(ResultTable table, AnswerMeta meta, BodyForm form, long maxBytes)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, _options);
        json.WriteStartObject();
        WriteColumns(json, table);
        json.WriteStartArray("rows"u8);
        var columns = table.Columns.Select((c, i) => new JsonCells(c, table.Values[i], form.Numbers)).ToArray();
        for (var row = 0; row < table.RowCount; row++)
        {
            if (form.Layout == RowLayout.Objects)
                WriteObject(json, columns, row);
            else
                WriteArray(json, columns, row);
            if (row % RowsBetweenLooks == 0 && json.BytesCommitted + json.BytesPending > maxBytes)
                return null;
        }

        json.WriteEndArray();
        WriteMeta(json, table, meta);
        json.WriteEndObject();
        json.Flush();
        if (buffer.WrittenCount > maxBytes)
            return null;
        return buffer.WrittenMemory;
    }

    private static void WriteArray(Utf8JsonWriter json, JsonCells[] columns, int row)
    {
        json.WriteStartArray();
        foreach (var column in columns)
            column.Write(json, row);
        json.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter json, JsonCells[] columns, int row)
    {
        json.WriteStartObject();
        foreach (var column in columns)
        {
            json.WritePropertyName(column.Name);
            column.Write(json, row);
        }

        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, ResultTable table)
    {
        json.WriteStartArray("columns"u8);
        foreach (var column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            json.WriteString("type"u8, column.Type.Word());
            json.WriteString("role"u8, column.Role.Word());
            WriteUnlessNull(json, "unit"u8, column.Unit);
            WriteUnlessNull(json, "format"u8, column.Format);
            WriteUnlessNull(json, "label"u8, column.Label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMeta(Utf8JsonWriter json, ResultTable table, AnswerMeta meta)
    {
        json.WriteStartObject("meta"u8);
        json.WriteNumber("row_count"u8, table.RowCount);
        json.WriteBoolean("limited"u8, table.HasMore);
        json.WriteString("next"u8, meta.Next);
        if (meta.AsOf is { } asOf)
            json.WriteString("as_of"u8, asOf.UtcDateTime);
        else
            json.WriteNull("as_of"u8);
        json.WriteString("data_version"u8, meta.DataVersion);
        json.WriteBoolean("degraded"u8, meta.Degraded.Count > 0);
        json.WriteStartArray("degraded_reasons"u8);
        foreach (var reason in meta.Degraded)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, reason.Code);
            json.WriteString("table"u8, reason.Table);
            json.WriteString("detail"u8, reason.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("freshness"u8, meta.Confirmed ? "confirmed"u8 : "unconfirmed"u8);
        json.WriteStartArray("warnings"u8);
        foreach (var warning in meta.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUnlessNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
