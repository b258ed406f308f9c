using System.Globalization;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Loading.Times;

namespace Metrics.Refresh.Loading;

/// <summary>Finds what a column's declaration could say so that the values it refuses would be read.</summary>
internal sealed class RejectAdvice
{
    // Enough to tell day from month; after that a bad file is not read the slower for its advice.
    private const int MostValues = 1_000;

    private readonly Dictionary<string, (int Values, Dictionary<string, int> Reads)> _columns = [];

    /// <summary>Takes in a value that a column refused.</summary>
    public void See(LoadedColumn column, ReadOnlySpan<byte> text)
    {
        if (!_columns.TryGetValue(column.Name, out var seen))
            seen = (0, []);
        if (seen.Values == MostValues)
            return;
        foreach (var words in column.OtherDeclarations(text))
            seen.Reads[words] = seen.Reads.GetValueOrDefault(words) + 1;
        _columns[column.Name] = seen with { Values = seen.Values + 1 };
    }

    /// <summary>In words that anybody may read who may know the columns: no value is in it. Empty when there is nothing to say.</summary>
    public override string ToString() => string.Join("; ", _columns.Select(c => Of(c.Key, c.Value.Values, c.Value.Reads)).OfType<string>());

    private static string? Of(string column, int values, Dictionary<string, int> reads)
    {
        if (reads.Count == 0)
            return null;
        var most = reads.Values.Max();
        // Day and month may be either: then both are named, in the order they were tried in.
        var best = reads.Where(r => r.Value == most).Select(r => r.Key).DistinctBy(TimeFormatGuess.Loosened).Select(w => $"'{w}'").Take(2);
        var which = most == values ? "what it refused"
            : string.Create(CultureInfo.InvariantCulture, $"{most:N0} of {values:N0} values that it refused");
        return $"with {string.Join(" or ", best)} column '{column}' would read {which}";
    }
}
