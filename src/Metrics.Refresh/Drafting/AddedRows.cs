using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Adds up the numbers of a file's rows by column, once for each decimal mark, to detect rows that are the sums of others.
/// </summary>
/// <param name="keys">The indexes of columns named like keys, whose numbers add up by chance only: 1, 2 and 3.</param>
/// <param name="rates">The indexes of columns named like prices and rates, which need not add up in a row of sums.</param>
internal sealed class AddedRows(IReadOnlySet<int> keys, IReadOnlySet<int> rates)
{
    private static readonly byte[] Marks = [(byte)'.', (byte)','];

    // Sums of rounded numbers differ from the rounded sum by at most this share.
    private const decimal Tolerance = 0.001m;

    // A row that has a number of the one above it, and another price, is another row.
    private const int FewestBeside = 2;

    // Rows that are compared at the file's end.
    private const int MostOpen = 100;

    private readonly Sum[][] _sums = [[], []];
    private readonly (decimal Value, int Scale)?[][] _here = [[], []];
    private readonly List<(int Mark, int At)> _texts = [];
    private readonly List<(((decimal Value, int Scale)?[][] Row, int Apart) Numbers, Action Found)> _open = [];
    private long _inSection;
    private bool _hasRow;

    /// <summary>Rows that were added up.</summary>
    public long Rows { get; private set; }

    /// <summary>Reads the numbers of the current row; the row before it is added up, unless <see cref="Skip"/> was called.</summary>
    public void See(SourceRows rows, int[] fields)
    {
        Take();
        for (var mark = 0; mark < Marks.Length; mark++)
        {
            if (_sums[mark].Length != fields.Length)
                (_sums[mark], _here[mark]) = (new Sum[fields.Length], new (decimal, int)?[fields.Length]);
            for (var at = 0; at < fields.Length; at++)
            {
                _here[mark][at] = null;
                if (_sums[mark][at].IsText || keys.Contains(at))
                    continue;
                var text = rows.Field(fields[at]).Trim((byte)' ');
                _here[mark][at] = LooseNumber.Read(text, Marks[mark]);
                if (_here[mark][at] is null && !text.IsEmpty)
                    _texts.Add((mark, at));
            }
        }

        _hasRow = true;
    }

    /// <summary>True when the current row has the sums of rows above it: of all, or of those since the last row with sums.</summary>
    /// <param name="apart">The column of its word, which is not compared.</param>
    /// <param name="inAll">Whether every number of the row must be one; otherwise most of them, one of which is not zero.</param>
    /// <param name="fewest">How many rows must be added up at least.</param>
    /// <param name="withRates">Whether prices and rates must add up too, as they must below a single row.</param>
    public bool IsSum(int apart, bool inAll, int fewest = 1, bool withRates = false) => _hasRow
        && ((_inSection >= fewest && IsSum(_here, apart, inAll, s => s.Section, withRates: withRates || _inSection < FewestBeside))
            || (Rows >= fewest && IsSum(_here, apart, inAll, s => s.All, withRates: withRates || Rows < FewestBeside)));

    /// <summary>True when most numbers of the current row are the averages of all rows above it.</summary>
    public bool IsMean(int apart) => _hasRow && Rows > 1 && IsSum(_here, apart, inAll: false, s => s.All / s.Count, isMean: true);

    /// <summary>Leaves the current row, which has sums, out of the sums.</summary>
    /// <param name="endsSection">True when the next sum may be that of the rows below it.</param>
    public void Skip(bool endsSection)
    {
        for (var mark = 0; mark < Marks.Length && endsSection; mark++)
        {
            for (var at = 0; at < _sums[mark].Length; at++)
                _sums[mark][at].Section = 0;
        }

        (_hasRow, _inSection) = (false, endsSection ? 0 : _inSection);
        _texts.Clear();
    }

    /// <summary>Keeps the current row, to compare it at the file's end: it may be the sum of rows below it.</summary>
    /// <param name="apart">The column of its word.</param>
    /// <param name="found">Called when it is.</param>
    public void Remember(int apart, Action found)
    {
        if (_open.Count < MostOpen)
            _open.Add((([[.. _here[0]], [.. _here[1]]], apart), found));
    }

    /// <summary>Called after a file's last row.</summary>
    public void EndFile()
    {
        Take();
        foreach (var (numbers, found) in _open)
        {
            // The row itself is among those that were added up.
            if (Rows > 2 && IsSum(numbers.Row, numbers.Apart, inAll: false, s => s.All, isIn: true))
                found();
        }

        _open.Clear();
        (_sums[0], _sums[1], Rows, _inSection) = ([], [], 0, 0);
    }

    private void Take()
    {
        if (!_hasRow)
            return;
        foreach (var (mark, at) in _texts)
            _sums[mark][at].IsText = true;
        _texts.Clear();
        for (var mark = 0; mark < Marks.Length; mark++)
        {
            for (var at = 0; at < _here[mark].Length; at++)
            {
                if (_here[mark][at] is { } number)
                    _sums[mark][at].Add(number.Value, number.Scale);
            }
        }

        (Rows, _inSection, _hasRow) = (Rows + 1, _inSection + 1, false);
    }

    private bool IsSum(
        (decimal Value, int Scale)?[][] row, int apart, bool inAll, Func<Sum, decimal> of, bool isIn = false, bool isMean = false,
        bool withRates = false)
    {
        var (equal, isNotZero, others) = (0, false, 0);
        for (var at = 0; at < row[0].Length; at++)
        {
            if (at == apart)
                continue;
            var (isNumber, isEqual) = (false, false);
            for (var mark = 0; mark < Marks.Length; mark++)
            {
                if (row[mark][at] is not { } number || _sums[mark][at] is { IsText: true } or { Count: 0 })
                    continue;
                var sum = of(_sums[mark][at]) - (isIn ? number.Value : 0);
                isNumber = true;
                isEqual |= isMean ? IsRounded(number.Value, number.Scale, sum)
                    : IsNear(number.Value, sum, _sums[mark][at].Count, _sums[mark][at].Scale);
                isNotZero |= isEqual && number.Value != 0;
            }

            isNumber &= isMean || withRates || !rates.Contains(at);
            (equal, others) = (equal + (isEqual ? 1 : 0), others + (isNumber && !isEqual ? 1 : 0));
        }

        return equal > 0 && isNotZero && (inAll ? others == 0 : equal > others);
    }

    /// <summary>
    /// True for the sum of so many numbers of so many places. Whole numbers add up exactly. Fractions may have been rounded one by one, and
    /// their sum after adding up.
    /// </summary>
    public static bool IsNear(decimal number, decimal sum, long count, int scale)
    {
        var rounded = 0.5m * count;
        for (var place = 0; place < scale; place++)
            rounded /= 10;
        return Math.Abs(number - sum) <= (scale == 0 ? 0 : Math.Min(rounded, Tolerance * Math.Abs(sum)));
    }

    // An average is rounded to the places that are shown.
    private static bool IsRounded(decimal number, int scale, decimal mean)
    {
        var half = 0.5m;
        for (var place = 0; place < scale; place++)
            half /= 10;
        return Math.Abs(number - mean) <= half;
    }

    private struct Sum
    {
        public decimal All;
        public decimal Section;
        public long Count;
        public int Scale;
        public bool IsText;

        public void Add(decimal value, int scale) =>
            (All, Section, Count, Scale) = (All + value, Section + value, Count + 1, Math.Max(Scale, scale));
    }
}
