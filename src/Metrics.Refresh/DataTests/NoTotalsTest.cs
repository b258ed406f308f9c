using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>
/// No value of the columns is a word for totals (Total, Grand total, Summe, North subtotal), as spreadsheets write it in a row that adds up
/// others: such a row would be counted besides the rows that it adds up.
/// </summary>
internal sealed record NoTotalsTest(EquatableList<string> Names) : DataTest
{
    private const string Words = "total|totals|totale|totales|totaal|totalt|subtotal|subtotals|subtotale|gesamt|insgesamt|summe|somme|suma"
        + "|somma|toplam|razem|celkem|yhteensä|итого|всего|合計|合计|总计";

    // The word first, with others before it that make no name of it; or as the last word.
    private const string Pattern =
        $"^[^[:alpha:]]*((grand|general|overall|sub|sous|net|gross)[ -])?(({Words})|(gesamt|end|teil|zwischen)[[:alpha:]]*summe"
        + $"|gesamt[[:alpha:]]+)([^[:alpha:]].*)?$|[^[:alpha:]]({Words})[^[:alpha:]]*$";

    public override string Signature => $"no_totals({string.Join(", ", Names)})";

    public override EquatableList<string> Columns => Names;

    public override string BadRows(TestTarget target) => $"select * from {Filtered(target.Table)} as t where "
        + string.Join(" or ", Names.Select(n => $"{Quoted(n)}::text ~* {Sql.SqlSpelling.Literal(Pattern)}"));

    public override string? BadRowsOfChange(TestTarget target) => AmongWritten(target);

    public override string Counted(long badRows) =>
        $"{badRows} {(badRows == 1 ? "row is" : "rows are")} called a total: if {(badRows == 1 ? "it adds" : "they add")} up others, leave "
        + $"{(badRows == 1 ? "it" : "them")} out with a 'where'";
}
