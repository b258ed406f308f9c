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

    public void Dispose() => _bed.Dispose();

    private async Task AssertSumAsync(string metrics, string numbers)
    {
        var answers = await _bed.AskAsync($"/api/v1/query?metrics={metrics}&format=csv");
        Assert.EndsWith($"\r\n{numbers}\r\n", answers, StringComparison.Ordinal);
    }
}
