using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A column of which each value has one row in a group, and the values that may stand for all others.</summary>
/// <param name="At">The index of the column.</param>
/// <param name="By">The indexes of the columns that define a group: the other labels, but those that its values decide.</param>
/// <param name="Totals">
/// Values whose rows have, in every group of three rows and more, the sums of the others; and how many times their numbers all rows of a
/// group are together: 2 for the only total.
/// </param>
/// <param name="Decided">The indexes of those.</param>
internal sealed record GroupedColumn(
    int At, EquatableList<int> By, EquatableList<(string Value, int Times, int Groups)> Totals, EquatableList<int> Decided);

/// <summary>
/// Finds totals that no word tells: <c>Both sexes</c> beside Female and Male, <c>Deutschland</c> beside its states, <c>T</c>. Their
/// numbers are the sums of the other rows with the same labels. Arithmetic cannot tell them from revenue beside costs and profit, so they
/// are kept, and said.
/// </summary>
internal sealed class ValueTotals
{
    private const int MostValues = 1_000;
    private const int MostColumns = 6;
    private const int MostAges = 200;

    // Numbers of all groups together, and what a row takes besides: of more rows, only some groups are looked at.
    private const int MostNumbers = 500_000;
    private const int RowCost = 8;

    // Small and round numbers are sums by chance: together those that agree must have as many digits as make that unlikely.
    private const int FewestDigits = 4;

    // Countries, continents and the world: all rows are three times the world's.
    private const int MostTimes = 4;
    private const int MostRounded = 10;

    private readonly (int At, byte Mark)[] _numbers;
    private readonly List<Column> _columns;
    private readonly IReadOnlySet<TotalLine> _totals;

    private ValueTotals(IReadOnlySet<TotalLine> totals, (int, byte)[] numbers, IEnumerable<Column> columns) =>
        (_totals, _numbers, _columns) = (totals, numbers, [.. columns]);

    /// <summary>Reads the files twice more: to learn which column decides which, and to add up. In a table of more rows than are read,
    /// groups would not be whole.</summary>
    /// <param name="found">The files.</param>
    /// <param name="table">Their columns as texts.</param>
    /// <param name="columns">What was made of them.</param>
    /// <param name="seen">What was seen of them without the rows of totals.</param>
    /// <param name="totals">The rows of totals that are known.</param>
    /// <param name="ct">Ends the reading between two rows.</param>
    public static async Task<IReadOnlyList<GroupedColumn>> FindAsync(
        FoundTable found, SourceTable table, DraftedTable columns, SeenTable seen, IReadOnlySet<TotalLine> totals, CancellationToken ct)
    {
        var numbers = Summed(columns).Select(at => (at, GroupedTotals.MarkOf(seen.Sights[at]))).ToArray();
        var labels = Enumerable.Range(0, columns.Columns.Count).Where(at => IsLabel(columns, at)).ToArray();
        var looked = labels.Where(at => columns.Columns[at] is
            {
                Type.Kind: ColumnKind.Text, IsProse: false, Values.Count: > 1 and <= MostValues,
            })
            .Take(MostColumns).Select(at => new Column(
                at, columns.Columns[at].Values!.Count, [.. labels.Where(l => l != at && Groups(seen.Sights[l]))], numbers.Length));
        var sums = new ValueTotals(totals, numbers, looked);
        if (numbers.Length == 0 || sums._columns.Count == 0 || seen.HasMore)
            return [];
        await sums.ReadAsync(found, table, sums.Relate, ct);
        foreach (var column in sums._columns)
            column.By.RemoveAll(column.Pairs.ContainsKey);
        await sums.ReadAsync(found, table, sums.Add, ct);
        return [.. sums._columns.Select(Result)];
    }

    /// <summary>The indexes of the columns that add up: numbers that are no labels, prices or shares.</summary>
    public static IEnumerable<int> Summed(DraftedTable table) => Enumerable.Range(0, table.Columns.Count).Where(at =>
        table.Columns[at] is { MayBeDays: false, MayBeMoments: false, MayBeThousands: false, IsEmpty: false, IsNumber: true } column
        && column.Name != table.Key
        && !NumberWords.IsLabel(column, table) && !NumberWords.IsAveraged(column, table) && !NumberWords.IsRunning(column));

    // An age is averaged and still groups: few whole numbers that come again and again.
    private static bool IsLabel(DraftedTable table, int at) => table.Columns[at] is { IsEmpty: false } column && (column.IsNumber
        ? column.MayBeDays || column.MayBeMoments || NumberWords.IsLabel(column, table)
            || (column is { Type.Kind: ColumnKind.BigInt, Values.Count: <= MostAges } && column.Repeats > column.Values.Count
                && NumberWords.IsAveraged(column, table))
        : !column.IsOfQuantities);

    // A remark in a few rows is no label of theirs.
    private static bool Groups(ColumnSight sight) => !sight.IsOnce && sight.Filled > sight.Empty;

    private async Task ReadAsync(FoundTable found, SourceTable table, Action<SourceRows, int[], int> see, CancellationToken ct)
    {
        var file = 0;
        foreach (var path in found.Paths)
        {
            using var rows = await SourceConnector.OpenAsync(table.At(path), ct);
            var fields = rows.Kept.Select(k => k.Field).ToArray();
            file++;
            while (_columns.Count > 0 && await rows.ReadAsync(ct))
            {
                ct.ThrowIfCancellationRequested();
                if (rows.Problem is null && !SeenTable.IsBlank(rows, fields) && !IsOfTotals(rows, fields))
                    see(rows, fields, file);
            }
        }
    }

    private bool IsOfTotals(SourceRows rows, int[] fields)
    {
        foreach (var total in _totals)
        {
            if (GroupedTotals.Has(rows.Field(fields[total.At]), total.Word))
                return true;
        }

        return false;
    }

    // The pairs of values of two columns, until there are more than values of the first: then it does not decide the second.
    private void Relate(SourceRows rows, int[] fields, int file)
    {
        foreach (var column in _columns)
        {
            var value = HashOf(rows, fields, column.At);
            if (value == 0)
                continue;
            foreach (var (by, pairs) in column.Pairs)
            {
                pairs.Add(Joined(value, HashOf(rows, fields, by)));
                if (pairs.Count > column.Values)
                    column.Pairs.Remove(by);
            }
        }
    }

    private void Add(SourceRows rows, int[] fields, int file)
    {
        (decimal, int)?[]? numbers = null;
        for (var c = _columns.Count - 1; c >= 0; c--)
        {
            var (column, key) = (_columns[c], (UInt128)file);
            foreach (var by in column.By)
                key = Joined(key, HashOf(rows, fields, by));
            var value = HashOf(rows, fields, column.At);
            if (value == 0 || !column.IsLooked(key))
                continue;
            numbers ??= Array.ConvertAll(_numbers, n => LooseNumber.Read(rows.Field(fields[n.At]), n.Mark));
            if (!column.Words.ContainsKey(value))
                column.Words[value] = Encoding.UTF8.GetString(rows.Field(fields[column.At]).Trim((byte)' '));
            // Rows that these labels do not tell apart are single things, such as sales, not the parts of a whole.
            if (!column.Add(key, value, numbers))
                _columns.RemoveAt(c);
        }
    }

    private static UInt128 HashOf(SourceRows rows, int[] fields, int at) =>
        rows.Field(fields[at]).Trim((byte)' ') is { IsEmpty: false } text ? ColumnSight.Hash(text) : 0;

    private static UInt128 Joined(UInt128 one, UInt128 other) => (one * 1_099_511_628_211) + other + 1;

    private static GroupedColumn Result(Column column)
    {
        var marks = column.Words.Keys.ToDictionary(v => v, _ => new Mark());
        foreach (var group in column.Groups.Values.Where(g => g.Count > 2))
        {
            var sums = Sums(group.Values);
            foreach (var (value, numbers) in group)
                marks[value].See(numbers, sums);
        }

        return new GroupedColumn(
            column.At, [.. column.By],
            [
                .. marks.Where(m => m.Value.Times > 0).Select(m => (column.Words[m.Key], m.Value.Times, m.Value.Groups))
                    .OrderBy(t => t.Item1, StringComparer.Ordinal),
            ],
            [.. column.Pairs.Keys]);
    }

    private static (decimal All, int Rows, int Filled, int Scale)[] Sums(IEnumerable<(decimal Value, int Scale)?[]> rows)
    {
        (decimal All, int Rows, int Filled, int Scale)[]? sums = null;
        foreach (var row in rows)
        {
            sums ??= new (decimal, int, int, int)[row.Length];
            for (var n = 0; n < row.Length; n++)
            {
                if (row[n] is var (value, scale))
                {
                    sums[n] = (sums[n].All + value, sums[n].Rows + 1, sums[n].Filled + (value == 0 ? 0 : 1),
                        Math.Max(sums[n].Scale, scale));
                }
            }
        }

        return sums ?? [];
    }

    // What one value's rows say, for each number of times that a group's sum may be of its number.
    private sealed class Mark
    {
        private readonly HashSet<decimal>[] _numbers = [.. Enumerable.Range(0, MostTimes + 1).Select(_ => new HashSet<decimal>())];
        private readonly bool[] _isOver = new bool[MostTimes + 1];

        /// <summary>How many times; 0 for a value like others.</summary>
        public int Times => Enumerable.Range(2, MostTimes - 1).FirstOrDefault(
            t => !_isOver[t] && _numbers[t].Sum(DigitsOf) >= FewestDigits);

        public int Groups { get; private set; }

        /// <summary>The digits of a number between its first and its last that is not zero: 80,000 says no more than 8.</summary>
        private static int DigitsOf(decimal number) =>
            number.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal).Trim('-', '0').Length;

        // What is zero, or the sum of one row, speaks neither for a total nor against it. The same numbers in many groups say it once.
        public void See((decimal Value, int Scale)?[] row, (decimal All, int Rows, int Filled, int Scale)[] sums)
        {
            Groups++;
            for (var times = 2; times <= MostTimes; times++)
            {
                var (equal, others) = (0, 0);
                for (var n = 0; n < row.Length && !_isOver[times]; n++)
                {
                    if (row[n] is not var (value, _))
                        continue;
                    var sum = sums[n];
                    // As the test no_sums: cents add up exactly, and in many rows roundings balance.
                    var rounded = sum.Scale == 2 ? 0 : Math.Min(sum.Rows - 1, MostRounded);
                    if (!AddedRows.IsNear(value * (times - 1), sum.All - value, rounded, sum.Scale))
                        others++;
                    else if (value != 0 && sum.Filled >= (2 * times) - 1)
                    {
                        equal++;
                        // Each has a digit at least.
                        if (_numbers[times].Count < FewestDigits)
                            _numbers[times].Add(value);
                    }
                }

                _isOver[times] |= others > 0 && equal <= others;
            }
        }
    }

    private sealed class Column(int at, int values, IEnumerable<int> by, int numbers)
    {
        private ulong _mask;

        public int At => at;

        /// <summary>How many distinct values it has.</summary>
        public int Values => values;

        public List<int> By { get; } = [.. by];

        public Dictionary<int, HashSet<UInt128>> Pairs { get; } = by.ToDictionary(b => b, _ => new HashSet<UInt128>());

        public Dictionary<UInt128, string> Words { get; } = [];

        public Dictionary<UInt128, Dictionary<UInt128, (decimal, int)?[]>> Groups { get; } = [];

        private long _stored;

        public bool IsLooked(UInt128 key) => (Spread(key) & _mask) == 0;

        /// <summary>Keeps a row; false when its group has one of the value already.</summary>
        public bool Add(UInt128 key, UInt128 value, (decimal, int)?[] row)
        {
            if (!Groups.TryGetValue(key, out var group))
                Groups[key] = group = [];
            if (!group.TryAdd(value, row))
                return false;
            _stored++;
            while (_stored * (numbers + RowCost) > MostNumbers && _mask < uint.MaxValue)
            {
                _mask = (_mask << 1) | 1;
                foreach (var (dropped, rows) in Groups.Where(g => !IsLooked(g.Key)).ToList())
                {
                    _stored -= rows.Count;
                    Groups.Remove(dropped);
                }
            }

            return true;
        }

        private static ulong Spread(UInt128 key) => ((ulong)key * 0x9E37_79B9_7F4A_7C15) >> 32;
    }
}
