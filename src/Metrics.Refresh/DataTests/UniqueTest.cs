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
}
