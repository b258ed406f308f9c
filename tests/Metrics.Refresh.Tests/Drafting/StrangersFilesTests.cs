namespace Metrics.Refresh.Tests.Drafting;

/// <summary>
/// What files of other people have besides rows: totals, blank lines, titles, copies of other days, units, months by name.
/// </summary>
public sealed class StrangersFilesTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task A_last_line_that_adds_up_the_others_and_lines_without_values_are_said_and_left_out_by_the_model()
    {
        _bed.Write("data/totals.csv", "region,amount\nNorth,10.50\nSouth,20.25\nTotal,30.75\n")
            .Write("data/blanks.csv", "d,v\n2004-01-01,1\n2004-01-02,2\n,\n,\n");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "totals.csv: its last line ('Total' in 'region') seems to be a total of the others", said, StringComparison.Ordinal);
        Assert.Contains("blanks.csv: 2 of its lines have no value at all", said, StringComparison.Ordinal);
        var answers = await _bed.AskReadmeAsync();
        Assert.Equal("total_count,amount\r\n2,30.75\r\n", answers["/api/v1/saved-queries/totals_in_all/result?format=csv"]);
        Assert.Equal("blank_count,v\r\n2,3\r\n", answers["/api/v1/saved-queries/blanks_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task Copies_of_one_table_of_several_days_are_tables_of_their_own_and_parts_of_one_are_not()
    {
        const string Header = "date,team1,team2,p\n";
        _bed.Write("data/m-20150615.csv", $"{Header}2015-06-06,Canada,China,1.0\n2015-06-07,Norway,Thailand,0.5\n")
            .Write("data/m-20150617.csv", $"{Header}2015-06-06,Canada,China,1.0\n2015-06-07,Norway,Thailand,1.0\n")
            .Write("data/part-1.csv", "word,n\na,1\nb,2\n")
            .Write("data/part-2.csv", "word,n\nc,1\nd,2\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("m-20150615.csv -> m_20150615: 2 rows", said, StringComparison.Ordinal);
        Assert.Contains("files of this name have rows in common", said, StringComparison.Ordinal);
        Assert.Contains("part-*.csv -> part: 4 rows", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_different_years_about_the_same_things_are_not_added_up_in_silence()
    {
        _bed.Write("data/population-2020.csv", "country,population\nChile,19\nPeru,33\n")
            .Write("data/population-2021.csv", "country,population\nChile,20\nPeru,34\n")
            .Write("data/dump-1.csv", "product,n\nA,1\nA,1\nB,2\nD,4\n")
            .Write("data/dump-2.csv", "product,n\nA,1\nA,1\nB,2\nC,3\nD,4\n")
            .Write("data/visits-1.csv", "page,sex,n\nhome,f,1\nhome,m,2\nshop,f,3\n")
            .Write("data/visits-2.csv", "page,sex,n\nhome,f,4\nhome,m,2\nshop,f,5\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("population-2020.csv -> population_2020: 2 rows", said, StringComparison.Ordinal);
        Assert.Contains("files of this name have the same keys", said, StringComparison.Ordinal);
        Assert.Contains("dump-2.csv -> dump_2: 5 rows", said, StringComparison.Ordinal);
        Assert.Contains("visits-*.csv -> visits: 6 rows", said, StringComparison.Ordinal);
        Assert.Contains(
            "nothing in its rows tells which file they are from, and the numbers of all files are summed", said, StringComparison.Ordinal);
        Assert.Contains("1 of its rows occur in several files", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sep=;\nname;n;price\na;1;2,5\nb;2;3,5\nc;3;4,5\n", "remove the first line that is not empty")]
    [InlineData("sep=;\nname;city\na;x\nb;y\nc;z\n", "remove the first line that is not empty")]
    [InlineData("Report of May\n\nname;n;price\na;1;2,5\nb;2;3,5\nc;3;4,5\n", "remove the first line that is not empty")]
    [InlineData("Report\nof May\nname|n\na|1\nb|2\nc|3\n", "remove the first 2 lines that are not empty")]
    public async Task A_title_above_a_header_is_told_whatever_parts_the_fields(string text, string told)
    {
        _bed.Write("data/titled.csv", text).Write("data/other.csv", "id,n\n1,2\n");
        Assert.Contains(told, await _bed.MakeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_of_months_and_parts_are_told()
    {
        _bed.Write("data/umsatz-2025-01.csv", "filiale;umsatz\nMitte;10\nNord;20\nSumme 01/2025;30\n")
            .Write("data/umsatz-2025-02.csv", "filiale;umsatz\nSüd;1\nOst;2\nSumme 02/2025;3\n")
            .Write("data/parts.csv", "region,amount\na,1\nb,2\nSubtotal North,3\nc,4\nSubtotal South,4\nTotal Wine,5\nd,1\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("its last line ('Summe 01/2025' in 'filiale') seems to be a total of the others", said, StringComparison.Ordinal);
        Assert.Contains("1 row has 'Subtotal North' in 'region', and the sums of other rows", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Total Wine", said, StringComparison.Ordinal);
        Assert.Equal(
            "umsatz_count,umsatz_umsatz\r\n4,33\r\n",
            (await _bed.AskReadmeAsync())["/api/v1/saved-queries/umsatz_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task An_amount_that_stays_text_is_no_key()
    {
        var rows = string.Concat(Enumerable.Range(1, 150).Select(i => $"2026-01-{(i % 28) + 1:D2},({i}.50),shop {i % 7}\n"));
        _bed.Write("data/bank.csv", $"day,amount,what\n{rows}");
        await _bed.MakeAsync();
        Assert.DoesNotContain("key: amount", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_that_lie_too_deep_are_named()
    {
        _bed.Write("data/a/b/c/d/near.csv", "id,n\n1,2\n2,3\n").Write("data/a/b/c/d/e/far.csv", "id,n\n1,2\n")
            .Write("data/.git/x.csv", "id\n1\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("near.csv -> near: 2 rows", said, StringComparison.Ordinal);
        Assert.Contains("a/b/c/d/e/: left out, a folder more than 4 folders down is not read", said, StringComparison.Ordinal);
        Assert.DoesNotContain(".git", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_a_table_once_whatever_links_lead_to_it()
    {
        _bed.Write("data/sales/sales.csv", "id,n\n1,2\n2,3\n").Write("outside/shops.csv", "id,name\n1,a\n2,b\n");
        Directory.CreateSymbolicLink(_bed.In("data/round"), _bed.In("data"));
        Directory.CreateSymbolicLink(_bed.In("data/all"), _bed.In("data/sales"));
        Directory.CreateSymbolicLink(_bed.In("data/shops"), _bed.In("outside"));
        File.CreateSymbolicLink(_bed.In("data/again.csv"), _bed.In("data/sales/sales.csv"));
        var said = await _bed.MakeAsync();
        Assert.Contains("sales/sales.csv -> sales: 2 rows", said, StringComparison.Ordinal);
        Assert.Contains("shops/shops.csv -> shops: 2 rows", said, StringComparison.Ordinal);
        Assert.Contains("round/: left out, the same folder as one that is read already", said, StringComparison.Ordinal);
        Assert.Contains("all/: left out, the same folder as one that is read already", said, StringComparison.Ordinal);
        Assert.Contains("again.csv: left out, the same file as one that is there already", said, StringComparison.Ordinal);
        Assert.DoesNotContain("again", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_something_stands_at_is_averaged_and_not_added_up()
    {
        _bed.Write("data/quotes.csv", "day,open,high,low,close,volume\n2026-01-02,1.5,3.5,1.0,2.0,10\n2026-01-03,2.5,4.5,2.0,4.0,20\n")
            .Write("data/doors.csv", "day,open,close_calls\n2026-01-02,3,1\n2026-01-03,4,1\n")
            .Write("data/accounts.csv", "account,balance\n7,10.50\n8,20.50\n");
        await _bed.MakeAsync();
        var (quotes, doors, accounts) = (Semantic("quotes"), Semantic("doors"), Semantic("accounts"));
        foreach (var column in new[] { "open", "high", "low", "close" })
            Assert.Matches(
                $"expr: {column}\\b[^\n]*agg: average|agg: average[^\n]*expr: {column}\\b|name: {column}[^\n]*agg: average", quotes);
        Assert.Matches("volume[^\n]*agg: sum", quotes);
        Assert.DoesNotContain("average", doors, StringComparison.Ordinal);
        Assert.Matches("balance[^\n]*agg: average", accounts);

        string Semantic(string table) => _bed.Read($"my_shop/semantic/{table}.yml");
    }

    [Fact]
    public async Task A_word_for_totals_that_is_the_name_of_something_leaves_no_row_out()
    {
        _bed.Write("data/fuel.csv", "brand,litres\nShell,50\nTotal,100\nBP,20\nTotal,70\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("'Total' occurs in 2 rows of 'brand', which count", said, StringComparison.Ordinal);
        var answers = await _bed.AskReadmeAsync();
        Assert.Contains("\r\n4,240\r\n", answers["/api/v1/saved-queries/fuel_in_all/result?format=csv"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_year_over_values_that_are_none_is_a_header_and_over_years_it_is_a_row()
    {
        _bed.Write("data/lean.csv", "region,2021\nNorth,10\nSouth,20\nEast,30\n").Write("data/born.csv", "Ann,1971\nBob,1985\nCyd,1999\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("lean.csv -> lean: 3 rows", said, StringComparison.Ordinal);
        Assert.Contains("born.csv -> born: 3 rows; delimiter comma, no header", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_without_names_of_their_own_are_joined_to_nothing()
    {
        _bed.Write("data/ratings.tsv", "196\t242\t3\n186\t302\t3\n196\t377\t1\n22\t242\t5\n")
            .Write("data/movies.psv", "242|Kolya\n302|L.A.\n377|Heavy\n196|Dead\n186|Blues\n22|Brave\n")
            .Write("data/users.psv", "196|M\n186|F\n22|M\n");
        Assert.DoesNotContain("joins ", await _bed.MakeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "\"Data Source\",\"Indicators\",\n\n\"Updated\",\"2017-02-01\",\n\n"
        + "\"Country\",\"Code\",\"1960\",\"1961\",\n\"Aruba\",\"ABW\",\"5\",\"6\",\n\"Chad\",\"TCD\",\"7\",\"8\",\n",
        2)]
    [InlineData("sep=;\nid;v\n1;2\n3;4\n", 1)]
    [InlineData("# made by hand\nid,v\n1,2\n3,4\n", 1)]
    public async Task What_stands_above_a_header_is_no_table(string text, int lines)
    {
        _bed.Write("data/export.csv", text).Write("data/a.csv", "id,amount\n1,2\n");
        Assert.Contains(
            $"export.csv: left out, the text above its header is neither header nor row (maybe a title or a note): remove the "
            + $"first {(lines == 1 ? "line that" : $"{lines} lines that")}",
            await _bed.MakeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_with_units_and_dates_with_names_of_months_are_texts_that_somebody_is_told_of()
    {
        _bed.Write(
            "data/a.csv",
            "id,price,debt,weight,day,code\n1,US$3.00,(5.00),5 kg,25-Sep-21,A12\n2,US$5.00,(7.50),6 kg,\"Jan 5, 2020\",B34\n");
        var said = await _bed.MakeAsync();
        foreach (var column in new[] { "price", "debt", "weight" })
            Assert.Contains($"a.csv, '{column}': numbers with a unit", said, StringComparison.Ordinal);
        Assert.Contains("a.csv, 'day': dates with names of months", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'code':", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A-1001", "B-1002", "C-77")]
    [InlineData("12 345-B", "12 346-C", "987-A")]
    [InlineData("12 345", "12 346-C", "12 347-D")]
    [InlineData("SKU-1001", "SKU-1002", "SKU-1003")]
    [InlineData("ART 1001", "ART 1002", "ART 1003")]
    [InlineData("1001A", "1002A", "1003B")]
    [InlineData("4711 AB", "4712 CD", "4713 EF")]
    [InlineData("QX1001", "QX1002", "RX1003")]
    public async Task Numbers_of_articles_are_texts_and_no_numbers_with_units(string one, string two, string three)
    {
        _bed.Write("data/a.csv", $"id,article,amount\n1,{one},1.5\n2,{two},2.5\n3,{three},3.5\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("{name: article, type: text}", sources, StringComparison.Ordinal);
        Assert.DoesNotContain("'article'", said, StringComparison.Ordinal);
        Assert.DoesNotContain("unit", said + sources, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12 kg", "3.5 kg", "7kg")]
    [InlineData("3.5 EUR", "12 EUR", "1,200.00 EUR")]
    [InlineData("EUR 12", "USD 3.50", "EUR 7")]
    [InlineData("12 Btl", "3 Btl", "4 Btl")]
    [InlineData("120K", "7.5M", "80K")]
    [InlineData("$5.00", "12 %", "(3.00)")]
    public async Task Numbers_with_units_are_called_so(string one, string two, string three)
    {
        _bed.Write("data/a.csv", $"id;size\n1;{one}\n2;{two}\n3;{three}\n");
        Assert.Contains("a.csv, 'size': numbers with a unit", (await _bed.DraftAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_fractions_stay_exact_where_they_can_and_what_programs_write_of_doubles_is_one()
    {
        _bed.Write(
            "data/a.csv",
            "id,exact,measured,t\n1,0.1234567,.7146086014776371,18:00:00\n2,1.1,.9257676034617009,19:00:00\n3,2,-1.5,20:30:00\n");
        await _bed.MakeAsync();
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: exact, type: \"decimal(28,9)\"}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: measured, type: double}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: t, type: categorical}", _bed.Read("my_shop/semantic/a.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_never_meant_as_a_text_is_nothing_in_every_column()
    {
        _bed.Write("data/a.csv", "id,region,shipped\n1,NULL,2020-01-05\n2,WA,NULL\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("{name: shipped, type: date}", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
        Assert.Contains("a.csv, 'region': 'NULL' in it was read as null", said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
