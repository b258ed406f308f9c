using Metrics.Refresh.Sql;
using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>Every value of the column that is not null is one of a list.</summary>
internal sealed record AcceptedValuesTest(string Column, EquatableList<string> Values) : DataTest
{
    public override string Signature => $"accepted_values({Column})";

    public override EquatableList<string> Columns => [Column];

    public override string BadRows(TestTarget target) =>
        $"select * from {Filtered(target.Table)} as t where {Quoted(Column)} is not null and {Quoted(Column)}::text not in "
        + $"({string.Join(", ", Values.Select(Sql.SqlSpelling.Literal))})";

    public override string? BadRowsOfChange(TestTarget target) => AmongWritten(target);
}
