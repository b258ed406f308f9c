namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Totals whose label is no word for totals, found by what their numbers add up.</summary>
public sealed class UnnamedTotalsTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task A_value_with_the_sums_of_all_others_is_said_and_warned_of_and_counts()
    {
        var rows = string.Concat(Enumerable.Range(2001, 20).SelectMany(y => new[] { "AT", "CH" }.Select(c => (y, c))).Select(p =>
        {
            var (men, women) = (1000 + (p.y % 7 * 31) + p.c[0], 1100 + (p.y % 5 * 17) + p.c[1]);
            return $"{p.y},{p.c},Land {p.c},Both sexes,T,{men + women}\n{p.y},{p.c},Land {p.c},Female,F,{women}\n"
                + $"{p.y},{p.c},Land {p.c},Male,M,{men}\n";
        }));
        _bed.Write("data/births.csv", $"year,geo,country,sex,sex_code,births\n{rows}");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "the numbers of 'Both sexes' in 'sex' are the sums of those of all its other values in each of 40 groups of its other labels: "
            + "they count; if they are totals, leave them out in the model in gold with the condition "
            + "\"trim(sex) is distinct from 'Both sexes'\"", said, StringComparison.Ordinal);
        Assert.Contains(
            "  - no_sums: {of: [births], in: sex, by: [birth_year, geo, country]}\n    severity: warn\n",
            _bed.Read("my_shop/models/gold/births.sql"), StringComparison.Ordinal);
        Assert.Contains(
            "40 rows have the sums of the rows of all other values", (await _bed.RunAsync("test")).Said, StringComparison.Ordinal);
        var model = _bed.Read("my_shop/models/gold/births.sql");
        _bed.Write("my-shop/my_shop/models/gold/births.sql", $"{model.TrimEnd()}\nwhere sex is distinct from 'Both sexes'\n");
        Assert.DoesNotContain("no_sums", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_beside_its_parts_is_said_wherever_it_stands_in_the_file()
    {
        _bed.Write(
            "data/people.csv", "region;inhabitants;area\nDeutschland;60432;310.75\nBayern;13369;70.54\nHessen;6391;21.12\n"
                + "Sachsen;4086;18.45\nNRW;18139;34.11\nBerlin;3755;0.89\nRest;14692;165.64\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("the numbers of 'Deutschland' in 'region' are the sums of those of all its other values: they count", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_of_several_levels_are_said_by_the_one_at_the_top()
    {
        var rows = string.Concat(Enumerable.Range(2001, 12).Select(y =>
        {
            int[] n = [1200 + y, 1340 + (y % 9), 17_805 + (y % 4), 4_044 + (y % 3)];
            return string.Join('\n', new[] { ("France", n[0]), ("Spain", n[1]), ("Europe", n[0] + n[1]), ("USA", n[2]), ("Canada", n[3]),
                ("America", n[2] + n[3]), ("World", n.Sum()) }.Select(p => $"{p.Item1},{y},{p.Item2}")) + "\n";
        }));
        _bed.Write("data/cases.csv", $"location,year,cases\n{rows}");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(
            "the numbers of all values of 'location' together are 3 times those of 'World' in each of 12 groups of its other labels", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_that_comes_on_a_later_day_is_warned_of_in_answers_too()
    {
        string Rows(bool hasWhole) => string.Concat(Enumerable.Range(1, 9).Select(m =>
            $"2026-0{m}-01,North,{m * 111}.25,{m}\n2026-0{m}-01,South,{m * 77}.50,{m}\n"
            + (hasWhole ? $"2026-0{m}-01,Corp,{m * 188}.75,{m * 2}\n" : "")));
        _bed.Write("data/sales.csv", $"month,region,revenue,shops\n{Rows(hasWhole: false)}")
            .Write("data/orders.csv", "id,customer,net\n1,A,120.50\n2,B,80.25\n3,A,99.99\n4,C,1200.00\n");
        var said = await _bed.MakeAsync();
        Assert.DoesNotContain("are the sums", said, StringComparison.Ordinal);
        _bed.Write("data/sales.csv", $"month,region,revenue,shops\n{Rows(hasWhole: true)}")
            .Write("data/orders.csv", "id,customer,net\n1,A,120.50\n2,B,80.25\n3,A,99.99\n4,C,1200.00\n5,,1500.74\n");
        (_, said) = await _bed.RunAsync("run");
        Assert.Contains("no_sums(region): 9 rows have the sums of the rows of all other values", said, StringComparison.Ordinal);
        Assert.Contains("no_sums(): 1 row has the sums of all others: if it is a total, leave it out with a 'where'", said,
            StringComparison.Ordinal);
        Assert.Contains(
            "found something doubtful", await _bed.AskAsync("/api/v1/saved-queries/sales_in_all/result"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_things_have_no_wholes_among_them()
    {
        var rows = string.Concat(Enumerable.Range(1, 300).Select(i => $"{i},2026-01-{(i % 28) + 1:00},S{i % 3},{(i * 37 % 900) + 100}\n"));
        _bed.Write("data/sales.csv", $"id,sold,shop,amount\n{rows}");
        var (said, _) = await _bed.DraftAsync();
        Assert.DoesNotContain("are the sums", said, StringComparison.Ordinal);
        var model = _bed.Read("my_shop/models/gold/sales.sql");
        Assert.Contains("  - no_sums: {of: [amount]}\n", model, StringComparison.Ordinal);
        Assert.DoesNotContain(", in: ", model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_several_kinds_in_one_column_are_said()
    {
        var rows = string.Concat(Enumerable.Range(1, 20).Select(i => $"2026-01-{i:00},cost,{i * 10}\n2026-01-{i:00},visits,{i * 3000}\n"));
        _bed.Write("data/facts.csv", $"day,indicator_name,value\n{rows}")
            .Write("data/ledger.csv", "booked,soll_haben,amount\n2026-01-01,S,10.50\n2026-01-02,H,20.25\n2026-01-03,S,7.75\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("the numbers of 'value' may be of 2 kinds, which 'indicator_name' names", said, StringComparison.Ordinal);
        Assert.Contains("the numbers of 'amount' may be of 2 kinds, which 'soll_haben' names", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type", "Actual", "Budget", true)]
    [InlineData("sh", "S", "H", true)]
    [InlineData("kind", "Invoice", "Credit note", true)]
    [InlineData("size", "S", "M", false)]
    public async Task Rows_that_are_planned_or_on_the_other_side_are_said(string column, string one, string other, bool isSaid)
    {
        _bed.Write(
            "data/entries.csv", $"booked,{column},amount\n2026-01-01,{one},10.50\n2026-01-02,{other},20.25\n2026-01-03,{one},7.75\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Equal(isSaid, said.Contains("and their amounts are added to those of the others", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_year_in_a_file_named_after_a_level_is_no_amount()
    {
        _bed.Write("data/population.csv", "region,year,population\nNorth,2018,439563\nSouth,2018,258176\nNorth,2019,441002\n");
        await _bed.DraftAsync();
        Assert.DoesNotContain("{name: population_year, agg", _bed.Read("my_shop/semantic/population.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_have_been_added_so_far_is_said_beside_what_is_new()
    {
        var rows = string.Concat(Enumerable.Range(1, 20).SelectMany(
            i => new[] { "AT", "CH" }.Select(c => $"{c},2026-01-{i:00},{i},{i * (i + 1) / 2}\n")));
        _bed.Write("data/epidemic.csv", $"country,date,new_cases,total_cases\n{rows}")
            .Write("data/contracts.csv", "contract,monthly_fee,total_fee\nA-1,10.50,126.00\nA-2,20.25,486.00\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("'total_cases' may be all that has been added so far", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'total_fee' may be", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_may_carry_a_sum_to_the_next_page_count_and_are_said()
    {
        _bed.Write(
            "data/journal.csv", "text,amount\nRent,100.50\nPower,20.25\nWater,30.77\nÜbertrag,11.50\nFood,40.00\nCoal,12.25\n");
        await _bed.DraftAsync();
        Assert.Contains(
            "rows have 'Übertrag' in 'text', and count: if they carry a sum from other rows", _bed.Read("my_shop/sources.yml"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("where", _bed.Read("my_shop/models/gold/journal.sql"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_groups_blank_lines_and_ages_hide_no_total()
    {
        var rows = string.Concat(Enumerable.Range(2001, 6).SelectMany(y => Enumerable.Range(0, 20).Select(a =>
        {
            var (men, women) = (a == 19 ? 0 : (y % 7 * 31) + a, a == 18 ? 0 : (y % 5 * 17) + (3 * a));
            return $"{y},{a},Both sexes,T,{men + women}\n{y},{a},Female,F,{women}\n{y},{a},Male,M,{men}\n";
        })));
        _bed.Write("data/births.csv", $"year,age,sex,sex_code,inhabitants\n{rows},,,,\n,,,,\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("the numbers of 'Both sexes' in 'sex' are the sums", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_and_equal_numbers_make_no_totals()
    {
        var months = string.Concat(Enumerable.Range(1, 9).Select(m => $"2026-0{m}-01,A,1000\n2026-0{m}-01,B,2000\n2026-0{m}-01,C,3000\n"));
        _bed.Write("data/plans.csv", "plan,budget\nIT,50000\nHR,30000\nSales,80000\n")
            .Write("data/targets.csv", $"month,team,target\n{months}");
        Assert.DoesNotContain("are the sums", (await _bed.DraftAsync()).Said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
