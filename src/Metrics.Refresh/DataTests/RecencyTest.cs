using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>The newest value of the column is not older than allowed; an empty table is too old.</summary>
internal sealed record RecencyTest(string Column, TimeSpan Within) : DataTest
{
    public override string Signature => $"recency({Column})";

    public override EquatableList<string> Columns => [Column];

    public override bool RunsWhenUnchanged => true;

    // A naive timestamp or a date is taken as UTC.
    public override string BadRows(TestTarget target) =>
        $"select newest from (select max({Quoted(Column)}::timestamp at time zone 'UTC') as newest from {Filtered(target.Table)} as t) "
        + $"as n "
        + $"where newest is null or newest < now() - interval '{(long)Within.TotalSeconds} seconds'";
}
