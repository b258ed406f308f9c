namespace Metrics.Refresh.Tests.Drafting;

/// <summary>What looks like a number and does not add up: versions, levels, running totals, line numbers, days, currencies.</summary>
public sealed class DraftedMeasuresTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task Versions_and_codes_are_texts_and_amounts_are_numbers()
    {
        var codes = string.Concat(Enumerable.Range(1, 12).Select(i => $"{i},{(i % 2 == 0 ? "9.9" : "9.90")},{i % 3}.{i % 2 + 1}0\n"));
        _bed.Write("data/installs.csv", "id,version,installs\n1,1.1,10\n2,1.2,20\n3,1.3,5\n")
            .Write("data/app.ndjson", "{\"id\":\"a\",\"os\":\"1.9\"}\n{\"id\":\"b\",\"os\":\"1.10\"}\n{\"id\":\"c\",\"os\":\"2.0\"}\n")
            .Write("data/codes.csv", $"id,kind,price\n{codes}");
        var (said, sources) = await _bed.DraftAsync();
        foreach (var column in new[] { "version, type: text", "os, type: text", "kind, type: text", "price, type: \"decimal(18,2)\"" })
            Assert.Contains($"{{name: {column}}}", sources, StringComparison.Ordinal);
        Assert.Contains("installs.csv, 'version': by its name these may be versions", said, StringComparison.Ordinal);
        Assert.Contains("app.ndjson, 'os': the file has them in quotes", said, StringComparison.Ordinal);
        Assert.Contains("codes.csv, 'kind': some end in a zero that others do not have", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Levels_and_running_totals_add_up_over_everything_but_time_and_are_not_asked_first()
    {
        _bed.Write(
            "data/inventory.csv",
            "day,sku,stock,sales_ytd,defects\n2026-06-01,A,5,10,1\n2026-06-01,B,6,11,2\n2026-06-02,A,7,20,3\n2026-06-02,B,8,22,4\n");
        var said = await _bed.MakeAsync();
        var model = _bed.Read("my_shop/semantic/inventory.yml");
        foreach (var column in new[] { "stock", "sales_ytd" })
        {
            Assert.Contains(
                $"agg: sum, expr: {column}, non_additive_dimension: {{name: inventory_day, window_choice: max}}", model,
                StringComparison.Ordinal);
            Assert.Contains($"inventory.csv, '{column}': not added up over time", said, StringComparison.Ordinal);
        }

        Assert.Contains(
            "metrics: [inventory_count, defects, stock]", _bed.Read("my_shop/semantic/questions.yml"), StringComparison.Ordinal);
        Assert.EndsWith("\r\n15,42\r\n", await _bed.AskAsync("/api/v1/query?metrics=stock,sales_ytd&format=csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stocks_by_other_names_are_levels_accounts_no_sums_and_costs_of_a_unit_averages()
    {
        const string Days = "2026-06-01,A,5,7,2,3,4000,9\n2026-06-01,B,6,7,2,3,4000,9\n2026-06-02,A,7,8,2,4,4100,5\n";
        _bed.Write("data/inventory.csv", $"date,sku,on_hand,stock_level,qty,active_users,account,unit_cost\n{Days}");
        await _bed.DraftAsync();
        var model = _bed.Read("my_shop/semantic/inventory.yml");
        foreach (var level in new[] { "on_hand", "stock_level", "qty", "active_users" })
            Assert.Contains($"agg: sum, expr: {level}, non_additive_dimension", model, StringComparison.Ordinal);
        Assert.DoesNotContain("expr: account", model, StringComparison.Ordinal);
        Assert.Contains("agg: average, expr: unit_cost", model, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jan-26", "Feb-26", "'Mon-YY'")]
    [InlineData("28-Nov-2026", "29-Nov-2026", "'DD-Mon-YYYY'")]
    [InlineData("March 2026", "April 2026", "'Month YYYY'")]
    public async Task Dates_with_names_of_months_are_read_by_the_SQL_that_is_said(string one, string two, string format)
    {
        _bed.Write("data/a.csv", $"id,x\n1,{one}\n2,{two}\n3,{one}\n");
        Assert.Contains($"to_date(column, {format})", (await _bed.DraftAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_line_with_a_word_for_null_is_no_header()
    {
        _bed.Write("data/dump.tsv", "1\tAnn\t\\N\n2\tBob\t20\n3\tCid\t30\n");
        Assert.Contains("column_3", (await _bed.DraftAsync()).Sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_of_many_instants_is_averaged_and_flows_and_visits_are_added_up()
    {
        _bed.Write(
            "data/levels.csv",
            "taken_at,sku,stock,stock_sold,mobile_visits,price_index,discount\n2026-06-01 08:00:00,A,5,1,7,1.5,0\n"
            + "2026-06-01 08:00:07,B,6,2,8,2.5,0.10\n2026-06-01 08:00:09,B,6,2,8,2.5,0.15\n2026-06-01 08:00:10,B,6,2,8,2.5,0.10\n");
        await _bed.DraftAsync();
        var model = _bed.Read("my_shop/semantic/levels.yml");
        Assert.DoesNotContain("non_additive_dimension", model, StringComparison.Ordinal);
        Assert.Contains("agg: average, expr: stock}", model, StringComparison.Ordinal);
        foreach (var flow in new[] { "stock_sold", "mobile_visits", "discount" })
            Assert.Contains($"agg: sum, expr: {flow}}}", model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_lines_accounts_and_grades_and_days_of_spreadsheets_are_not_added_up()
    {
        _bed.Write(
            "data/a.csv",
            "pos;artikel;datum;blz;telefonnummer;note;line_total\n1;A;45001;50010517;171000001;2;5\n2;B;45002;50010517;171000002;3;6\n"
            + "1;A;45002;50010518;171000003;1;7\n");
        var (said, _) = await _bed.DraftAsync();
        var model = _bed.Read("my_shop/semantic/a.yml");
        foreach (var column in new[] { "pos", "datum", "blz", "telefonnummer" })
            Assert.DoesNotContain($"expr: {column}}}", model, StringComparison.Ordinal);
        Assert.Contains("agg: average, expr: note", model, StringComparison.Ordinal);
        Assert.Contains("agg: sum, expr: line_total", model, StringComparison.Ordinal);
        Assert.Contains("a.csv, 'datum': every value may be a day as spreadsheets count them", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_without_names_are_added_up_with_a_word()
    {
        _bed.Write("data/till.csv", "1,T1,tea,2.50\n2,T1,cake,5.00\n3,T2,tea,2.50\n");
        Assert.Contains("its columns have no names, so that all of its numbers are summed", (await _bed.DraftAsync()).Said,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\u2019001.50", "1\u2019002.50", "numbers with separators between thousands")]
    [InlineData("\u22121,5", "\u22122,5", "numbers whose minus is not a hyphen")]
    [InlineData("+5", "-5", "numbers with a plus in front")]
    [InlineData("2026-01", "2026-02", "months without a day")]
    public async Task Numbers_and_months_that_a_load_does_not_read_are_said(string one, string two, string word)
    {
        _bed.Write("data/a.csv", $"id;x\n1;{one}\n2;{two}\n3;{one}\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.True(
            said.Contains($"a.csv, 'x': {word}", StringComparison.Ordinal)
            || sources.Contains("type: date, format: \"YYYY-MM\"", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Hours_with_am_and_pm_have_months_first_and_metric_time_is_what_the_table_is_about()
    {
        _bed.Write("data/a.csv", "ts,v\n4/7/2026 12:05 PM,0\n1/2/2026 9:05 PM,1\n")
            .Write("data/orders.csv", "id,updated_at,ordered_at\n1,2026-05-02,2026-05-01\n2,2026-05-03,2026-05-01\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("type: timestamp, format: \"M/D/YYYY H:MM AM\"", sources, StringComparison.Ordinal);
        Assert.Contains("a.csv, 'ts': day and month may be exchanged in every row; read as M/D/YYYY", said, StringComparison.Ordinal);
        Assert.Contains("metric_time is ordered_at\n", said, StringComparison.Ordinal);
        Assert.Contains("`metric_time` (ordered_at)", _bed.Read("README.md"), StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
