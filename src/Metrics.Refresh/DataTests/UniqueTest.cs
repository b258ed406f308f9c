using System.Text.Json;
using Metrics.Domain;
using Metrics.Refresh.Sql;

namespace Metrics.Refresh.DataTests;

/// <summary>No two rows have the same values in all the columns. Rows with a null in one are not compared, as in a SQL unique
/// constraint.</summary>
internal sealed record UniqueTest(EquatableList<string> Key) : DataTest
{
    private const string Copies = "copies";
    private const int MostTold = 3;

    public override string Signature => $"unique({string.Join(", ", Key)})";

    public override EquatableList<string> Columns => Key;

    public override string BadRows(TestTarget target)
    {
        var columns = string.Join(", ", Key.Select(Quoted));
        var present = string.Join(" and ", Key.Select(k => $"{Quoted(k)} is not null"));
        var table = Filtered(target.Table);
        // Finds the repeated keys first, then counts the rows of each: mostly there are none.
        var repeated = RepeatedKeys.In(table, columns, present);
        return $"select {columns}, count(*) as {Copies} from {table} as t where ({columns}) in ({repeated}) group by {columns}";
    }

    public override string Counted(long badRows) => badRows == 1 ? "1 key repeats" : $"{badRows} keys repeat";

    public override string? Found(EquatableList<string> samples)
    {
        var told = samples.Take(MostTold).Select(Told).OfType<string>().ToList();
        return told.Count == 0 ? null : string.Join("; ", told) + (samples.Count > told.Count ? "; …" : "");
    }

    // Null when a column of the key is secret, and therefore not in the sample.
    private string? Told(string sample)
    {
        using var row = JsonDocument.Parse(sample);
        var values = Key.Where(k => row.RootElement.TryGetProperty(k, out _))
            .Select(k => $"{k} = {SampledRow.Cut(row.RootElement.GetProperty(k))}").ToList();
        return values.Count == Key.Count && row.RootElement.TryGetProperty(Copies, out var copies)
            ? $"{string.Join(", ", values)} occurs in {copies} rows" : null;
    }

    // Keys were unique before, so when two rows now share one, the change must have written one of them.
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
