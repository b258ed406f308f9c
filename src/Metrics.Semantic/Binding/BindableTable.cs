using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Binding;

/// <summary>A table that a semantic model can be bound to: published, or about to be.</summary>
/// <param name="Model">The model's name, as in <c>ref('…')</c>.</param>
/// <param name="Relation">The relation in its schema.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Keys">Column sets tested to be unique and not null.</param>
public sealed record BindableTable(
    string Model, string Relation, EquatableList<TableColumn> Columns, EquatableList<EquatableList<string>> Keys)
{
    /// <summary>The schema it is in.</summary>
    public string Schema { get; init; } = PublishedTable.Store;

    /// <summary>The version whose rows apply, in a relation that holds rows of many versions; null when all rows apply.</summary>
    public long? RowsAt { get; init; }

    /// <summary>The table as the source of a statement, where its alias is the model's name.</summary>
    internal SqlSource.Relation Source => new(Schema, Relation, RowsAt, Columns.Select(c => c.Name).ToEquatableList(), Model);

    /// <summary>The table behind a pointer.</summary>
    public static BindableTable Of(PublishedTable table) =>
        new(table.Model, table.Relation, table.Columns, table.Keys) { RowsAt = table.RowsAt };
}
