using Metrics.Refresh.Sql;
using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>Every value of the column that is not null is one of a list.</summary>
internal sealed record AcceptedValuesTest(string Column, EquatableList<string> Values) : DataTest
{
    private const int MostTold = 3;

    public override string Signature => $"accepted_values({Column})";

    public override EquatableList<string> Columns => [Column];

    public override string BadRows(TestTarget target) =>
        $"select * from {Filtered(target.Table)} as t where {Quoted(Column)} is not null and {Quoted(Column)}::text not in "
        + $"({string.Join(", ", Values.Select(Sql.SqlSpelling.Literal))})";

    public override string? BadRowsOfChange(TestTarget target) => AmongWritten(target);

    public override string? Found(EquatableList<string> samples)
    {
        var others = samples.Select(s => SampledRow.ValueOf(s, Column)).OfType<string>().Distinct().ToList();
        return others.Count == 0 ? null
            : $"{Column} = {string.Join(", ", others.Take(MostTold))}{(others.Count > MostTold ? ", …" : "")}";
    }
}
