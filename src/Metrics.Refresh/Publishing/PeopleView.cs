using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sql;
using Metrics.Domain;

namespace Metrics.Refresh.Publishing;

/// <summary>A view for people: <c>gold.dim_store</c> shows the relation that the pointer of <c>dim_store</c> names.</summary>
internal sealed record PeopleView(string Schema, string Name, string Relation, long? RowsAt, EquatableList<string> Columns)
{
    public string QuotedName => SqlSpelling.Identifier(Schema, Name);

    /// <summary>Its query. Columns are named, so that bookkeeping columns never show.</summary>
    public string Query =>
        $"select {string.Join(", ", Columns.Select(SqlSpelling.Identifier))} from {SqlSpelling.Stored(Relation)}{Filter}";

    private string Filter => RowsAt is { } version ? $" where _v_from <= {version} and (_v_to is null or _v_to > {version})" : "";

    public override string ToString() => $"{Schema}.{Name}";
}
