using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>No two rows agree on all the columns; rows with a null among them are not compared, as in a SQL unique constraint.</summary>
internal sealed record UniqueTest(EquatableList<string> Key) : DataTest
{
    public override string Signature => $"unique({string.Join(", ", Key)})";

    public override EquatableList<string> Columns => Key;

    public override string BadRows(TestTarget target)
    {
        var columns = string.Join(", ", Key.Select(Quoted));
        var present = string.Join(" and ", Key.Select(k => $"{Quoted(k)} is not null"));
        return $"select {columns}, count(*) as copies from {Filtered(target.Table)} as t where {present} group by {columns} having count(*) > 1";
    }

    // Two rows that agree can only be there if the change wrote one of them.
    public override string? BadRowsOfChange(TestTarget target)
    {
        var columns = string.Join(", ", Key.Select(Quoted));
        return target.Changed is { } changed
            ? BadRows(target with { Table = $"(select * from {target.Table} as a where ({columns}) in (select {columns} from {changed.Written} as c))" })
            : null;
    }
}
