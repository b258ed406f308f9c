using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Metrics.GraphQL.Execution;

/// <summary>Writes the values that responses consist of.</summary>
internal static class JsonValue
{
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                WriteFinite(writer, number);
                break;
            case float number:
                WriteFinite(writer, number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case ulong or uint or short or ushort or byte or sbyte:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case ObjectResult result:
                Write(writer, result);
                break;
            case ListResult list:
                Write(writer, list.Items);
                break;
            case JsonElement json:
                json.WriteTo(writer);
                break;
            case FinishedValue finished:
                finished.WriteTo(writer);
                break;
            case IReadOnlyDictionary<string, object?> entries:
                Write(writer, entries);
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    // JSON has no number for infinities and for what is not a number.
    private static void WriteFinite(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }

    private static void WriteFinite(Utf8JsonWriter writer, float number)
    {
        if (float.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> entries)
    {
        writer.WriteStartObject();
        foreach (var (key, entry) in entries)
        {
            writer.WritePropertyName(key);
            Write(writer, entry);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ObjectResult result)
    {
        writer.WriteStartObject();
        for (var i = 0; i < result.Values.Length; i++)
        {
            writer.WritePropertyName(result.Fields[i].EncodedKey);
            Write(writer, result.Values[i]);
        }
        writer.WriteEndObject();
    }
}
