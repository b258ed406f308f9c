using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Csv;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>What was observed in a table's files, read row by row as a load would.</summary>
/// <param name="sights">What was seen of each column.</param>
/// <param name="sums">The same for totals lines.</param>
/// <param name="lines">Compares the rows of several files; null for one file.</param>
internal sealed class SeenTable(IReadOnlyList<ColumnSight> sights, IReadOnlyList<ColumnSight> sums, RepeatedRows? lines)
{
    public IReadOnlyList<ColumnSight> Sights => sights;

    /// <summary>By column, what the totals lines that were left out contain.</summary>
    public IReadOnlyList<ColumnSight> Sums => sums;

    public RepeatedRows? Lines => lines;

    public required TotalLines Totals { get; init; }

    /// <summary>Columns that have one value for each value of a key.</summary>
    public required RepeatedAmounts Amounts { get; init; }

    /// <summary>Rows that were read.</summary>
    public long Count { get; private set; }

    /// <summary>Rows that cannot be read.</summary>
    public long Bad { get; private set; }

    /// <summary>Those of them whose quotes are wrong.</summary>
    public long Torn { get; private set; }

    /// <summary>The line and the fault of the first of these.</summary>
    public (long Line, string? Problem) FirstTorn { get; private set; }

    /// <summary>Rows without any value.</summary>
    public long Blank { get; private set; }

    /// <summary>True when there are more rows than are read.</summary>
    public bool HasMore { get; private set; }

    public bool HasSeveralFiles { get; private init; }

    /// <summary>Reads a table's files.</summary>
    /// <param name="found">The files.</param>
    /// <param name="table">Its columns as texts.</param>
    /// <param name="inner">By column, the header that would read a value inside an object.</param>
    /// <param name="leftOut">Totals lines that must not affect what is inferred.</param>
    /// <param name="known">Those of them that are known by the rows with the same labels.</param>
    /// <param name="ct">Ends the reading between two rows.</param>
    public static async Task<SeenTable> ReadAsync(
        FoundTable found, SourceTable table, IReadOnlyList<string?> inner, IReadOnlySet<TotalLine> leftOut, IReadOnlySet<TotalLine> known,
        CancellationToken ct)
    {
        SeenTable? seen = null;
        var isJson = found.Format != SourceFormat.Csv;
        foreach (var path in found.Paths)
        {
            using var rows = await SourceConnector.OpenAsync(table.At(path), ct);
            var fields = rows.Kept.Select(k => k.Field).ToArray();
            seen ??= Of(
                fields, inner, found.Paths.Count > 1,
                new TotalLines(NamedAs(table, KeyChoice.IsCalledKey), NamedAs(table, NumberWords.IsRate), known),
                new RepeatedAmounts(NamedAs(table, w => KeyChoice.IsCalledKey(w) || NumberWords.IsLabel(w)).Order()));
            while (!seen.HasMore && await rows.ReadAsync(ct))
            {
                ct.ThrowIfCancellationRequested();
                seen.See(rows, fields, isJson, leftOut, table.Csv.Delimiter);
            }

            seen.Totals.EndFile();
            seen.Lines?.EndFile();
            foreach (var sight in seen.Sights)
                sight.EndFile();
        }

        return seen!;
    }

    private static HashSet<int> NamedAs(SourceTable table, Func<string[], bool> isSo) =>
        [.. Enumerable.Range(0, table.Columns.Count).Where(i => isSo(SafeName.Of(table.Columns[i].Name, "column").Split('_')))];

    private static SeenTable Of(
        int[] fields, IReadOnlyList<string?> inner, bool inSeveral, TotalLines totals, RepeatedAmounts amounts) => new(
        [.. fields.Select((f, i) => new ColumnSight(f, inSeveral) { Inner = inner[i] })],
        [.. fields.Select(f => new ColumnSight(f, inSeveral: false))], inSeveral ? new RepeatedRows() : null)
    {
        HasSeveralFiles = inSeveral, Totals = totals, Amounts = amounts,
    };

    private void See(SourceRows rows, int[] fields, bool isJson, IReadOnlySet<TotalLine> leftOut, char delimiter)
    {
        if (Count >= TableDraft.MostRows)
        {
            HasMore = true;
            return;
        }

        var counted = rows.IsTorn ? rows.Lines : 1;
        Count += counted;
        if (rows.Problem is not null)
        {
            Bad += counted;
            if (rows is CsvRows { QuoteProblem: { } torn })
                (Torn, FirstTorn) = (Torn + counted, Torn == 0 ? (rows.Line, torn) : FirstTorn);
            else if (!isJson)
                Totals.SeeRagged(rows, delimiter);
            return;
        }

        var isBlank = IsBlank(rows, fields);
        var of = !isBlank && Totals.See(rows, fields) is { } total && leftOut.Contains(total) ? sums : sights;
        foreach (var sight in of)
            sight.See(rows, isJson);
        if (isBlank)
            Blank++;
        else if (of == sights)
        {
            lines?.See(rows.Raw);
            Amounts.See(rows, fields);
        }
    }

    /// <summary>True for a row without any value.</summary>
    public static bool IsBlank(SourceRows rows, int[] fields)
    {
        foreach (var field in fields)
        {
            if (!rows.Field(field).Trim((byte)' ').IsEmpty)
                return false;
        }

        return true;
    }
}

/// <summary>Compares the rows of several files by their bytes, to detect copies of one table from different days.</summary>
internal sealed class RepeatedRows
{
    private readonly HashSet<UInt128> _before = [];
    private readonly HashSet<UInt128> _here = [];
    private bool _isCopied;
    private long _rows;
    private long _repeats;

    /// <summary>
    /// True when at least half of some file's distinct rows occur in earlier files. Files whose own rows mostly repeat are excluded: counts
    /// of the same few things are alike without being copies.
    /// </summary>
    public bool AreCopies => _isCopied && _repeats * 2 < _rows;

    /// <summary>Distinct rows of each file that earlier files have too, summed over the files.</summary>
    public long InCommon { get; private set; }

    public void See(ReadOnlySpan<byte> row)
    {
        var sum = ColumnSight.Hash(row.TrimEnd("\r\n"u8));
        _rows++;
        _repeats += _here.Add(sum) ? 0 : 1;
    }

    /// <summary>Called after a file's last row.</summary>
    public void EndFile()
    {
        var known = _here.Count(_before.Contains);
        InCommon += known;
        _isCopied |= known > 0 && known * 2 >= _here.Count;
        _before.UnionWith(_here);
        _here.Clear();
    }
}
