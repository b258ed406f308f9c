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
        + string.Join(" or ", Names.Select(n => $"{Quoted(n)}::text in ({CalledSo(n, Filtered(target.Table))})"));

    // The pattern takes much longer than a comparison, so each value is looked at once. Without the offset PostgreSQL would look at every
    // row first.
    private string CalledSo(string name, string table) =>
        $"select v from (select distinct {Quoted(name)}::text as v from {table} as d offset 0) as o "
        + $"where ({TotalWords.WithoutAccents("v")}) ~* {SqlSpelling.Literal(TotalWords.Pattern)}"
        + (Except.Count == 0 ? "" : $" and trim(v) not in ({string.Join(", ", Except.Select(SqlSpelling.Literal))})");

    public override string? BadRowsOfChange(TestTarget target) => AmongWritten(target);

    public override string Counted(long badRows) => Called(badRows);

    /// <summary>That rows are called totals, and what to do about it.</summary>
    public static string Called(long rows) =>
        $"{rows} {(rows == 1 ? "row is" : "rows are")} called a total: if {(rows == 1 ? "it adds" : "they add")} up others, leave "
        + $"{(rows == 1 ? "it" : "them")} out with a 'where'";
}
