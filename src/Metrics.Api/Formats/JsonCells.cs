using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Domain.Results;
using Metrics.Semantic.Requests;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Formats;

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
