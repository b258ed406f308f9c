using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>Every value of the column that is not null exists in a column of another table: no orphans.</summary>
internal sealed record RelationshipsTest(string Column, string To, string Field) : DataTest
{
    public override string Signature => $"relationships({Column} → {To}.{Field})";

    public override EquatableList<string> Columns => [Column];

    public override EquatableList<string> OtherTables => [To];

    public override string BadRows(TestTarget target) =>
        $"select * from {Filtered(target.Table)} as t where {Quoted(Column)} is not null and not exists (select from "
        + $"{target.Reference(To)} as o where o.{Quoted(Field)} = t.{Quoted(Column)})";

    // A new orphan is either a row that was written, or one whose parent row was ended.
    public override string? BadRowsOfChange(TestTarget target)
    {
        if (target.Changed is not { } changed || changed.Clean.OtherVersion(this) is not { } version
            || changed.Ended(To, version) is not { } ended)
            return null;
        var among = AmongWritten(target);
        if (ended == "")
            return among;
        var gone =
            $"select e.{Quoted(Field)} from {ended} as e where not exists (select from {target.Reference(To)} as o where "
            + $"o.{Quoted(Field)} = e.{Quoted(Field)})";
        return $"{among}\nunion all\nselect * from {Filtered(target.Table)} as t where {Quoted(Column)} in ({gone})";
    }
}
