using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Domain.Results;
using Metrics.GraphQL;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Writes one field of a row as JSON of its GraphQL type, without allocating.</summary>
/// <param name="key">The field's key in the response.</param>
/// <param name="type">The type that the schema promises.</param>
/// <param name="found">The type of the values in the answer.</param>
/// <param name="values">The values; null for <c>__typename</c>.</param>
/// <param name="typename">The name of the row's type.</param>
internal readonly struct ShownColumn(string key, ValueType type, ValueType found, ColumnValues? values, string typename)
{
    private readonly JsonEncodedText _key = JsonEncodedText.Encode(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>
    /// The type that a column is shown as. A quotient is rounded anyway, so it is shown as a number, which charts can use directly, with
    /// every digit.
    /// </summary>
    public static ValueType TypeOf(ResultColumn column) => column.IsQuotient ? ValueType.Double : column.Type;

    public void WriteField(Utf8JsonWriter json, int row)
    {
        json.WritePropertyName(_key);
        Write(json, row);
    }

    public void Write(Utf8JsonWriter json, int row)
    {
        if (values is null)
            json.WriteStringValue(typename);
        else if (values.IsNull(row))
            json.WriteNullValue();
        else
            WriteValue(json, values, row);
    }

    private void WriteValue(Utf8JsonWriter json, ColumnValues values, int row)
    {
        switch (values)
        {
            case ColumnValues.Texts texts when (type == ValueType.Json && found == ValueType.Json)
                || (type == ValueType.Double && found == ValueType.Decimal):
                // A JSON document of the database, or the digits of a number: both are valid JSON already.
                json.WriteRawValue(texts.Items[row], skipInputValidation: true);
                break;
            case ColumnValues.Texts texts:
                json.WriteStringValue(texts.Items[row]);
                break;
            case ColumnValues.Integers integers when found == ValueType.Boolean && type != ValueType.String:
                json.WriteBooleanValue(integers.Items[row] != 0);
                break;
            case ColumnValues.Integers integers when found == ValueType.Boolean:
                json.WriteStringValue(integers.Items[row] != 0 ? "true"u8 : "false"u8);
                break;
            case ColumnValues.Integers integers when type == ValueType.Double:
                json.WriteNumberValue(integers.Items[row]);
                break;
            case ColumnValues.Integers integers:
                WriteText(json, integers.Items[row], default);
                break;
            case ColumnValues.Doubles doubles when type == ValueType.Double:
                json.WriteNumberValue(doubles.Items[row]);
                break;
            case ColumnValues.Doubles doubles:
                WriteText(json, doubles.Items[row], "R");
                break;
            case ColumnValues.Dates dates:
                WriteText(json, dates.Items[row], "yyyy-MM-dd");
                break;
            case ColumnValues.Moments moments:
                json.WriteStringValue(moments.Items[row]);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void WriteText<T>(Utf8JsonWriter json, T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[64];
        value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }
}

/// <summary>
/// The rows of an answer, written straight from its columns: as objects of the selected fields, or as lists of all columns.
/// </summary>
internal sealed class RowsValue(IReadOnlyList<ShownColumn> columns, int rows, bool asLists = false) : FinishedValue
{
    private readonly ShownColumn[] _columns = [.. columns];

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var row = 0; row < rows; row++)
        {
            if (asLists)
                WriteList(json, row);
            else
                WriteObject(json, row);
        }

        json.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter json, int row)
    {
        json.WriteStartObject();
        foreach (ref readonly var column in _columns.AsSpan())
            column.WriteField(json, row);
        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, int row)
    {
        json.WriteStartArray();
        foreach (ref readonly var column in _columns.AsSpan())
            column.Write(json, row);
        json.WriteEndArray();
    }
}
