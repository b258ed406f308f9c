using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>Every value of the column that is not null stands in a column of another table: no orphans.</summary>
internal sealed record RelationshipsTest(string Column, string To, string Field) : DataTest
{
    public override string Signature => $"relationships({Column} → {To}.{Field})";

    public override EquatableList<string> Columns => [Column];

    public override string OtherTable => To;

    public override string BadRows(TestTarget target) =>
        $"select * from {Filtered(target.Table)} as t where {Quoted(Column)} is not null and not exists (select from {target.Reference(To)} as o where o.{Quoted(Field)} = t.{Quoted(Column)})";
}
