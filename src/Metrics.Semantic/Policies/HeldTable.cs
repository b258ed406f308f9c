using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Policies;

/// <summary>Everything that policies over one table, of whichever model, impose on a principal.</summary>
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

    /// <summary>True when the table must not be read without a guard.</summary>
    public bool IsGuarded => Nothing || _rows.Count + _null.Count > 0;

    /// <summary>Keeps only rows that meet a condition. A column is public only where every condition calls it so.</summary>
    public void Keep(string model, RowFilter rows, IEnumerable<string> open)
    {
        (_rows.TryGetValue(model, out var known) ? known : _rows[model] = []).Add(rows);
        if (_public is null)
            _public = new HashSet<string>(open, StringComparer.OrdinalIgnoreCase);
        else
            _public.IntersectWith(open);
    }

    /// <summary>Masks an expression: its column, or, if it is more than a column, the expression wherever another contains it.</summary>
    public void Mask(string expr)
    {
        if (AuthoredColumns.PlainColumn(expr) is { } column)
            _null.Add(column);
        else if (Names(expr))
            _maskedParts.Add(expr);
    }

    /// <summary>Hides an expression: all that may read its column, or, if it is more than a column, all that contain it.</summary>
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

    // An expression without names (a constant) is part of too many others.
    private static bool Names(string expr) => SqlTokens.Of(expr) is { } tokens && (tokens.IsDoubtful || tokens.All.Any(t => t.IsName));
}
