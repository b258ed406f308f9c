using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>A condition of the author's own SQL holds in every row; a row where it is null counts as bad.</summary>
internal sealed record ExpressionTest(string Expression) : DataTest
{
    public override string Signature => $"expression({Expression})";

    public override EquatableList<string> Columns => [];

    public override string BadRows(TestTarget target) => $"select * from {Filtered(target.Table)} as t where ({Expression}) is not true";

    public override string? BadRowsOfChange(TestTarget target) => IsOfOneRow(Expression) ? AmongWritten(target) : null;
}
