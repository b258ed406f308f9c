using System.Globalization;
using Metrics.Refresh.Loading.Columns;

namespace Metrics.Refresh.Loading;

/// <summary>Finds declarations for a column that would read the values it refuses.</summary>
internal sealed class RejectAdvice
{
    // Enough to tell day from month; beyond that, advice must not slow down the reading of a bad file.
    private const int MostValues = 1_000;

    private readonly Dictionary<string, (int Values, Dictionary<OtherDeclaration, int> Reads)> _columns = [];
    private readonly SortedSet<string> _torn = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Column, OtherDeclaration Other), AdviceCost> _costs = [];

    /// <summary>The advice, by column.</summary>
    public IEnumerable<(string Column, OtherDeclaration Other)> Given =>
        _columns.Take(Misfits.MostTold).SelectMany(c => Best(c.Value.Reads).Select(o => (c.Key, o)));

    /// <summary>Takes in a value that a column refused.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">The value.</param>
    /// <param name="isMarked">True for bytes that are no UTF-8 in a file that a byte order mark says to be that.</param>
    public void See(LoadedColumn column, ReadOnlySpan<byte> text, bool isMarked = false)
    {
        if (isMarked)
            _torn.Add(column.Name);
        if (!_columns.TryGetValue(column.Name, out var seen))
            seen = (0, []);
        if (seen.Values == MostValues)
            return;
        foreach (var other in column.OtherDeclarations(text).Where(o => !isMarked || !o.ChangesTexts))
            seen.Reads[other] = seen.Reads.GetValueOrDefault(other) + 1;
        _columns[column.Name] = seen with { Values = seen.Values + 1 };
    }

    /// <summary>Takes in what following the advice would cost.</summary>
    public void Tried(string column, OtherDeclaration other, AdviceCost cost) => _costs[(column, other)] = cost;

    /// <summary>The advice in words, which contain column names but no values. Empty when there is none.</summary>
    public override string ToString() => string.Join(
        "; ", _columns.Take(Misfits.MostTold).Select(c => Of(c.Key, c.Value.Values, c.Value.Reads)).OfType<string>().Concat(Torn));

    // No declaration reads two encodings.
    private IEnumerable<string> Torn => _torn.Count == 0 ? []
        : [$"the file has a byte order mark of UTF-8, and other bytes in {string.Join(", ", _torn.Select(c => $"'{c}'"))}: its parts are "
            + "of two encodings; write it again in one"];

    private string? Of(string column, int values, Dictionary<OtherDeclaration, int> reads)
    {
        if (reads.Count == 0)
            return null;
        var (most, best) = (reads.Values.Max(), Best(reads));
        var which = most == values ? "what it refused"
            : string.Create(CultureInfo.InvariantCulture, $"{most:N0} of {values:N0} values that it refused");
        var where = best.Exists(o => o.IsOfTable) ? " for the whole table" : "";
        return $"with {string.Join(" or ", best.Select(o => $"'{o}'"))}{where} column '{column}' would read {which}, {Cost(column, best)}";
    }

    // When day and month could be either, both formats are named, in the order they were tried.
    private static List<OtherDeclaration> Best(Dictionary<OtherDeclaration, int> reads)
    {
        var most = reads.Values.DefaultIfEmpty().Max();
        return reads.Where(r => r.Value == most).Select(r => r.Key)
            .DistinctBy(o => o.Sort).Take(2).ToList();
    }

    private string Cost(string column, List<OtherDeclaration> best)
    {
        var costs = best.Select(o => _costs.GetValueOrDefault((column, o))).OfType<AdviceCost>().ToList();
        if (costs.Count < best.Count)
            return "but may refuse others that it reads now";
        var rows = string.Create(CultureInfo.InvariantCulture, $"{(costs[0].IsAll ? "" : "first ")}{costs[0].Rows:N0} rows");
        var refused = Told(costs.ConvertAll(c => c.Refused), rows, "a value that is read now and would be refused then");
        if (costs.TrueForAll(c => c.Changed == 0))
            return costs.TrueForAll(c => c.Refused == 0) ? $"and {refused}" : $"but {refused}";
        var changed = Told(costs.ConvertAll(c => c.Changed), rows, "a value that would be read as another, or as null");
        return costs.TrueForAll(c => c.Refused == 0) ? $"but {changed}" : $"but {refused} and {changed}";
    }

    private static string Told(List<long> counts, string rows, string what)
    {
        var told = counts.Select(c => c == 0 ? "none" : c.ToString("N0", CultureInfo.InvariantCulture)).Distinct().ToList();
        return $"{string.Join(" and ", told)} of the {rows} {(told is ["none" or "1"] ? "has" : "have")} {what}";
    }
}
