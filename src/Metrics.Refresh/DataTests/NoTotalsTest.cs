using Metrics.Domain;
using Metrics.Refresh.Sources;
using Metrics.Refresh.Sql;

namespace Metrics.Refresh.DataTests;

/// <summary>
/// No value of the columns is a word for totals (Total, Grand total, Summe, North subtotal), as spreadsheets write it in a row that adds up
/// others: such a row would be counted besides the rows that it adds up.
/// </summary>
/// <param name="Names">The columns.</param>
/// <param name="Except">Values that are no totals, although they have such a word.</param>
internal sealed record NoTotalsTest(EquatableList<string> Names, EquatableList<string> Except) : DataTest
{
    public override string Signature => $"no_totals({string.Join(", ", Names)})";

    public override EquatableList<string> Columns => Names;

    public override string BadRows(TestTarget target) => $"select * from {Filtered(target.Table)} as t where "
        + string.Join(" or ", Names.Select(n =>
            $"({TotalWords.WithoutAccents($"{Quoted(n)}::text")}) ~* {SqlSpelling.Literal(TotalWords.Pattern)}{But(n)}"));

    private string But(string name) => Except.Count == 0 ? ""
        : $" and trim({Quoted(name)}::text) not in ({string.Join(", ", Except.Select(SqlSpelling.Literal))})";

    public override string? BadRowsOfChange(TestTarget target) => AmongWritten(target);

    public override string Counted(long badRows) => Called(badRows);

    /// <summary>That rows are called totals, and what to do about it.</summary>
    public static string Called(long rows) =>
        $"{rows} {(rows == 1 ? "row is" : "rows are")} called a total: if {(rows == 1 ? "it adds" : "they add")} up others, leave "
        + $"{(rows == 1 ? "it" : "them")} out with a 'where'";
}
