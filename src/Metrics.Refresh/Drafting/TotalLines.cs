using System.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A word for totals, and the index of its column; without a word, rows that have nothing there.</summary>
internal readonly record struct TotalLine(int At, string Word);

/// <summary>Finds rows of totals: which word for totals is in which column, where, and whether the row has the sums of others.</summary>
/// <param name="keys">The indexes of columns named like keys.</param>
/// <param name="rates">The indexes of columns named like prices and rates.</param>
/// <param name="known">Those that are known to have the sums of the rows with the same labels.</param>
internal sealed class TotalLines(IReadOnlySet<int> keys, IReadOnlySet<int> rates, IReadOnlySet<TotalLine> known)
{
    // A text column may contain such words in many rows. Of so many none is a total.
    private const int MostLines = 1_000;
    private const int LongestWord = 40;

    // The sum of a row or two is another row too often.
    private const int FewestAdded = 3;

    // All may be the second of two plans, with the price of the first. Where some numbers of a row are no sums, one row above is too few.
    private const int FewestOfPerhaps = 2;

    private readonly Dictionary<TotalLine, Line> _seen = [];
    private readonly AddedRows _added = new(keys, rates);
    private TotalLine? _here;
    private string? _ragged;
    private bool _isRow;

    /// <summary>Those all of whose rows have the sums of other rows. A name with the word is one only beside another such.</summary>
    public IEnumerable<TotalLine> Adding => _seen.Where(s => s.Value.Adds)
        .GroupBy(s => (s.Key.At, Word: IsWhole(s.Key) ? null : TotalWords.In(s.Key.Word) ?? s.Key.Word))
        .Where(g => g.Key.Word is null || g.Count() > 1 || g.All(s => s.Value is { IsLast: true, AddsInAll: true }))
        .SelectMany(g => g.Select(s => s.Key));

    /// <summary>All words that were seen.</summary>
    public IEnumerable<TotalLine> All => _seen.Keys;

    /// <summary>The words that are in other rows.</summary>
    public IEnumerable<TotalLine> But(IReadOnlySet<TotalLine> totals) => _seen.Keys.Where(t => !totals.Contains(t));

    /// <summary>Those in last lines of files only, called a total by nothing but their word.</summary>
    public IEnumerable<TotalLine> Named =>
        _seen.Where(s => s.Value is { IsLast: true, Adds: false } && IsSure(s.Key.Word)).Select(s => s.Key);

    /// <summary>Other rows with a word for totals: a name, such as a shop's, or a sum of parts.</summary>
    /// <param name="totals">The rows that are left out.</param>
    public IEnumerable<TotalLine> Elsewhere(IReadOnlySet<TotalLine> totals) => _seen
        .Where(s => !totals.Contains(s.Key) && (s.Value.Added > 0 || !s.Value.IsLast || !IsSure(s.Key.Word))
            && MayBeTotals(s.Key, s.Value))
        .Select(s => s.Key);

    /// <summary>True when a file's last line has no such word, and all of its numbers are the sums of the other rows.</summary>
    public bool HasUnnamed { get; private set; }

    /// <summary>Last lines that begin with such a word and differ from the others in the number of fields.</summary>
    public long Ragged { get; private set; }

    /// <summary>The word of the first of them.</summary>
    public string? RaggedWord { get; private set; }

    /// <summary>How many rows have the word in that column.</summary>
    public long RowsOf(TotalLine line) => _seen.TryGetValue(line, out var seen) ? seen.Rows : 0;

    /// <summary>Whether the word occurs in last lines of files only.</summary>
    public bool IsLast(TotalLine line) => _seen.TryGetValue(line, out var seen) && seen.IsLast;

    /// <summary>Whether all rows with the word have the sums of other rows.</summary>
    public bool Adds(TotalLine line) => _seen.TryGetValue(line, out var seen) && seen.Adds;

    /// <summary>Whether a column is empty in all rows with the word.</summary>
    public bool IsEmptyIn(TotalLine line, int column) => _seen.TryGetValue(line, out var seen) && seen.Empty[column];

    /// <summary>Records the current row.</summary>
    /// <returns>The word for totals in the row; null for none.</returns>
    public TotalLine? See(SourceRows rows, int[] fields)
    {
        _added.See(rows, fields);
        (_here, _ragged) = (Find(rows, fields), null);
        _isRow = true;
        if (_here is not { } here)
            return null;
        if (!_seen.TryGetValue(here, out var line))
        {
            if (_seen.Count >= MostLines)
                return null;
            _seen[here] = line = new Line(Enumerable.Repeat(true, fields.Length).ToArray());
        }

        line.Rows++;
        for (var at = 0; at < fields.Length; at++)
            line.Empty[at] &= rows.Field(fields[at]).Trim((byte)' ').IsEmpty;
        // A name that only contains the word has one number of the rows above it by chance too often; Adding looks for others like it.
        var kind = TotalWords.KindOf(here.Word);
        if (known.Contains(here) || AddsUp(here, kind))
        {
            line.Added++;
            line.AddedInAll += AddsUp(here, kind, withRates: true) ? 1 : 0;
            _added.Skip(endsSection: kind != TotalKind.Mean && !known.Contains(here));
        }
        else if (kind is TotalKind.Sum or TotalKind.PerhapsSum)
        {
            _added.Remember(here.At, () => line.Added++);
        }

        return _here;
    }

    private bool AddsUp(TotalLine here, TotalKind kind, bool withRates = false) => kind switch
    {
        TotalKind.Mean => _added.IsMean(here.At),
        TotalKind.PerhapsSum => _added.IsSum(here.At, inAll: false, FewestOfPerhaps),
        TotalKind.Sum => _added.IsSum(here.At, inAll: false),
        _ when TotalWords.In(here.Word) is null => _added.IsSum(here.At, inAll: true, FewestAdded, withRates),
        _ => _added.IsSum(here.At, inAll: true, withRates: withRates)
            || _added.IsSum(here.At, inAll: false, FewestOfPerhaps, withRates),
    };

    /// <summary>Records a row that differs from the others in the number of fields.</summary>
    public void SeeRagged(SourceRows rows, char delimiter)
    {
        var raw = rows.Raw.TrimStart((byte)' ');
        var end = raw.IndexOf((byte)delimiter);
        var first = Encoding.UTF8.GetString(end < 0 ? raw.TrimEnd("\r\n"u8) : raw[..end]).Trim('"', ' ');
        (_here, _ragged, _isRow) = (null, IsSure(first) ? first : null, false);
    }

    /// <summary>Called after a file's last row.</summary>
    public void EndFile()
    {
        if (_ragged is not null)
            (Ragged, RaggedWord, _ragged) = (Ragged + 1, RaggedWord ?? _ragged, null);
        if (_here is { } last && _seen.TryGetValue(last, out var line))
            line.Last++;
        HasUnnamed |= _here is null && _isRow && _added.Rows >= FewestAdded && _added.IsSum(-1, inAll: true);
        (_here, _isRow) = (null, false);
        _added.EndFile();
    }

    // Total headcount, at the end and with nothing in other columns, is hardly a name.
    private bool MayBeTotals(TotalLine line, Line seen) => TotalWords.KindOf(line.Word) == TotalKind.Sum || seen.Added > 0
        || (seen.IsLast && seen.Empty.Contains(true) && TotalWords.In(line.Word) is not null)
        || (TotalWords.In(line.Word) is { } word && _seen.Keys.Count(o => o.At == line.At && TotalWords.In(o.Word) == word) > 1);

    private bool IsWhole(TotalLine line) => known.Contains(line) || TotalWords.IsTotal(line.Word);

    // All is a value like others in many tables, and no total for its word alone.
    private static bool IsSure(string word) => TotalWords.KindOf(word) is TotalKind.Sum or TotalKind.Mean;

    // Runs for every row, since any may be a total. A text that is a total as a whole is preferred to one that only has the word in it.
    private TotalLine? Find(SourceRows rows, int[] fields)
    {
        foreach (var line in known)
        {
            if (GroupedTotals.Has(rows.Field(fields[line.At]), line.Word))
                return line;
        }

        TotalLine? other = null;
        Span<char> signs = stackalloc char[LongestWord];
        for (var at = 0; at < fields.Length; at++)
        {
            // Not in an object or a list of a JSON file.
            if (rows.Field(fields[at]) is not { Length: > 1 and <= LongestWord } text || text[0] is (byte)'{' or (byte)'['
                || !TotalWords.MayBe(signs[..Encoding.UTF8.GetChars(text, signs)]))
                continue;
            var written = Encoding.UTF8.GetString(text);
            if (TotalWords.IsTotal(written))
                return new TotalLine(at, written.Trim(' '));
            if (other is null && (TotalWords.In(written) is not null || TotalWords.IsOfAll(written)))
                other = new TotalLine(at, written.Trim(' '));
        }

        return other;
    }

    private sealed class Line(bool[] empty)
    {
        public bool[] Empty => empty;

        public long Rows { get; set; }

        public long Last { get; set; }

        public long Added { get; set; }

        public bool IsLast => Rows == Last;

        public bool Adds => Rows == Added;

        /// <summary>Rows whose prices and rates do not speak against it either.</summary>
        public long AddedInAll { get; set; }

        public bool AddsInAll => Rows == AddedInAll;
    }
}
