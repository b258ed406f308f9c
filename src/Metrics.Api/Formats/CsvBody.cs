using System.Buffers;
using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Formats;

/// <summary>Writes an answer as CSV (RFC 4180): UTF-8, a header row, CRLF. A null is an empty field, the empty text is <c>""</c>.</summary>
/// <remarks>
/// Spreadsheets evaluate a cell that begins like a formula. A text of several characters that begins with = + - @, a tab or a carriage
/// return is prefixed with an apostrophe, which marks it as text; numbers, and a single <c>-</c>, are not changed.
/// </remarks>
internal static class CsvBody
{
    private static readonly SearchValues<char> _formulaStarts = SearchValues.Create("=+-@\t\r");
    private static readonly SearchValues<char> _quoteWorthy = SearchValues.Create(",\"\r\n");

    public static void WriteHeader(ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            Separate(buffer, i);
            WriteText(buffer, columns[i].Name);
        }

        buffer.Write("\r\n"u8);
    }

    public static void WriteRow(ArrayBufferWriter<byte> buffer, ResultTable table, int row)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            Separate(buffer, i);
            if (!table.Values[i].IsNull(row))
                Write(buffer, table.Columns[i].Type, table.Values[i], row);
        }

        buffer.Write("\r\n"u8);
    }

    private static void Separate(ArrayBufferWriter<byte> buffer, int column)
    {
        if (column > 0)
            buffer.Write(","u8);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ValueType type, ColumnValues values, int row)
    {
        switch (values)
        {
            case ColumnValues.Texts texts when type == ValueType.Decimal:
                Encoding.UTF8.GetBytes(texts.Items[row], buffer);
                break;
            case ColumnValues.Texts texts:
                WriteText(buffer, texts.Items[row]);
                break;
            case ColumnValues.Integers integers when type == ValueType.Boolean:
                buffer.Write(integers.Items[row] != 0 ? "true"u8 : "false"u8);
                break;
            case ColumnValues.Integers integers:
                Format(buffer, integers.Items[row], default);
                break;
            case ColumnValues.Doubles doubles:
                Format(buffer, doubles.Items[row], "R");
                break;
            case ColumnValues.Dates dates:
                Format(buffer, dates.Items[row], "yyyy-MM-dd");
                break;
            case ColumnValues.Moments moments:
                Format(buffer, moments.Items[row], "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz");
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Format<T>(ArrayBufferWriter<byte> buffer, T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(buffer.GetSpan(64), out var length, format, CultureInfo.InvariantCulture);
        buffer.Advance(length);
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, string text)
    {
        var harmful = text.Length > 1 && _formulaStarts.Contains(text[0]);
        if (text.Length > 0 && !text.AsSpan().ContainsAny(_quoteWorthy))
        {
            if (harmful)
                buffer.Write("'"u8);
            Encoding.UTF8.GetBytes(text, buffer);
            return;
        }

        buffer.Write(harmful ? "\"'"u8 : "\""u8);
        Encoding.UTF8.GetBytes(text.Replace("\"", "\"\"", StringComparison.Ordinal), buffer);
        buffer.Write("\""u8);
    }
}
