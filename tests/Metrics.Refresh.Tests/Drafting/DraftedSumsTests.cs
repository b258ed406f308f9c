using System.Globalization;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Rows of totals are known by their sums: no number is counted twice, and no row is lost for a word.</summary>
public sealed class DraftedSumsTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Theory]
    [InlineData(" Gesamt")]
    [InlineData("* Gesamt")]
    [InlineData("Gesamtergebnis")]
    [InlineData("Gesamtbetrag")]
    [InlineData("Total Gesamt")]
    [InlineData("Total général")]
    [InlineData("TOTALE GENERALE")]
    [InlineData("Totaal")]
    [InlineData("GESAMT 2026")]
    [InlineData("\"Summe \"\"alle\"\"\"")]
    [InlineData("Summe von Betrag")]
    [InlineData("итого")]
    [InlineData("ÖSSZESEN")]
    [InlineData("Σ")]
    [InlineData("All")]
    [InlineData("Overall")]
    [InlineData("Alle")]
    public async Task A_total_is_known_in_many_languages_and_with_signs_before_it(string word)
    {
        _bed.Write("data/a.csv", $"kunde;betrag\nK1;1,5\nK2;2,5\nK3;3,5\nK1;4,5\n{word};12,0\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("seems to be a total of the others; the model in gold leaves it out", said, StringComparison.Ordinal);
        Assert.Contains("is not true", _bed.Read("my_shop/models/gold/a.sql"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_of_parts_in_the_middle_are_left_out_with_those_of_parts_that_are_not_there_yet()
    {
        const string Header = "region,month,sales\n";
        _bed.Write("data/regions.csv", $"{Header}North,2026-01,5\nNorth,2026-02,6\nNorth subtotal,,11\nSouth,2026-01,7\nSouth,2026-02,9\n"
                + "South subtotal,,16\nGrand Total,,27\n")
            .Write("data/parts.csv", "kunde;betrag\nK1;1\nK1;2\nSumme K1;3\nK2;4\nK2;6\nSumme K2;10\n")
            .Write("data/top.csv", "kunde;betrag\nGesamt;15\nK1;4\nK2;5\nK3;6\n")
            .Write("data/two.csv", "kunde;betrag\nK1;4\nK2;5\nK3;6\nSumme;15\nGesamt;15\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("1 row has 'North subtotal' in 'region', and the sums of other rows", said, StringComparison.Ordinal);
        await AssertSumAsync("region_count,sales", "4,27");
        await AssertSumAsync("part_count,part_betrag", "4,13");
        await AssertSumAsync("top_count,top_betrag", "3,15");
        await AssertSumAsync("two_count,two_betrag", "3,15");
        _bed.Write("data/regions.csv", $"{Header}North,2026-01,5\nNorth subtotal,,5\nWest,2026-01,8\nWest subtotal,,8\nGrand Total,,13\n");
        Assert.Equal(0, (await _bed.RunAsync("run")).ExitCode);
        await AssertSumAsync("region_count,sales", "2,13");
    }

    [Fact]
    public async Task A_row_with_the_word_is_kept_when_most_of_its_numbers_are_no_sums_or_it_is_a_name_beside_sums()
    {
        _bed.Write("data/shops.csv", "shop,is_open,revenue\nAral,1,100\nTotal,1,250\nJet,0,70\n")
            .Write("data/clients.csv", "client,qty,value\nAcme,1,10\nBolt,1,20\nTotal Wine,2,500\n")
            .Write("data/groups.csv", "name,n\nAcme,1\nBolt,2\nNorth total,3\nCole,4\nDunn,5\nSouth total,9\nTotal Wine,7\n")
            .Write("data/blanks.csv", "kind,units\nx,1\ny,2\nz,4\nTotal\u00a0,7\n")
            .Write("data/braces.csv", "sort,pieces\nx,1\ny,2\nz,4\nTotal {{all}},7\n");
        await _bed.MakeAsync();
        await AssertSumAsync("shop_count,revenue", "3,420");
        await AssertSumAsync("client_count,qty", "3,4");
        await AssertSumAsync("group_count,n", "5,19");
        await AssertSumAsync("blank_count,units", "3,7");
        await AssertSumAsync("brace_count,pieces", "3,7");
        // The next day's shop has the same word in its name.
        _bed.Write("data/groups.csv", "name,n\nAcme,1\nBolt,2\nNorth total,3\nTotal Care,4\n");
        Assert.Equal(0, (await _bed.RunAsync("run")).ExitCode);
        await AssertSumAsync("group_count,n", "3,7");
    }

    [Fact]
    public async Task A_total_that_comes_on_a_later_day_is_warned_of()
    {
        _bed.Write("data/budgets.csv", "department,budget\nSales,100\nIT,200\nHR,50\n");
        await _bed.MakeAsync();
        _bed.Write("data/budgets.csv", "department,budget\nSales,100\nIT,200\nHR,50\nTotal,350\n");
        var (code, said) = await _bed.RunAsync("run");
        Assert.Equal(0, code);
        Assert.Contains("no_totals(department)", said, StringComparison.Ordinal);
        Assert.Contains("1 row is called a total: if it adds up others, leave it out with a 'where'", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_total_of_a_later_day_that_has_no_key_or_does_not_fit_is_called_one()
    {
        var rows = string.Concat(Enumerable.Range(1, 300).Select(i => $"K{i % 5},{i},{i * 10}\n"));
        _bed.Write("data/sales.csv", $"customer,id,amount\n{rows}").Write("data/costs.csv", "id,amount\n1,5\n2,6\n3,7\n");
        await _bed.MakeAsync();
        _bed.Write("data/sales.csv", $"customer,id,amount\n{rows}Total,,451500\n");
        var (code, said) = await _bed.RunAsync("run");
        Assert.NotEqual(0, code);
        Assert.Contains(
            "not_null(id): 1 bad row; 1 row is called a total: if it adds up others, leave it out with a 'where'", said,
            StringComparison.Ordinal);
        _bed.Write("data/costs.csv", "id,amount\n1,5\n2,6\n3,7\nGesamt,18\n");
        (_, said) = await _bed.RunAsync("run");
        Assert.Contains("1 of 4 rows do not fit", said, StringComparison.Ordinal);
        Assert.Contains(
            "1 row is called a total: if it adds up others, leave it out with a 'where' in the model in gold, after 'type: text' here",
            said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_line_of_averages_is_left_out_and_one_that_is_none_is_kept()
    {
        _bed.Write("data/visits.csv", "city,n,cost\nBern,1,2.50\nRom,2,3.50\nOslo,4,4.25\nAverage,2.33,3.42\n")
            .Write("data/pairs.csv", "ort;menge;wert\nA;1;2\nB;2;4\nC;6;9\nDurchschnitt;3;5\nSumme;9;15\n")
            .Write("data/marks.csv", "pupil,mark,points\nAnn,good,3\nBob,poor,4\nCid,average,9\n")
            .Write("data/days.csv", "day,hours\n1,5\n2,6\n3,10\nØ,7\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("its last line ('Average' in 'city') seems to be an average of the others", said, StringComparison.Ordinal);
        Assert.Contains("'average' in 'mark') is called an average, but its numbers are not the averages", said, StringComparison.Ordinal);
        await AssertSumAsync("visit_count", "3");
        await AssertSumAsync("pair_count,wert", "3,15");
        await AssertSumAsync("mark_count,points", "3,16");
        await AssertSumAsync("day_count,hours", "3,21");
    }

    [Fact]
    public async Task All_is_a_value_like_others_unless_its_numbers_are_sums()
    {
        _bed.Write("data/plans.csv", "plan,price_total,seats\nBasic,5,1\nAll,5,1\n")
            .Write("data/groups.csv", "region,segment,orders\nN,A,1\nN,B,2\nS,C,3\n,All,100\n")
            .Write("data/months.csv", "month,kind,sold\n2026-01,A,1\n2026-01,B,2\n2026-01,All,3\n2026-02,A,4\n2026-02,B,6\n"
                + "2026-02,All,10\n");
        await _bed.MakeAsync();
        await AssertSumAsync("plan_count,seats", "2,2");
        await AssertSumAsync("group_count,orders", "4,106");
        await AssertSumAsync("month_count,sold", "4,13");
    }

    [Fact]
    public async Task Groups_of_one_row_are_added_up_too()
    {
        _bed.Write("data/regions.csv", "region,product,amount\nEast,P0,13\nEast Total,,13\nNorth,P0,5\nNorth,P1,6\nNorth,P2,7\n"
                + "North Total,,18\nWest,P0,10\nWest,P1,20\nWest Total,,30\nGrand Total,,61\n")
            .Write("data/singles.csv", "kind,sum_of\nA,10\nTotal A,10\nB,20\nTotal B,20\nTotal,30\n");
        await _bed.MakeAsync();
        await AssertSumAsync("region_count,amount", "6,61");
        await AssertSumAsync("single_count,sum_of", "2,30");
    }

    [Fact]
    public async Task A_last_row_that_is_called_total_and_adds_up_nothing_counts_and_is_said()
    {
        _bed.Write("data/shops.csv", "shop,amount\nAral,5\nShell,6\nJet,7\nTotal,8\n")
            .Write("data/people.csv", "name,city\nAnn,Bern\nBob,Rom\nTotal,Paris\n")
            .Write("data/brands.csv", "id,brand\n1,Aral\n2,Shell\n3,Total\n")
            .Write("data/notes.csv", "id,comment\n1,first\n2,ok\n3,\"=SUM(A1)\"\n");
        var said = await _bed.MakeAsync();
        foreach (var file in new[] { "shops.csv", "people.csv", "brands.csv" })
            Assert.Contains($"{file}: its last line ('Total' in '", said, StringComparison.Ordinal);
        Assert.Contains("it is kept and counts as a row", said, StringComparison.Ordinal);
        Assert.DoesNotContain("seems to be a total", said, StringComparison.Ordinal);
        await AssertSumAsync("shop_count,amount", "4,26");
    }

    [Fact]
    public async Task A_last_line_without_a_word_whose_numbers_are_the_sums_is_said()
    {
        _bed.Write("data/a.csv", "nr;kunde;betrag\n1;K1;1,5\n2;K2;2,5\n3;K3;3,5\n;;7,5\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(
            "the numbers of its last line are the sums of the other rows, and no word says that it is a total", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_be_rejected_for_a_total_lets_no_other_rows_go()
    {
        var rows = string.Concat(Enumerable.Range(1, 200).Select(i => $"{i};K{i % 5};{i},50{(i > 192 ? ";x" : "")}\n"));
        _bed.Write("data/a.csv", $"nr;kunde;betrag\n{rows}Gesamt;5000,00\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("max_rejected: 3\n", sources, StringComparison.Ordinal);
        Assert.Contains(
            "8 of 201 rows have another number of fields, and would be rejected", said, StringComparison.Ordinal);
        Assert.NotEqual(0, (await _bed.RunAsync("run")).ExitCode);
    }

    [Fact]
    public async Task A_row_that_is_rejected_beside_a_total_is_said_by_the_trial()
    {
        var rows = string.Concat(Enumerable.Range(1, 150).Select(i => $"{i};K{i % 5};{i},50{(i == 70 ? ";x" : "")}\n"));
        _bed.Write("data/a.csv", $"nr;kunde;betrag\n{rows}Gesamt;5000,00\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("max_rejected: 2\n", sources, StringComparison.Ordinal);
        Assert.Contains("2 of the first 151 rows would be rejected", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_the_second_day_that_lack_what_the_total_lacks_or_have_its_word_elsewhere_count()
    {
        _bed.Write("data/hours.csv", "day,hours\n2026-03-01,1\n2026-03-01,2\n2026-03-03,4\nTotal,7\n")
            .Write("data/sales.csv", "datum;kunde;betrag\n01.03.2026;K1;1,5\n02.03.2026;K2;2,5\nGesamt;;4,0\n");
        await _bed.MakeAsync();
        _bed.Write("data/hours.csv", "day,hours\n2026-03-01,1\n2026-03-01,2\n2026-03-03,4\n,1000\nTotal,1007\n")
            .Write("data/sales.csv", "datum;kunde;betrag\n01.03.2026;K1;1,5\n02.03.2026;Gesamt;2,5\nGesamt;;4,0\n");
        Assert.Equal(0, (await _bed.RunAsync("run")).ExitCode);
        await AssertSumAsync("hour_count,hours", "4,1007");
        await AssertSumAsync("sale_count,betrag", "2,4.00");
    }

    [Theory]
    [InlineData("1.234,50", ',', "1234.50")]
    [InlineData("1'234.5", '.', "1234.5")]
    [InlineData("1\u2019234.50 CHF", '.', "1234.50")]
    [InlineData("(12,5)", ',', "-12.5")]
    [InlineData("\u22123", '.', "-3")]
    [InlineData("5.00-", '.', "-5")]
    [InlineData("12 %", '.', "12")]
    [InlineData("1.2.3", '.', null)]
    [InlineData("01.03.2026", ',', null)]
    [InlineData("2026-03-01", '.', null)]
    [InlineData("12,34", '.', null)]
    [InlineData("K1", '.', null)]
    [InlineData("-", '.', null)]
    public void A_number_is_read_as_people_write_it(string text, char mark, string? number)
    {
        var read = Metrics.Refresh.Drafting.LooseNumber.Read(System.Text.Encoding.UTF8.GetBytes(text), (byte)mark);
        Assert.Equal(number is null ? null : decimal.Parse(number, CultureInfo.InvariantCulture), read?.Value);
    }

    public void Dispose() => _bed.Dispose();

    private async Task AssertSumAsync(string metrics, string numbers)
    {
        var answers = await _bed.AskAsync($"/api/v1/query?metrics={metrics}&format=csv");
        Assert.EndsWith($"\r\n{numbers}\r\n", answers, StringComparison.Ordinal);
    }
}
