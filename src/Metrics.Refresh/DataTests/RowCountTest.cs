using System.Globalization;
using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>The number of rows is within bounds and has not grown or dropped too much since the published version.</summary>
internal sealed record RowCountTest(long? AtLeast, long? AtMost, Share? MaxDrop, Share? MaxGrowth) : DataTest
{
    public override string Signature => "row_count";

    public override EquatableList<string> Columns => [];

    // One row with both counts when a bound is broken. Without a previous version, growth and drop are null and break nothing.
    public override string BadRows(TestTarget target)
    {
        var before = target.Previous is null ? "(select null::bigint as rows)"
            : $"(select count(*) as rows from {Filtered(target.Previous)} as t)";
        return $"select n.rows as rows_now, p.rows as rows_before from (select count(*) as rows from {Filtered(target.Table)} as t) as "
            + $"n, {before} as p where {string.Join(" or ", Broken())}";
    }

    private IEnumerable<string> Broken()
    {
        if (AtLeast is { } least)
            yield return string.Create(CultureInfo.InvariantCulture, $"n.rows < {least}");
        if (AtMost is { } most)
            yield return string.Create(CultureInfo.InvariantCulture, $"n.rows > {most}");
        if (MaxDrop is not null)
            yield return $"p.rows - n.rows > {MaxDrop.AllowedOf("p.rows")}";
        if (MaxGrowth is not null)
            yield return $"n.rows - p.rows > {MaxGrowth.AllowedOf("p.rows")}";
    }
}
