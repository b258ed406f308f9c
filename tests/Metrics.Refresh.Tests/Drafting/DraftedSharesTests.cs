namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Shares are averaged where their name says so, and what may be an amount is added up with a word.</summary>
public sealed class DraftedSharesTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Theory]
    [InlineData("Anteil", "0.25", "0.75", "average")]
    [InlineData("marktanteil", "25", "75", "average")]
    [InlineData("share", "0.25", "0.75", "average")]
    [InlineData("tax_rate", "7", "19", "average")]
    [InlineData("pct", "12.5", "50", "average")]
    [InlineData("Porcentaje", "12.5", "50", "average")]
    [InlineData("taux", "0.055", "0.2", "average")]
    [InlineData("ratio", "0.1", "1", "average")]
    [InlineData("Quote %", "12.5", "50", "average")]
    [InlineData("quota", "0.25", "1.00", "average")]
    [InlineData("abbruchquote", "0.125", "0", "average")]
    [InlineData("sales_share", "12.5", "50", "average")]
    [InlineData("anteil_umsatz", "0.125", "0.5", "average")]
    // An amount perhaps.
    [InlineData("anteil_umsatz", "1200.50", "800.25", "sum")]
    [InlineData("cost", "0.25", "0.75", "sum")]
    [InlineData("quota", "100", "200", "sum")]
    [InlineData("monatsrate", "99.50", "120.25", "sum?")]
    [InlineData("anteil_eur", "0.25", "0.75", "sum")]
    [InlineData("share_amount", "10.5", "11.5", "sum")]
    [InlineData("x", "0.25", "0.75", "sum?")]
    [InlineData("amount", "0.25", "0.75", "sum")]
    [InlineData("n", "0.25", "1.75", "sum")]
    [InlineData("flag", "0", "1", "sum")]
    public async Task By_their_names_and_their_values(string header, string first, string second, string how)
    {
        _bed.Write("data/a.csv", $"id,shop,{header}\n1,A,{first}\n2,B,{second}\n3,A,{first}\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains($"agg: {how.TrimEnd('?')}, expr: ", _bed.Read("my_shop/semantic/a.yml"), StringComparison.Ordinal);
        var note = $"a.csv, '{header}': "
            + (how == "average" ? "averaged with equal weight for each row, and not summed"
                : "summed, but may be a share or a rate: if it is, set 'agg: average'");
        Assert.Equal(how != "sum", said.Contains(note, StringComparison.Ordinal));
        var unsure = $"# unsure: {(how == "average" ? "averaged" : "summed")}";
        Assert.Equal(how != "sum", _bed.Read("my_shop/semantic/a.yml").Contains(unsure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_margin_of_money_is_added_up()
    {
        _bed.Write("data/a.csv", "id,shop,margin\n1,A,1200.50\n2,B,800.25\n3,A,95.00\n");
        await _bed.DraftAsync();
        Assert.Matches(
            "name: margin[^\n]*agg: sum|expr: margin\\b[^\n]*agg: sum|agg: sum[^\n]*expr: margin", _bed.Read("my_shop/semantic/a.yml"));
    }

    [Fact]
    public async Task Shares_that_are_written_with_their_sign_are_no_sums()
    {
        _bed.Write("data/a.csv", "id;Anteil\n1;12,5 %\n2;50 %\n3;37,5 %\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("{name: anteil, header: Anteil, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("a.csv, 'Anteil': numbers with a unit", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_be_thousands_beside_a_decimal_comma_is_told_with_what_to_write()
    {
        _bed.Write("data/a.csv", "id;stück;kurs;preis;steuer\n1;1.750;1.5;1,5;0,1\n2;12500;2.25;2,25;0,2\n3;2.000;3.5;3,75;0,3\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("{name: stuck, header: \"stück\", type: text}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "a.csv, 'stück': each '.' in it is before three digits and may separate thousands, and the table's decimal mark is ','; read "
            + "as text: in the gold model replace(column, '.', '')::numeric(18,0) reads thousands, and column::numeric(18,4) fractions",
            said, StringComparison.Ordinal);
        Assert.Contains(
            "a.csv, 'kurs': its fractions have '.', and the table's decimal mark is ','; read as text: in the gold model "
            + "column::numeric(18,4) converts it to numbers", said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
