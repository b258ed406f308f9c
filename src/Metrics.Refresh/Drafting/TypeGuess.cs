using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A declaration that would read every value of a column seen so far.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Format">Its pattern; null for none.</param>
/// <param name="DecimalMark">The decimal mark it needs; null when either will do.</param>
internal sealed record ColumnReading(ColumnType Type, string? Format, char? DecimalMark);

/// <summary>Infers a column's declaration by letting the loader's own columns read every value.</summary>
/// <remarks>A reading that refuses a value is dropped. Of those left, the first in the order of <see cref="Plain"/> is used.</remarks>
internal sealed class TypeGuess(int field)
{
    // 20210101 is a date if all values are: few eight-digit numbers are a day of these years by chance, and never those of every row.
    private const string Digits = "YYYYMMDD";
    private const int MostWholeDigits = 18;
    private const int DigitsOfDouble = 15;

    // Enough digits to write any double so that it reads back the same. A program that writes so many has rounded nothing.
    private const int MostDigitsOfDouble = 17;
    private const int FirstYear = 1900;
    private const int LastYear = 2100;

    private static readonly string[][] BooleanWords = [["true", "false"], ["yes", "no"], ["t", "f"], ["y", "n"]];

    private static readonly ColumnReading[] Plain =
    [
        new(new ColumnType(ColumnKind.Boolean), null, null),
        new(new ColumnType(ColumnKind.BigInt), null, null),
        .. new[] { (18, 2), (18, 4), (28, 6), (28, 9), (28, 12) }.SelectMany(d => new[] { '.', ',' }
            .Select(mark => new ColumnReading(new ColumnType(ColumnKind.Decimal, d.Item1, d.Item2), null, mark))),
        new(new ColumnType(ColumnKind.Double), null, '.'),
        new(new ColumnType(ColumnKind.Double), null, ','),
        new(new ColumnType(ColumnKind.Date), null, null),
        new(new ColumnType(ColumnKind.Timestamp), null, null),
        new(new ColumnType(ColumnKind.TimestampTz), null, null),
        new(new ColumnType(ColumnKind.Time), null, null),
    ];

    private readonly HashSet<string> _booleans = new(StringComparer.OrdinalIgnoreCase);
    private List<(ColumnReading Reading, LoadedColumn Column)>? _left;
    private bool _isCode;
    private bool _thousands = true;
    private bool _parts = true;
    private bool _hasMark;

    /// <summary>True when all values, at least one of them with a mark, fit grouped thousands, such as 12.500.</summary>
    public bool MayBeThousands => _thousands && _hasMark;

    /// <summary>True when all values with a mark, at least one, fit grouped thousands; values without a mark do not matter.</summary>
    public bool MarksMayPart => _parts && _hasMark;

    /// <summary>True when a value before the first text begins with a zero that no number has.</summary>
    public bool HasZeros { get; private set; }

    /// <summary>True when no type but text reads what was seen.</summary>
    public bool IsText => _left is { Count: 0 };

    /// <summary>True when some order of day and month reads what was seen.</summary>
    public bool HasDays => _left?.Exists(l => IsOrder(l.Reading, 'D') || IsOrder(l.Reading, 'M')) == true;

    /// <summary>True when both orders of day and month read it.</summary>
    public bool HasBothOrders =>
        _left?.Exists(l => IsOrder(l.Reading, 'D')) == true && _left.Exists(l => IsOrder(l.Reading, 'M'));

    /// <summary>What would read the column, the likeliest first; empty for text.</summary>
    public IReadOnlyList<ColumnReading> Left => _left is null ? [] :
    [
        .. _left.Select(l => l.Reading).Where(r => r.Type.Kind switch
        {
            // A word is a code unless its opposite occurs too, and nothing else does.
            ColumnKind.Boolean => Array.Exists(BooleanWords, _booleans.SetEquals),
            ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double => !_isCode,
            _ => true,
        }).OrderBy(r => r.Format == Digits ? 0 : 1),
    ];

    /// <summary>Records the field of the current row, which has a value.</summary>
    public void See(SourceRows row)
    {
        var text = row.Field(field);
        if (_left is null)
            _left = [.. Plain.Concat(OfTimes(text)).Select(r => (r, Column(r)))];
        if (_left.Count == 0)
            return;
        _left.RemoveAll(l => l.Column.Read(row) is not null || IsOut(l.Reading, row.Field(field)));
        text = row.Field(field).Trim((byte)' ');
        // 0815 is a code and would lose its zero as a number. +49 30 begins a telephone number and would lose its sign.
        _isCode |= text is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..] or [(byte)'+', ..];
        HasZeros |= text is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..] && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        _thousands = _thousands && !row.IsNumber(field) && MayHaveThousands(text);
        var hasMark = text.IndexOfAny((byte)'.', (byte)',') >= 0;
        _parts = _parts && !row.IsNumber(field) && (!hasMark || MayHaveThousands(text));
        _hasMark = _hasMark || hasMark;
    }

    // 12.500 may be grouped thousands. 0.500 and 1234.500 are not, nor is 1234, which would need a mark.
    private static bool MayHaveThousands(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'-', ..])
            text = text[1..];
        var mark = text.LastIndexOfAny((byte)'.', (byte)',');
        return mark >= 0 ? mark is >= 1 and <= 3 && text[0] != '0' && text.Length - mark == 4 : text.Length <= 3;
    }

    private LoadedColumn Column(ColumnReading reading)
    {
        var column = new SourceColumn(
            "c", "c", reading.Type, reading.Format, null, Drop: false, Required: false, null, new SourceLocation("", 0, 0));
        var csv = new CsvOptions("", ',', "utf-8", [], reading.DecimalMark ?? '.');
        return ColumnList.Of(new FieldPlace(column, field), csv);
    }

    private bool IsOut(ColumnReading reading, ReadOnlySpan<byte> text)
    {
        if (reading.Type.Kind == ColumnKind.Boolean)
        {
            // 0 and 1 are numbers: they can be counted and added up.
            var word = Encoding.UTF8.GetString(text).Trim();
            _booleans.Add(word);
            return !Array.Exists(BooleanWords, w => w.Contains(word, StringComparer.OrdinalIgnoreCase));
        }

        // A number of so many digits is a code.
        if (reading.Type.Kind is ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double && IsLong(text.Trim((byte)' ')))
            return true;
        if (reading.Type.Kind == ColumnKind.Double)
            return !KeepsDigits(text.Trim((byte)' '));
        return reading.Format is { } format && format.StartsWith(Digits, StringComparison.Ordinal)
            && (!Utf8Parser.TryParse(text.Trim((byte)' ')[..4], out int year, out _) || year is < FirstYear or > LastYear);
    }

    private static bool IsOrder(ColumnReading reading, char first) => reading.Format is { } format && format.StartsWith(first)
        && format.Contains('D', StringComparison.Ordinal);

    private static bool IsLong(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'-' or (byte)'+', ..])
            text = text[1..];
        return text.Length > MostWholeDigits && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    // A number with more digits than a double always keeps may still be one: programs write 0.30000000000000004.
    private static bool KeepsDigits(ReadOnlySpan<byte> text)
    {
        if (text.Length <= DigitsOfDouble)
            return true;
        var written = Encoding.UTF8.GetString(text).Replace(',', '.');
        var digits = Significant(written);
        return digits.Length <= MostDigitsOfDouble
            || (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && Significant(value.ToString("R", CultureInfo.InvariantCulture)) == digits);
    }

    private static string Significant(string number) =>
        string.Concat(number.TakeWhile(c => c is not ('e' or 'E')).Where(char.IsAsciiDigit)).Trim('0');

    private static IEnumerable<ColumnReading> OfTimes(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        return TimeFormatGuess.OfTimestamp(text).Concat(TimeFormatGuess.OfDate(text).Where(f => !f.Contains('D', StringComparison.Ordinal)))
            .Where(f => f.StartsWith("YYYYMMDD", StringComparison.Ordinal) || f.Any(c => !char.IsAsciiLetter(c)))
            .Where(f => !f.Contains("HHMM", StringComparison.Ordinal) || f == "YYYYMMDDHHMMSS")
            .Select(f => new ColumnReading(
                new ColumnType(!f.Contains('H', StringComparison.Ordinal) ? ColumnKind.Date
                    : f.EndsWith('Z') ? ColumnKind.TimestampTz : ColumnKind.Timestamp), f, null))
            .Concat(TimeFormatGuess.OfClock(text).Where(f => f.Contains(':', StringComparison.Ordinal))
                .Select(f => new ColumnReading(new ColumnType(ColumnKind.Time), f, null)))
            .ToList();
    }
}
