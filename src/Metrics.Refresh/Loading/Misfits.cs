using System.Globalization;
using System.Runtime.InteropServices;

namespace Metrics.Refresh.Loading;

/// <summary>The values that do not fit, by column: how many, and the first of them.</summary>
internal sealed class Misfits
{
    /// <summary>How many columns are described in full.</summary>
    public const int MostTold = 5;

    // With more columns wrong, the declaration is probably that of another table.
    private const int MostNamed = 20;

    // Faults of whole rows, such as their number of fields, have the empty name.
    private readonly Dictionary<string, (long Count, string First)> _columns = [];

    /// <summary>How many columns have a value that does not fit; faults of whole rows count as one column.</summary>
    public int Kinds => _columns.Count;

    /// <summary>Counts a misfit. True for the column's first one, which is the one to show.</summary>
    /// <param name="column">The column; null for the whole row.</param>
    public bool IsFirst(string? column)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, column ?? "", out var known);
        seen = seen with { Count = seen.Count + 1 };
        return !known;
    }

    /// <summary>Records the description of a column's first misfit.</summary>
    public void Show(string? column, string words) => _columns[column ?? ""] = _columns[column ?? ""] with { First = words };

    public override string ToString()
    {
        // Columns first: faults of whole rows say little about the declaration.
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
