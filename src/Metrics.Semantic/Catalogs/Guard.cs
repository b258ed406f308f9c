using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Catalogs;

/// <summary>What stands between a table and whoever asks: only some of its rows, and nulls in some columns, wherever it is read.</summary>
/// <param name="Open">The catalog without policies, which the conditions are evaluated in.</param>
/// <param name="Rows">Conditions that rows must meet, all of them.</param>
/// <param name="Nothing">True when no row may be seen.</param>
/// <param name="Masked">Columns of the table that are null.</param>
/// <param name="Public">Columns whose values of hidden rows are no secret.</param>
public sealed record Guard(Catalog Open, EquatableList<GuardRows> Rows, bool Nothing, FrozenSet<string> Masked, FrozenSet<string> Public)
{
    /// <summary>The models whose rows decide besides its own.</summary>
    public IEnumerable<string> Models => Rows.SelectMany(r => r.Conditions).SelectMany(c => c.Columns)
        .SelectMany(c => c.Path.Select(s => s.Model).Append(c.Model)).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Nothing)
            yield return "no rows";
        else if (Rows.Count > 0)
            yield return $"rows where {string.Join(" and ", Rows.SelectMany(r => r.Conditions))}, behind a fence";
        if (Masked.Count > 0)
            yield return $"without {string.Join(", ", Masked.Order(StringComparer.Ordinal))}";
    }
}

/// <summary>The conditions of one semantic model's policies, which speak in its names.</summary>
/// <param name="Model">The semantic model.</param>
/// <param name="Conditions">The conditions.</param>
public sealed record GuardRows(string Model, EquatableList<RowFilter> Conditions);
