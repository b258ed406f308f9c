using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Answering.Answers;
using Metrics.Domain.Results;
using Metrics.Semantic.Requests;
using ValueType = Metrics.Domain.Results.ValueType;

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

/// <summary>Writes one column's values of an answer as JSON, without allocating.</summary>
internal readonly struct JsonCells(ResultColumn column, ColumnValues values, NumberForm numbers)
{
    private readonly bool _quoted = numbers == NumberForm.String;

    /// <summary>The column's name, escaped once for all rows.</summary>
    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    public void Write(Utf8JsonWriter json, int row)
    {
        if (values.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (values)
        {
            case ColumnValues.Texts texts:
                WriteText(json, texts.Items[row]);
                break;
            case ColumnValues.Integers integers:
                WriteInteger(json, integers.Items[row]);
                break;
            case ColumnValues.Doubles doubles:
                WriteDouble(json, doubles.Items[row]);
                break;
            case ColumnValues.Dates dates:
                Span<char> day = stackalloc char[10];
                dates.Items[row].TryFormat(day, out var length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                json.WriteStringValue(day[..length]);
                break;
            case ColumnValues.Moments moments:
                json.WriteStringValue(moments.Items[row]);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void WriteText(Utf8JsonWriter json, string text)
    {
        if (column.Type == ValueType.Json || (column.Type == ValueType.Decimal && !_quoted))
            // A JSON document of the database, or the digits of a number: both are valid JSON already.
            json.WriteRawValue(text, skipInputValidation: true);
        else
            json.WriteStringValue(text);
    }

    private void WriteInteger(Utf8JsonWriter json, long number)
    {
        if (column.Type == ValueType.Boolean)
        {
            json.WriteBooleanValue(number != 0);
        }
        else if (_quoted)
        {
            Span<char> digits = stackalloc char[20];
            number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            json.WriteStringValue(digits[..length]);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private void WriteDouble(Utf8JsonWriter json, double number)
    {
        if (!_quoted)
        {
            json.WriteNumberValue(number);
            return;
        }

        Span<char> digits = stackalloc char[32];
        number.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        json.WriteStringValue(digits[..length]);
    }
}
