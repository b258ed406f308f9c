namespace Metrics.Refresh.Tests.Drafting;

/// <summary>A last line that adds up the others, in columns of all kinds: it decides on nothing and counts nowhere.</summary>
public sealed class DraftedTotalsTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task A_last_line_of_a_word_for_totals_beside_another_that_adds_nothing_up_is_said_to_be_kept()
    {
        _bed.Write(
            "data/staff.csv",
            "EmpNo,Name,Dept,Salary\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"E{i:000},N{i},D{i % 4},{1000 + i}\n"))
                + ",Total headcount,,\n");
        Assert.Contains("'Total headcount'", await _bed.MakeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_total_in_a_column_of_dates_makes_no_text_of_it_and_no_key_of_anything_and_is_said_once()
    {
        _bed.Write("data/sales.csv", "Datum;Filiale;Betrag\n01.02.2026;Mitte;10,50\n15.02.2026;Nord;20,25\nGesamt;;30,75\n");
        var said = await _bed.MakeAsync();
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: datum, header: Datum, type: text}", sources, StringComparison.Ordinal);
        Assert.DoesNotContain("nulls:", sources, StringComparison.Ordinal);
        Assert.Contains(
            "sales.csv: its last line ('Gesamt' in 'datum') seems to be a total of the others; 'datum' is loaded as text, and the model in "
            + "gold casts it to date and leaves it out", said, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", said, StringComparison.Ordinal);
        Assert.DoesNotContain("R102", said, StringComparison.Ordinal);
        var model = _bed.Read("my_shop/models/gold/sales.sql");
        Assert.DoesNotContain("key:", model, StringComparison.Ordinal);
        Assert.Contains("tests:\n  - no_totals: [filiale]\n    severity: warn\n", model, StringComparison.Ordinal);
        Assert.Contains("  to_date(nullif(trim(datum), ''), 'DD.MM.YYYY') as datum,\n", model, StringComparison.Ordinal);
        Assert.Contains(
            "where (trim(datum) = 'Gesamt' and (nullif(trim(filiale), '')) is null) is not true\n", model, StringComparison.Ordinal);
        Assert.Contains("{name: datum, type: time, type_params: {time_granularity: day}", _bed.Read("my_shop/semantic/sales.yml"),
            StringComparison.Ordinal);
        var answers = await _bed.AskReadmeAsync();
        Assert.Equal("sale_count,betrag\r\n2,30.75\r\n", answers["/api/v1/saved-queries/sales_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task Files_of_months_with_a_total_each_are_one_table()
    {
        _bed.Write("data/sales-2026-01.csv", "sold,shop,amount\n2026-01-02,A,1.50\n2026-01-03,B,2.50\nTotal,,4.00\n")
            .Write("data/sales-2026-02.csv", "sold,shop,amount\n2026-02-02,A,3.50\n2026-02-03,B,4.50\nTotal,,8.00\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("sales-*.csv -> sales: ", said, StringComparison.Ordinal);
        Assert.Contains("  nullif(trim(sold), '')::date as sold", _bed.Read("my_shop/models/gold/sales.sql"), StringComparison.Ordinal);
        Assert.Equal(
            "sale_count,amount\r\n4,12.00\r\n",
            (await _bed.AskReadmeAsync())["/api/v1/saved-queries/sales_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task Rows_without_a_date_of_their_own_are_told_from_the_total_by_what_else_is_empty_in_it()
    {
        _bed.Write("data/a.csv", "sold,shop,n\n2026-01-02,A,1\n,B,2\n2026-01-04,C,4\nTotal,\"\",7\n");
        await _bed.MakeAsync();
        Assert.Contains(
            "(trim(sold) = 'Total' and (nullif(trim(shop), '')) is null) is not true", _bed.Read("my_shop/models/gold/a.sql"),
            StringComparison.Ordinal);
        Assert.Equal("a_count,n\r\n3,7\r\n", (await _bed.AskReadmeAsync())["/api/v1/saved-queries/a_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task Rows_without_a_date_count_where_only_the_word_tells_the_total_and_a_name_that_is_the_word_counts()
    {
        _bed.Write("data/a.csv", "sold,n\n2026-01-02,1\n,2\n2026-01-04,4\nTotal,7\n")
            .Write("data/b.csv", "sold,brand\n2026-01-02,Shell\n2026-01-03,Total\n2026-01-04,BP\nTotal,\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("a.csv: its last line ('Total' in 'sold') seems to be a total of the others; 'sold' is loaded as text", said,
            StringComparison.Ordinal);
        Assert.Contains(
            "'Total' occurs in 1 row of 'brand', which counts; if it is a total of others, leave it out", said, StringComparison.Ordinal);
        Assert.DoesNotContain("nulls:", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
        var answers = await _bed.AskReadmeAsync();
        Assert.Contains("a_count,n\r\n3,7\r\n", answers.Values);
        Assert.DoesNotContain("aaaaa", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sum_that_is_written_otherwise_than_what_it_adds_up_makes_no_text_of_the_column_and_is_rejected()
    {
        _bed.Write("data/a.csv", "Datum;Betrag\n01.02.2026;900,50\n15.02.2026;300,25\nSumme;1.200,75\n");
        var said = await _bed.MakeAsync();
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: betrag, header: Betrag, type: \"decimal(18,2)\"}", sources, StringComparison.Ordinal);
        Assert.Contains("max_rejected: 1\n", sources, StringComparison.Ordinal);
        Assert.Contains("that line has values in 'betrag' of another form than the others", said, StringComparison.Ordinal);
        Assert.Equal(
            "a_count,betrag\r\n2,1200.75\r\n", (await _bed.AskReadmeAsync())["/api/v1/saved-queries/a_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task A_total_with_fewer_fields_than_the_rows_is_rejected_and_fails_no_table()
    {
        _bed.Write("data/a.csv", "sold,shop,n\n2026-01-02,A,1\n2026-01-03,B,2\nTotal,3\n")
            .Write("data/b-1.csv", "sold,shop,n\n2026-01-02,A,1\n2026-01-03,B,2\nTotal,3\n")
            .Write("data/b-2.csv", "sold,shop,n\n2026-02-02,A,4\n2026-02-03,B,5\nTotal,9\n");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "a.csv: its last line ('Total') seems to be a total of the others, and has another number of fields: a load rejects it", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("rejected: line", said, StringComparison.Ordinal);
        Assert.DoesNotContain("of its first rows", said, StringComparison.Ordinal);
        Assert.DoesNotContain("another number of fields or", said, StringComparison.Ordinal);
        Assert.Contains("max_rejected: 1\n", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
        Assert.Contains("max_rejected: 2\n", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
        Assert.Contains("a_count,a_n\r\n2,3\r\n", (await _bed.AskReadmeAsync()).Values);
    }

    /// <summary>A number below the usual share would make the load stricter than it is without one.</summary>
    [Fact]
    public async Task What_the_usual_limit_lets_pass_anyway_gets_no_limit_of_its_own()
    {
        var rows = string.Concat(Enumerable.Range(1, 400).Select(
            i => $"2026-01-{(i % 28) + 1:D2},shop {i % 7},{i}{(i == 200 ? ",x" : "")}\n"));
        _bed.Write("data/a.csv", $"sold,shop,n\n{rows}Total,80200\n");
        var said = await _bed.MakeAsync();
        Assert.DoesNotContain("max_rejected", _bed.Read("my_shop/sources.yml"), StringComparison.Ordinal);
        Assert.Contains("which is less than the share that may be rejected anyway", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_of_parts_that_are_not_those_of_the_rows_above_are_one_note()
    {
        _bed.Write(
            "data/a.csv",
            "sold,n\n2026-01-02,1\n2026-01-03,2\nSubtotal,33\n2026-01-04,4\nSubtotal,4\n2026-01-05,1\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains(
            "a.csv: 'Subtotal' occurs in 2 rows of 'sold', which count, and make the column text; if they are totals of others, leave them "
            + "out", said, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", said, StringComparison.Ordinal);
        Assert.Contains("{name: sold, type: text}", sources, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("brand,stations,price\nShell,5,1.79\nTotal,5,1.75\nEsso,3,1.80\n", "'Total' occurs in 1 row of 'brand', which counts")]
    [InlineData("station,pumps,price\nShell West,2,1.79\nEsso,3,1.81\nTotal Ost,5,1.80\n",
        "'Total Ost' occurs in 1 row of 'station', which counts")]
    public async Task A_brand_with_another_price_is_no_total_for_one_number_that_is_alike(string rows, string note)
    {
        _bed.Write("data/brands.csv", rows);
        var (said, _) = await _bed.DraftAsync();
        Assert.DoesNotContain("where", _bed.Read("my_shop/models/gold/brands.sql"), StringComparison.Ordinal);
        Assert.Contains("    except: [\"Total", _bed.Read("my_shop/models/gold/brands.sql"), StringComparison.Ordinal);
        Assert.Contains(note, said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
