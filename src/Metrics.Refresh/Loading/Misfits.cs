using System.Globalization;
using System.Runtime.InteropServices;

namespace Metrics.Refresh.Loading;

/// <summary>What does not fit, column by column: how many values, and the first of them.</summary>
internal sealed class Misfits
{
    /// <summary>So many columns are told of in full.</summary>
    public const int MostTold = 5;

    // Beyond that a table is another table than its declaration says.
    private const int MostNamed = 20;

    // What is wrong with whole rows, such as their number of fields, stands under no column.
    private readonly Dictionary<string, (long Count, string First)> _columns = [];

    /// <summary>How many columns have a value that does not fit; rows that are none count as one.</summary>
    public int Kinds => _columns.Count;

    /// <summary>Counts one, and says whether it is the column's first, so that it is to be shown.</summary>
    /// <param name="column">The column; null when it is the whole row.</param>
    public bool IsFirst(string? column)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, column ?? "", out var known);
        seen = seen with { Count = seen.Count + 1 };
        return !known;
    }

    /// <summary>Says what is wrong with a column's first one.</summary>
    public void Show(string? column, string words) => _columns[column ?? ""] = _columns[column ?? ""] with { First = words };

    public override string ToString()
    {
        // Columns first: what is wrong with rows says little about the declaration.
        var all = _columns.OrderBy(c => c.Key.Length == 0).ToList();
        var told = all.Take(MostTold).Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Value.First} ({c.Value.Count:N0} {(c.Key.Length == 0 ? "row" : "value")}{(c.Value.Count == 1 ? "" : "s")})"));
        var rest = all.Skip(MostTold).Select(c => c.Key.Length == 0 ? "whole rows" : c.Key).ToList();
        var more = rest.Count == 0 ? ""
            : $"; and {rest.Count} more: {string.Join(", ", rest.Take(MostNamed))}{(rest.Count > MostNamed ? ", …" : "")}";
        return string.Join("; ", told) + more;
    }
}
