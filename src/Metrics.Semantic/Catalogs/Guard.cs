using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Catalogs;

/// <summary>What policies leave of a table, wherever it is read: only some of its rows, and nulls in some columns.</summary>
/// <param name="Open">The catalog without policies, which the conditions are evaluated in.</param>
/// <param name="Rows">Conditions that rows must meet, all of them.</param>
/// <param name="Nothing">True when no row may be seen.</param>
/// <param name="Masked">Columns of the table that are null.</param>
/// <param name="Public">Columns whose values are no secret, even those of hidden rows.</param>
public sealed record Guard(Catalog Open, EquatableList<GuardRows> Rows, bool Nothing, FrozenSet<string> Masked, FrozenSet<string> Public)
{
    /// <summary>The models that the row conditions read columns of or join through.</summary>
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

/// <summary>The row conditions of one semantic model's policies, in that model's names.</summary>
/// <param name="Model">The semantic model.</param>
/// <param name="Conditions">The conditions.</param>
public sealed record GuardRows(string Model, EquatableList<RowFilter> Conditions);
