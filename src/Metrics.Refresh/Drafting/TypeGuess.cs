using System.Buffers.Text;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A declaration that would read every value of a column seen so far.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Format">Its pattern; null for none.</param>
/// <param name="DecimalMark">The mark it needs; null when any will do.</param>
internal sealed record ColumnReading(ColumnType Type, string? Format, char? DecimalMark);

/// <summary>Finds what a column's declaration has to say, by letting the loader's own columns read every value.</summary>
/// <remarks>Whatever refuses a value is out; of those that are left, the first in the order of <see cref="Plain"/> stands.</remarks>
internal sealed class TypeGuess(int field)
{
    // 20210101 is a date when all are: a number of eight digits that is a day of these years by chance is rare, in every row impossible.
    private const string Digits = "YYYYMMDD";
    private const string Thousand = ".000";
    private const int FirstYear = 1900;
    private const int LastYear = 2100;

    private static readonly string[] BooleanWords = ["true", "false", "yes", "no", "t", "f", "y", "n"];

    private static readonly ColumnReading[] Plain =
    [
        new(new ColumnType(ColumnKind.Boolean), null, null),
        new(new ColumnType(ColumnKind.BigInt), null, null),
        .. new[] { (18, 2), (18, 4), (28, 6) }.SelectMany(d => new[] { '.', ',' }
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
    private bool _leadingZero;
    private bool _thousands = true;

    /// <summary>True when every fraction that was seen has three digits: they may be thousands.</summary>
    public bool MayBeThousands => _thousands;

    /// <summary>True when no type but text reads what was seen.</summary>
    public bool IsText => _left is { Count: 0 };

    /// <summary>What would read the column, the likeliest first; empty for text.</summary>
    public IReadOnlyList<ColumnReading> Left => _left is null ? [] :
    [
        .. _left.Select(l => l.Reading).Where(r => r.Type.Kind switch
        {
            // One letter is a code until its opposite stands beside it.
            ColumnKind.Boolean => _booleans.Count > 1 || _booleans.Any(w => w.Length > 3),
            ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double => !_leadingZero,
            _ => true,
        }).OrderBy(r => r.Format == Digits ? 0 : 1),
    ];

    /// <summary>Takes in the field of the row at hand, which holds a value.</summary>
    public void See(SourceRows row)
    {
        var text = row.Field(field);
        if (_left is null)
            _left = [.. Plain.Concat(OfTimes(text)).Select(r => (r, Column(r)))];
        if (_left.Count == 0)
            return;
        _left.RemoveAll(l => l.Column.Read(row) is not null || IsOut(l.Reading, row.Field(field)));
        text = row.Field(field).Trim((byte)' ');
        // 0815 is a code, and would lose its zero as a number.
        _leadingZero |= text is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..];
        _thousands &= text is not [(byte)'0', ..] && text.LastIndexOfAny((byte)'.', (byte)',') is var mark
            && (mark < 0 || text.Length - mark == Thousand.Length);
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
            var word = System.Text.Encoding.UTF8.GetString(text).Trim();
            _booleans.Add(word);
            return !BooleanWords.Contains(word, StringComparer.OrdinalIgnoreCase);
        }

        return reading.Format is { } format && format.StartsWith(Digits, StringComparison.Ordinal)
            && (!Utf8Parser.TryParse(text.Trim((byte)' ')[..4], out int year, out _) || year is < FirstYear or > LastYear);
    }

    private static IEnumerable<ColumnReading> OfTimes(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        return TimeFormatGuess.OfTimestamp(text)
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
