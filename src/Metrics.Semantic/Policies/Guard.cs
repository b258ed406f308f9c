using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Policies;

/// <summary>What stands between a model and whoever asks: of its table only some rows, and nulls in some columns, wherever it is read.</summary>
/// <param name="Open">The catalog without policies, which the conditions are evaluated in.</param>
/// <param name="Rows">Conditions that rows must meet.</param>
/// <param name="Nothing">True when no row may be seen.</param>
/// <param name="Masked">Columns of the table that are null.</param>
public sealed record Guard(Catalog Open, EquatableList<RowFilter> Rows, bool Nothing, FrozenSet<string> Masked)
{
    /// <summary>The models whose rows decide besides its own.</summary>
    public IEnumerable<string> Models => Rows.SelectMany(r => r.Columns).SelectMany(c => c.Path.Select(s => s.Model).Append(c.Model)).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Nothing)
            yield return "no rows";
        else if (Rows.Count > 0)
            yield return $"rows where {string.Join(" and ", Rows)}";
        if (Masked.Count > 0)
            yield return $"without {string.Join(", ", Masked.Order(StringComparer.Ordinal))}";
    }
}
