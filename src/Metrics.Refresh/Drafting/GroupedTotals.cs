using System.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Finds rows that have the sums of the rows with the same labels, in any order: <c>All</c> beside every product, an empty product beside
/// every region, as cubes and rollups are written.
/// </summary>
internal sealed class GroupedTotals
{
    // More groups, or more words that may be totals, are not looked at.
    private const int MostGroups = 50_000;

    // The sums of all words together: some 100 MB.
    private const long MostSums = 2_000_000;
    private const int MostLooked = 40;

    // One group has the sums of others by chance too often.
    private const int FewestGroups = 2;

    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase) { "null", "(null)", "\\n" };

    private readonly (int At, byte Mark, bool IsRate)[] _numbers;
    private readonly int[] _labels;
    private readonly List<Guess> _guesses;
    private readonly Dictionary<int, HashSet<string>> _words;
    private long _groups;

    private GroupedTotals((int, byte, bool)[] numbers, int[] labels, List<Guess> guesses)
    {
        (_numbers, _labels, _guesses) = (numbers, labels, guesses);
        _words = guesses.GroupBy(g => g.Line.At).ToDictionary(
            g => g.Key, g => g.Select(o => o.Line.Word).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The rows that have the sums of others in every group, in several.</summary>
    public IReadOnlySet<TotalLine> Found { get; private set; } = new HashSet<TotalLine>();

    /// <summary>Those that have them in some.</summary>
    public IReadOnlySet<TotalLine> Perhaps { get; private set; } = new HashSet<TotalLine>();

    /// <summary>Those of them that no group speaks against.</summary>
    public IReadOnlySet<TotalLine> Likely { get; private set; } = new HashSet<TotalLine>();

    /// <summary>True when a field has the word, or nothing where the word is empty.</summary>
    public static bool Has(ReadOnlySpan<byte> field, string word)
    {
        field = field.Trim((byte)' ');
        return word.Length == 0 ? field.IsEmpty || (field.Length <= 6 && Nothing.Contains(Encoding.UTF8.GetString(field)))
            : field.Length >= word.Length && Encoding.UTF8.GetString(field) == word;
    }

    /// <summary>The words that mean nothing to <see cref="Has"/>, of those that a column has.</summary>
    public static IEnumerable<string> NothingIn(ColumnSight sight) => sight.Nulls.Where(n => Nothing.Contains(n.Trim()));

    /// <summary>The same with blanks.</summary>
    public static IEnumerable<string> NothingOrBlanksIn(ColumnSight sight) =>
        sight.Nulls.Where(n => string.IsNullOrWhiteSpace(n) || Nothing.Contains(n.Trim()));

    /// <summary>Reads the files once more if their words or empty labels may be those of totals.</summary>
    /// <param name="found">The files.</param>
    /// <param name="table">Their columns as texts.</param>
    /// <param name="seen">What was seen of them.</param>
    /// <param name="ct">Ends the reading between two rows.</param>
    public static async Task<GroupedTotals> FindAsync(FoundTable found, SourceTable table, SeenTable seen, CancellationToken ct)
    {
        var names = table.Columns.Select(c => SafeName.Of(c.Name, "column").Split('_')).ToList();
        var numbers = Enumerable.Range(0, names.Count).Where(i => IsNumber(seen.Sights[i]) && !NumberWords.HasLabel(names[i]))
            .Select(i => (i, MarkOf(seen.Sights[i]), NumberWords.IsRate(names[i]))).ToArray();
        var labels = Enumerable.Range(0, names.Count)
            .Where(i => seen.Sights[i].HasValues && !numbers.Any(n => n.i == i)).ToArray();
        var guesses = numbers.Length == 0 ? [] : Guesses(seen, labels);
        // What differs in every row is the label of no group.
        var totals = new GroupedTotals(numbers, [.. labels.Where(l => !seen.Sights[l].IsOnce)], guesses);
        if (guesses.Count > 0)
            await totals.ReadAsync(found, table, ct);
        return totals;
    }

    private static List<Guess> Guesses(SeenTable seen, int[] labels)
    {
        var guesses = seen.Totals.All.Where(t => labels.Contains(t.At) && TotalWords.KindOf(t.Word) != TotalKind.Mean)
            .Select(t => new Guess(t, [.. labels.Where(l => seen.Totals.IsEmptyIn(t, l))])).ToList();
        foreach (var at in labels)
        {
            if (EmptyOf(seen, at) is not (var empty and > 0) || empty > seen.Sights[at].Filled)
                continue;
            guesses.Add(new Guess(new TotalLine(at, ""), []));
            // The name and the number of a product are empty together.
            var beside = labels.Where(l => l != at && EmptyOf(seen, l) == empty).ToHashSet();
            if (beside.Count > 0)
                guesses.Add(new Guess(new TotalLine(at, ""), beside));
        }

        return guesses.Count > MostLooked ? [] : guesses;
    }

    private static long EmptyOf(SeenTable seen, int at) =>
        seen.Sights[at].Empty - seen.Blank + (NothingIn(seen.Sights[at]).Any() ? 1 : 0);

    private static bool IsNumber(ColumnSight sight) => sight.Types.Left is [var best, ..]
        ? best.Type.Kind is ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double
        : sight is { IsOfQuantities: true, IsOfCodes: false };

    /// <summary>The decimal mark of a column of numbers.</summary>
    public static byte MarkOf(ColumnSight sight) => sight.Types.Left is [var best, ..] ? (byte)(best.DecimalMark ?? '.')
        : sight.Example is { } example && LooseNumber.Read(Encoding.UTF8.GetBytes(example), (byte)'.') is null ? (byte)',' : (byte)'.';

    private async Task ReadAsync(FoundTable found, SourceTable table, CancellationToken ct)
    {
        var (file, left) = (0, TableDraft.MostRows);
        foreach (var path in found.Paths)
        {
            using var rows = await SourceConnector.OpenAsync(table.At(path), ct);
            var fields = rows.Kept.Select(k => k.Field).ToArray();
            file++;
            while (left > 0 && _guesses.Exists(g => !g.IsOver) && await rows.ReadAsync(ct))
            {
                ct.ThrowIfCancellationRequested();
                left--;
                if (rows.Problem is null)
                    See(rows, fields, file);
            }
        }

        var all = _guesses.Where(g => !g.IsOver).Select(g => (g.Line, Result: Result(g, out var isOpposed), IsOpposed: isOpposed)).ToList();
        _guesses.Clear();
        Found = all.Where(a => a.Result == true).Select(a => a.Line).ToHashSet();
        // Once one empty column is known to mark totals, doubts about other empty ones are left out: most are about the same rows.
        Perhaps = all.Where(a => a.Result is null && !Found.Any(f => f == a.Line || (f.Word.Length == 0 && a.Line.Word.Length == 0)))
            .Select(a => a.Line).ToHashSet();
        Likely = all.Where(a => !a.IsOpposed && Perhaps.Contains(a.Line)).Select(a => a.Line).ToHashSet();
    }

    private void See(SourceRows rows, int[] fields, int file)
    {
        if (Array.TrueForAll(fields, f => rows.Field(f).Trim((byte)' ').IsEmpty))
            return;
        var (labels, numbers) = (new UInt128[fields.Length], new (decimal Value, int Scale)?[_numbers.Length]);
        foreach (var at in _labels)
            labels[at] = Has(rows.Field(fields[at]), "") ? 0 : ColumnSight.Hash(rows.Field(fields[at]).Trim((byte)' '));
        for (var n = 0; n < numbers.Length; n++)
            numbers[n] = LooseNumber.Read(rows.Field(fields[_numbers[n].At]), _numbers[n].Mark);
        var words = _words.Keys.ToDictionary(at => at, at => WordIn(rows.Field(fields[at])));
        foreach (var guess in _guesses.Where(g => !g.IsOver))
        {
            var (key, isOfTotals) = ((UInt128)file, false);
            foreach (var at in _labels)
            {
                if (at == guess.Line.At || guess.Beside.Contains(at))
                    continue;
                key = (key * 1_099_511_628_211) + labels[at];
                isOfTotals |= labels[at] == 0 || (words.TryGetValue(at, out var other) && _words[at].Contains(other));
            }

            if (GroupOf(guess, key) is not { } group)
                continue;
            var word = words[guess.Line.At];
            if (word == guess.Line.Word)
                (group.Total, group.Totals, group.IsOfTotals) = (numbers, group.Totals + 1, isOfTotals);
            else if (!_words[guess.Line.At].Contains(word))
                group.Add(numbers);
        }
    }

    private static string WordIn(ReadOnlySpan<byte> field) => Has(field, "") ? "" : Encoding.UTF8.GetString(field.Trim((byte)' '));

    // Null where there are too many: the word with the most groups is given up.
    private Group? GroupOf(Guess guess, UInt128 key)
    {
        if (guess.Groups.TryGetValue(key, out var group))
            return group;
        guess.Groups[key] = group = new Group(_numbers.Length);
        _groups++;
        var over = guess.Groups.Count > MostGroups ? guess
            : _groups * _numbers.Length > MostSums ? _guesses.MaxBy(g => g.Groups.Count) : null;
        if (over is null)
            return group;
        _groups -= over.Groups.Count;
        over.Groups.Clear();
        over.IsOver = true;
        return over == guess ? null : group;
    }

    // True for totals, null for what may be some, false for others.
    private bool? Result(Guess guess, out bool isOpposed)
    {
        var (sums, same, others, open, lone) = (0, 0, 0, 0, 0);
        foreach (var group in guess.Groups.Values)
        {
            // A total without rows of its own speaks against it, unless another of its labels is one of totals, as in a cube.
            if (group.Rows == 0)
                lone += group is { Totals: > 0, IsOfTotals: false } ? 1 : 0;
            else if (group.Total is null)
                open += group.Rows > 1 ? 1 : 0;
            else if (group.Totals > 1 || !IsSum(group, out var isOfSeveral))
                others++;
            else
                (sums, same) = (sums + (isOfSeveral ? 1 : 0), same + 1);
        }

        isOpposed = others + lone > 0;
        // In a table of data, what is empty in some rows is not empty in one of every group.
        var isEmpty = guess.Line.Word.Length == 0;
        if (!isOpposed && sums >= FewestGroups && (!isEmpty || open == 0))
            return true;
        return isEmpty ? (others == 0 && open == 0 && sums > 0 ? null : false)
            : same > 0 && same >= others ? null : false;
    }

    private bool IsSum(Group group, out bool isOfSeveral)
    {
        var (equal, others) = (0, 0);
        isOfSeveral = false;
        for (var n = 0; n < _numbers.Length; n++)
        {
            var (sum, number) = (group.Parts[n], group.Total![n]);
            if (number is null || sum.Rows == 0)
                continue;
            var isEqual = AddedRows.IsNear(number.Value.Value, sum.All, sum.Rows, sum.Scale);
            (equal, others) = (equal + (isEqual && sum.Filled > 0 ? 1 : 0), others + (!isEqual && !_numbers[n].IsRate ? 1 : 0));
            isOfSeveral |= isEqual && sum.Filled > 1;
        }

        return equal > others;
    }

    // A word, or nothing, in a column, and the columns that are empty beside it.
    private sealed record Guess(TotalLine Line, HashSet<int> Beside)
    {
        public Dictionary<UInt128, Group> Groups { get; } = [];

        public bool IsOver { get; set; }
    }

    private sealed class Group(int numbers)
    {
        public (decimal All, long Rows, long Filled, int Scale)[] Parts { get; } = new (decimal, long, long, int)[numbers];

        public long Rows { get; private set; }

        public (decimal Value, int Scale)?[]? Total { get; set; }

        public int Totals { get; set; }

        /// <summary>True when its labels are nothing, or words for totals.</summary>
        public bool IsOfTotals { get; set; }

        public void Add((decimal Value, int Scale)?[] row)
        {
            Rows++;
            for (var n = 0; n < row.Length; n++)
            {
                if (row[n] is not { } number)
                    continue;
                var sum = Parts[n];
                Parts[n] = (sum.All + number.Value, sum.Rows + 1, sum.Filled + (number.Value == 0 ? 0 : 1),
                    Math.Max(sum.Scale, number.Scale));
            }
        }
    }
}
