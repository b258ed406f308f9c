using Metrics.Domain;
using Metrics.Refresh.Sql;

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
        var table = Filtered(target.Table);
        // Which keys, and only then how many rows each has: mostly there are none.
        var repeated = RepeatedKeys.In(table, columns, present);
        return $"select {columns}, count(*) as copies from {table} as t where ({columns}) in ({repeated}) group by {columns}";
    }

    // Two rows that agree can only be there if the change wrote one of them.
    public override string? BadRowsOfChange(TestTarget target)
    {
        var columns = string.Join(", ", Key.Select(Quoted));
        return target.Changed is { } changed
            ? BadRows(
                target with
                    { Table = $"(select * from {target.Table} as a where ({columns}) in (select {columns} from {changed.Written} as c))" })
            : null;
    }
}
