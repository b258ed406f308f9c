using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>None of the columns is null in any row.</summary>
internal sealed record NotNullTest(EquatableList<string> Required) : DataTest
{
    public override string Signature => $"not_null({string.Join(", ", Required)})";

    public override EquatableList<string> Columns => Required;

    public override string BadRows(TestTarget target) =>
        $"select * from {Filtered(target.Table)} as t where {string.Join(" or ", Required.Select(c => $"{Quoted(c)} is null"))}";

    public override string? BadRowsOfChange(TestTarget target) => AmongWritten(target);
}
