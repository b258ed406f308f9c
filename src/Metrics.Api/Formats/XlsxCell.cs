using System.Buffers;
using System.Globalization;
using System.Text;
using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Formats;

/// <summary>
/// Writes one value as a cell. A number or date that a spreadsheet cannot hold exactly is written as text, never as a different value.
/// </summary>
internal static class XlsxCell
{
    private const int LongestText = 32_767;

    // Spreadsheets keep fifteen significant digits.
    private const long LargestExact = 999_999_999_999_999;
    private const int ExactDigits = 15;

    private static readonly DateTime _dayZero = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    // Before this day their calendar is wrong: it has a 29 February 1900.
    private static readonly DateTime _firstDay = new(1900, 3, 1, 0, 0, 0, DateTimeKind.Unspecified);

    public static void WriteHeader(ArrayBufferWriter<byte> cells, string name) => WriteText(cells, name, XlsxParts.Header);

    /// <summary>Writes a cell. Returns the reason when the value cannot be written.</summary>
    /// <param name="cells">The buffer to write to.</param>
    /// <param name="column">Its column.</param>
    /// <param name="values">The column's values.</param>
    /// <param name="row">The index of its row.</param>
    /// <param name="cutsTexts">True to cut texts that are too long, and to mark them as cut.</param>
    public static string? Write(ArrayBufferWriter<byte> cells, ResultColumn column, ColumnValues values, int row, bool cutsTexts = false)
    {
        if (values.IsNull(row))
        {
            cells.Write("<c/>"u8);
            return null;
        }

        var style = column.Format == "percent" ? XlsxParts.Percent : null;
        switch (values)
        {
            case ColumnValues.Texts texts when column.Type == ValueType.Decimal
                && (IsExact(texts.Items[row]) || IsRounded(column, texts.Items[row])):
                WriteNumber(cells, texts.Items[row], style);
                return null;
            case ColumnValues.Texts texts:
                if (texts.Items[row].Length > LongestText && !cutsTexts)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"a text of '{column.Name}' is longer than a spreadsheet's cell can be ({LongestText:N0} characters)");
                }

                WriteText(cells, texts.Items[row].Length > LongestText ? Cut(texts.Items[row]) : texts.Items[row], style: null);
                return null;
            case ColumnValues.Integers integers when column.Type == ValueType.Boolean:
                cells.Write(integers.Items[row] != 0 ? "<c t=\"b\"><v>1</v></c>"u8 : "<c t=\"b\"><v>0</v></c>"u8);
                return null;
            case ColumnValues.Integers integers:
                var number = integers.Items[row].ToString(CultureInfo.InvariantCulture);
                if (integers.Items[row] is >= -LargestExact and <= LargestExact)
                    WriteNumber(cells, number, style);
                else
                    WriteText(cells, number, style: null);
                return null;
            case ColumnValues.Doubles doubles:
                WriteNumber(cells, doubles.Items[row].ToString("R", CultureInfo.InvariantCulture), style);
                return null;
            case ColumnValues.Dates dates:
                WriteTime(cells, dates.Items[row].ToDateTime(TimeOnly.MinValue), XlsxParts.Date, "yyyy-MM-dd");
                return null;
            case ColumnValues.Moments moments:
                // Local time in the query's zone: a cell has no zone.
                WriteTime(cells, moments.Items[row].DateTime, XlsxParts.Time, "yyyy-MM-dd HH:mm:ss.FFFFFF");
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string Cut(string text)
    {
        var note = string.Create(CultureInfo.InvariantCulture, $"… (cut: {text.Length:N0} characters)");
        var kept = LongestText - note.Length;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept), note);
    }

    // A quotient is already rounded, so losing more decimal places does no harm. Its whole part must fit.
    private static bool IsRounded(ResultColumn column, string number) =>
        column.IsQuotient
            && IsExact(number.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? number.AsSpan(0, point) : number);

    private static bool IsExact(ReadOnlySpan<char> number)
    {
        var digits = 0;
        foreach (var letter in number)
        {
            if (char.IsAsciiDigit(letter) ? digits > 0 || letter != '0' : letter is not ('-' or '.'))
                digits++;
        }

        return digits <= ExactDigits;
    }

    private static void WriteTime(ArrayBufferWriter<byte> cells, DateTime time, string style, string format)
    {
        if (time < _firstDay)
            WriteText(cells, time.ToString(format, CultureInfo.InvariantCulture), style: null);
        else
            WriteNumber(
                cells, ((decimal)(time - _dayZero).Ticks / TimeSpan.TicksPerDay).ToString("0.###########", CultureInfo.InvariantCulture),
                style);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> cells, string number, string? style)
    {
        Begin(cells, style);
        cells.Write("><v>"u8);
        Encoding.UTF8.GetBytes(number, cells);
        cells.Write("</v></c>"u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> cells, string text, string? style)
    {
        Begin(cells, style);
        cells.Write(" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
        XmlText.Write(cells, text);
        cells.Write("</t></is></c>"u8);
    }

    private static void Begin(ArrayBufferWriter<byte> cells, string? style)
    {
        cells.Write("<c"u8);
        if (style is null)
            return;
        cells.Write(" s=\""u8);
        Encoding.UTF8.GetBytes(style, cells);
        cells.Write("\""u8);
    }
}

/// <summary>Text for a spreadsheet's XML; characters that XML forbids are written as <c>_x001F_</c>.</summary>
internal static class XmlText
{
    private static readonly SearchValues<char> _special = SearchValues.Create(
        "&<>_\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015"
        + "\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\ufffe\uffff");

    public static void Write(ArrayBufferWriter<byte> into, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(_special) is var at and >= 0)
        {
            Encoding.UTF8.GetBytes(text[..at], into);
            var letter = text[at];
            switch (letter)
            {
                case '&':
                    into.Write("&amp;"u8);
                    break;
                case '<':
                    into.Write("&lt;"u8);
                    break;
                case '>':
                    into.Write("&gt;"u8);
                    break;
                // Escaped only where it would otherwise be read as such an escape.
                case '_' when !(text.Length > at + 6 && text[at + 1] == 'x' && text[at + 6] == '_'):
                    into.Write("_"u8);
                    break;
                default:
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"_x{(int)letter:X4}_"), into);
                    break;
            }

            text = text[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(text, into);
    }
}
