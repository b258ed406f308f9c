namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Rows of reports, cubes and rollups that add up other rows of the same labels, in any order and under any name.</summary>
public sealed class DraftedCubesTests : IDisposable
{
    private const string Regions = "month,region,orders,revenue\n2026-01,{0},6,600\n2026-01,North,1,100\n2026-01,South,5,500\n"
        + "2026-02,{0},8,713\n2026-02,North,2,213\n2026-02,South,6,500\n2026-03,{0},9,700\n2026-03,North,2,200\n2026-03,South,7,500\n";

    private readonly DraftBed _bed = new();

    [Fact]
    public async Task Sums_of_parts_beside_an_average_price_are_left_out_with_the_total_of_all()
    {
        _bed.Write(
            "data/reports.csv",
            "Region,Country,Revenue,Avg price\nEMEA,DE,100.00,10.00\nEMEA,FR,300.00,15.00\nEMEA Total,,400.00,13.33\nAPAC,JP,50.00,10.00\n"
            + "APAC,AU,70.00,10.00\nAPAC Total,,120.00,10.00\nGrand Total,,520.00,12.38\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("1 row has 'EMEA Total' in 'region', and the sums of other rows", said, StringComparison.Ordinal);
        Assert.Contains("1 row has 'APAC Total' in 'region', and the sums of other rows", said, StringComparison.Ordinal);
        Assert.Contains("no_totals: [region, country]", _bed.Read("my_shop/models/gold/reports.sql"), StringComparison.Ordinal);
        await AssertSumAsync("report_count,revenue", "4,520.00");
    }

    [Fact]
    public async Task Sums_of_parts_that_are_none_are_said_each_and_their_column_is_watched_for_others()
    {
        _bed.Write(
            "data/reports.csv", "region,units,cost\nDE,10,1\nFR,20,2\nEMEA Total,31,7\nJP,5,1\nAU,7,3\nAPAC Total,13,9\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("'EMEA Total' occurs in 1 row of 'region', which counts", said, StringComparison.Ordinal);
        Assert.Contains("'APAC Total' occurs in 1 row of 'region', which counts", said, StringComparison.Ordinal);
        Assert.Contains(
            "  - no_totals: [region]\n    except: [\"APAC Total\", \"EMEA Total\"]\n    severity: warn\n",
            _bed.Read("my_shop/models/gold/reports.sql"), StringComparison.Ordinal);
        _bed.Write("data/reports.csv", "region,units,cost\nDE,10,1\nEMEA Total,31,7\nUS Total,13,9\n");
        Assert.Contains("1 row is called a total", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("All regions")]
    [InlineData("Regions total")]
    [InlineData("Alle Filialen")]
    public async Task A_name_for_all_that_has_the_sums_of_every_month_is_left_out(string word)
    {
        _bed.Write("data/months.csv", Regions.Replace("{0}", word, StringComparison.Ordinal));
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains($"3 rows have '{word}' in 'region', and the sums of other rows", said, StringComparison.Ordinal);
        Assert.Contains(
            $"where (trim(region) = '{word}') is not true", _bed.Read("my_shop/models/gold/months.sql"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_for_all_that_is_the_sum_of_some_months_counts_and_is_said()
    {
        _bed.Write("data/months.csv", Regions.Replace("{0}", "All regions", StringComparison.Ordinal).Replace(",8,713", ",8,999",
            StringComparison.Ordinal));
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("'All regions' occurs in 3 rows of 'region', which count", said, StringComparison.Ordinal);
        Assert.DoesNotContain("where", _bed.Read("my_shop/models/gold/months.sql"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cube_and_a_rollup_are_counted_once_and_an_empty_label_that_is_none_counts()
    {
        const string Cells = "region,product,sales\nNorth,A,1\nNorth,B,2\nSouth,A,5\nSouth,B,8\n";
        _bed.Write("data/cubes.csv", $"{Cells}North,All,3\nSouth,All,13\nAll,A,6\nAll,B,10\nAll,All,16\n")
            .Write("data/rollups.csv", $"{Cells}North,,3\nSouth,,13\n,,16\n")
            .Write("data/nothings.csv", $"{Cells}North,NULL,3\nSouth,NULL,13\nNULL,NULL,16\n")
            .Write("data/others.csv", $"{Cells}North,,3\nSouth,,14\n")
            .Write("data/singles.csv", $"{Cells}North,,3\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("cubes.csv: 3 rows have 'All' in 'product', and the sums", said, StringComparison.Ordinal);
        Assert.Contains("rollups.csv: 3 rows have nothing in 'product', and the sums of other rows; the model in gold", said,
            StringComparison.Ordinal);
        Assert.Contains("no_totals: [region, product]", _bed.Read("my_shop/models/gold/cubes.sql"), StringComparison.Ordinal);
        Assert.EndsWith("where nullif(trim(product), '') is not null\n", _bed.Read("my_shop/models/gold/rollups.sql"),
            StringComparison.Ordinal);
        await AssertSumAsync("cube_count,cube_sales", "4,16");
        await AssertSumAsync("rollup_count,rollup_sales", "4,16");
        await AssertSumAsync("nothing_count,nothing_sales", "4,16");
        await AssertSumAsync("other_count,other_sales", "6,33");
        await AssertSumAsync("single_count,single_sales", "5,19");
    }

    [Fact]
    public async Task All_that_is_the_sum_in_some_groups_counts_is_said_and_is_no_news_of_later_files()
    {
        _bed.Write("data/plans.csv", "plan,country,users\nA,DE,3\nB,DE,5\nAll,DE,8\nA,FR,4\nB,FR,6\nAll,FR,1\nA,IT,1\nB,IT,3\nAll,IT,4\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("'All' occurs in 3 rows of 'plan', which count", said, StringComparison.Ordinal);
        Assert.Contains("no_totals: [plan, country]\n    except: [\"All\"]\n", _bed.Read("my_shop/models/gold/plans.sql"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("called a total", (await _bed.RunAsync("test")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_text_of_few_values_is_watched_for_a_later_total()
    {
        _bed.Write("data/wide.csv", "a,b,c,d,e,f,units\nx,x,x,x,x,x,1\ny,y,y,y,y,y,2\n");
        await _bed.MakeAsync();
        _bed.Write("data/wide.csv", "a,b,c,d,e,f,units\nx,x,x,x,x,x,1\ny,y,y,y,y,y,2\n,,,,,Total,3\n");
        Assert.Contains("1 row is called a total", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("All")]
    [InlineData("")]
    public async Task A_total_of_rows_that_are_not_there_counts_and_so_do_all_others_of_the_word(string word)
    {
        _bed.Write(
            "data/sales.csv", $"region,product,sales\nNorth,A,1\nNorth,B,2\nNorth,{word},3\nSouth,A,5\nSouth,B,8\nSouth,{word},13\n"
            + $"West,{word},40\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.DoesNotContain("where", _bed.Read("my_shop/models/gold/sales.sql"), StringComparison.Ordinal);
        Assert.Contains(
            word.Length > 0 ? "'All' occurs in 3 rows of 'product', which count" : "rows that have nothing in 'product' have the sums",
            said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bigint", "2025", "2026", "NULL")]
    [InlineData("date", "2026-01-01", "2026-01-02", "NULL")]
    [InlineData("bigint", "2025", "2026", "  ")]
    [InlineData("bigint", "2025", "2026", "")]
    public async Task Totals_that_have_nothing_in_a_column_that_is_no_text_are_read_and_left_out(
        string type, string one, string other, string nothing)
    {
        _bed.Write(
            "data/sales.csv", $"region,year,sales\nNorth,{one},1\nNorth,{other},2\nNorth,{nothing},3\nSouth,{one},5\nSouth,{other},8\n"
            + $"South,{nothing},13\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("2 rows have nothing in '", said, StringComparison.Ordinal);
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains($"type: {type}}}", sources, StringComparison.Ordinal);
        Assert.Equal(nothing.Length > 0, sources.Contains($"nulls: [\"{nothing}\"]", StringComparison.Ordinal));
        Assert.Matches(@"where \w+ is not null\n$", _bed.Read("my_shop/models/gold/sales.sql"));
        await AssertSumAsync("sale_count,sales", "4,16");
    }

    [Fact]
    public async Task A_blank_line_does_not_hide_a_cube()
    {
        _bed.Write(
            "data/cubes.csv", "region,product,sales\nNorth,A,1\nNorth,B,2\nNorth,,3\n,,\nSouth,A,5\nSouth,B,8\nSouth,,13\n,A,6\n,B,10\n"
            + ",,16\n");
        var (said, _) = await _bed.DraftAsync();
        var model = _bed.Read("my_shop/models/gold/cubes.sql");
        Assert.Contains("nullif(trim(region), '') is not null", model, StringComparison.Ordinal);
        Assert.Contains("nullif(trim(product), '') is not null", model, StringComparison.Ordinal);
        Assert.Contains("1 of its lines have no value at all", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_beside_one_row_of_the_same_number_counts_is_said_and_stays_news()
    {
        _bed.Write("data/months.csv", "month,region,rev\n2026-01,All,5\n2026-01,North,5\n2026-02,All,7\n2026-02,North,7\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("'All' occurs in 2 rows of 'region', which count", said, StringComparison.Ordinal);
        var model = _bed.Read("my_shop/models/gold/months.sql");
        Assert.Contains("no_totals: [", model, StringComparison.Ordinal);
        Assert.DoesNotContain("except:", model, StringComparison.Ordinal);
        Assert.DoesNotContain("where", model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_words_with_more_sums_than_are_kept_one_is_given_up_and_the_others_are_found()
    {
        string[] words = ["Parts total", "Goods total", "Items total", "Bikes total"];
        string Row(string labels, int number) => $"{labels}{string.Concat(Enumerable.Repeat($",{number}", 50))}\n";
        var totals = string.Concat(words.SelectMany(w => new[] { Row($"x,y,{w}", 2), Row($"x,z,{w}", 2) }));
        var parts = string.Concat(new[] { "x,y,K", "x,y,L", "x,z,K", "x,z,L" }.Select(l => Row(l, 1)));
        var others = string.Concat(Enumerable.Range(0, 11_000).Select(i => Row($"a{i % 110},b{i / 110},K", 1)));
        _bed.Write("data/sales.csv", $"a,b,kind{string.Concat(Enumerable.Range(1, 50).Select(n => $",n{n}"))}\n{totals}{parts}{others}");
        var (said, _) = await _bed.DraftAsync();
        Assert.Equal(3, said.Split("total' in 'kind', and the sums of other rows").Length - 1);
        Assert.DoesNotContain("more such words", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_has_the_end_of_a_comment_in_it_ends_no_header()
    {
        _bed.Write(
            "data/reports.csv", "region,units,cost,currency\nDE,10,1,a*/b\nFR,20,2,a*/b\nEMEA */ Total,31,7,a*/b\nJP,5,1,a*/b\n"
            + "AU,7,3,a*/b\nAPAC */ Total,13,9,a*/b\n");
        await _bed.MakeAsync();
        Assert.Contains(
            @"except: [""APAC *\u002f Total"", ""EMEA *\u002f Total""]", _bed.Read("my_shop/models/gold/reports.sql"),
            StringComparison.Ordinal);
        var (_, run) = await _bed.RunAsync("test");
        Assert.Contains("amounts in another currency are added up with those in a*/b ('currency') passed", run, StringComparison.Ordinal);
        Assert.Contains("no_totals(region, currency) passed", run, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private async Task AssertSumAsync(string metrics, string numbers)
    {
        var answers = await _bed.AskAsync($"/api/v1/query?metrics={metrics}&format=csv");
        Assert.EndsWith($"\r\n{numbers}\r\n", answers, StringComparison.Ordinal);
    }
}
