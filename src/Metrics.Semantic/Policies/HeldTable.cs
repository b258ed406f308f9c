using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Policies;

/// <summary>All that the policies over one table hold somebody to, whichever model they stand in.</summary>
internal sealed class HeldTable(string table)
{
    private readonly Dictionary<string, List<RowFilter>> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> _null = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hidden = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _maskedParts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hiddenParts = new(StringComparer.Ordinal);
    private HashSet<string>? _public;

    public string Table => table;

    /// <summary>True when no row may be seen.</summary>
    public bool Nothing { get; set; }

    /// <summary>True when the table cannot be read as it is.</summary>
    public bool IsGuarded => Nothing || _rows.Count + _null.Count > 0;

    /// <summary>Keeps only rows that meet a condition; public is what every condition calls so.</summary>
    public void Keep(string model, RowFilter rows, IEnumerable<string> open)
    {
        (_rows.TryGetValue(model, out var known) ? known : _rows[model] = []).Add(rows);
        if (_public is null)
            _public = new HashSet<string>(open, StringComparer.OrdinalIgnoreCase);
        else
            _public.IntersectWith(open);
    }

    /// <summary>Makes what is written null: its column, or else the expression wherever it is a part of another.</summary>
    public void Mask(string expr)
    {
        if (AuthoredColumns.PlainColumn(expr) is { } column)
            _null.Add(column);
        else if (Names(expr))
            _maskedParts.Add(expr);
    }

    /// <summary>Takes it away: every expression that may read its column, or else every one that it is a part of.</summary>
    public void Hide(string expr)
    {
        if (AuthoredColumns.PlainColumn(expr) is { } column)
        {
            _null.Add(column);
            _hidden.Add(column);
        }
        else if (Names(expr))
        {
            _hiddenParts.Add(expr);
        }
    }

    public bool HidesColumn(string column) => _hidden.Contains(column);

    public bool Hides(string expr) => _hidden.Any(c => AuthoredColumns.Reads(expr, c, table))
        || _hiddenParts.Any(p => AuthoredColumns.Contains(expr, p));

    public bool Masks(string expr) => _maskedParts.Any(p => AuthoredColumns.Contains(expr, p));

    public Guard Guard(Catalog open) => new(
        open,
        _rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new GuardRows(r.Key, r.Value.ToEquatableList())).ToEquatableList(),
        Nothing,
        _null.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        (_public ?? []).Except(_null, StringComparer.OrdinalIgnoreCase).ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    // A constant is a part of too much.
    private static bool Names(string expr) => SqlTokens.Of(expr) is { } tokens && (tokens.IsDoubtful || tokens.All.Any(t => t.IsName));
}
