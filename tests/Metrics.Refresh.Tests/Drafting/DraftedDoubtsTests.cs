namespace Metrics.Refresh.Tests.Drafting;

/// <summary>What no type reads, what is not joined, and what is not there yet is said with a way out.</summary>
public sealed class DraftedDoubtsTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Theory]
    [InlineData("2025-W52", "2025-W01", "weeks are read as text, which can be grouped by; in the gold model to_date(column, 'IYYY-")]
    [InlineData("2025-Q1", "2025-Q4", "quarters are read as text, which can be grouped by; in the gold model make_date(left(column, 4)")]
    [InlineData("Q1 2025", "Q4 2025", "quarters are read as text, which can be grouped by; in the gold model make_date(right(column, 4)")]
    [InlineData("PT5M", "P1DT2H", "durations are read as text; in the gold model extract(epoch from column::interval) makes seconds")]
    [InlineData("26:30:00", "01:05:00", "durations are read as text; in the gold model extract(epoch from column::interval) makes seconds")]
    [InlineData("2026-01-31", "31.01.2026", "dates in several formats ('9999-99-99' and '99.99.9999'); read as text: write them in one")]
    [InlineData("31/01/2026", "01/31/2026", "dates ('99/99/9999'), of which some have the day first and others the month; read as text")]
    [InlineData("A-17", "B-18", null)]
    public async Task Periods_and_dates_of_several_formats_are_said_to_be_texts(string first, string second, string? said)
    {
        _bed.Write("data/visits.csv", $"id,period,n\n1,{first},5\n2,{second},6\n3,{first},7\n");
        var drafted = await _bed.MakeAsync();
        if (said is not null)
            Assert.Contains($"visits.csv, 'period': {said}", drafted, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("'period':", drafted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("to_date(period, 'IYYY-\"W\"IW')", "2025-W52", "2025-12-22")]
    [InlineData("make_date(left(period, 4)::int, right(period, 1)::int * 3 - 2, 1)", "2025-Q4", "2025-10-01")]
    [InlineData("make_date(right(period, 4)::int, substr(period, 2, 1)::int * 3 - 2, 1)", "Q2 2025", "2025-04-01")]
    [InlineData("extract(epoch from period::interval)", "PT5M", "300")]
    [InlineData("extract(epoch from period::interval)", "26:30:00", "95400")]
    public async Task The_SQL_that_is_named_reads_them(string sql, string value, string read)
    {
        _bed.Write("data/visits.csv", $"id,period,n\n1,{value},5\n2,{value},6\n");
        await _bed.DraftAsync();
        var path = Path.Combine(_bed.Project, "my_shop/models/gold/visits.sql");
        var model = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, model.Replace("  period,", $"  ({sql})::text as period,", StringComparison.Ordinal));
        Assert.Equal(0, (await _bed.RunAsync("run")).ExitCode);
        Assert.Contains(read, await _bed.AskAsync("/api/v1/query?metrics=n&group_by=visit__period&format=csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.5,-9999,1.0,12.25", "-9999 in 1 of 4 rows")]
    [InlineData("112,-9999,-30,-9999", "-9999 in 2 of 4 rows")]
    [InlineData("0.5,-999.9,1.0,99.5", "-999.9 in 1 of 4 rows")]
    [InlineData("5,9999,7,9999", "9999 in 2 of 4 rows")]
    [InlineData("38,-99,41,-99,-99,52", "-99 in 3 of 6 rows")]
    [InlineData("38,999,41,999,999,52", "999 in 3 of 6 rows")]
    [InlineData("38,-99,-5,-99,-99,52", null)]
    [InlineData("38,999,41,999", null)]
    [InlineData("5,9999,7,8", null)]
    [InlineData("500,999,700,999", null)]
    [InlineData("5000,-9999,-7000,8000", null)]
    [InlineData("-999,-999,-999,-999", null)]
    public async Task Numbers_that_stand_for_nothing_are_said_to_be_counted(string values, string? said)
    {
        _bed.Write("data/weather.csv", "day,rain\n" + string.Concat(values.Split(',').Select((v, i) => $"2026-01-0{i + 1},{v}\n")));
        var drafted = await _bed.MakeAsync();
        if (said is not null)
            Assert.Contains($"weather.csv: 'rain' is {said}, unlike its other numbers", drafted, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("unlike its other", drafted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_same_in_all_lines_of_an_order_is_said_to_be_counted_for_each()
    {
        var lines = from order in Enumerable.Range(1, 8)
                    from line in Enumerable.Range(1, 1 + (order % 3))
                    select (order, line);
        _bed.Write(
            "data/lines.csv",
            "order_id,line,day,product,qty,order_total\n"
                + string.Concat(lines.Select(l => $"{l.order},{l.line},2026-01-0{l.order},P{l.line},{l.line + 1},{l.order * 10}.50\n")))
            // A subscription pays the same every month: each row is of its own time.
            .Write(
                "data/invoices.csv",
                "subscription_id,month,amount\n" + string.Concat(Enumerable.Range(1, 8).SelectMany(
                    s => Enumerable.Range(1, 4), (s, m) => $"{s},2026-0{m}-01,{s * 5}.00\n")));
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "lines.csv: 'order_total' is the same in all rows of one 'order_id': if it belongs to that and not to the row", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("'qty' is the same", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'amount' is the same", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_of_day_that_are_durations_by_their_name_are_said()
    {
        _bed.Write("data/calls.csv", "id,duration,opens\n1,01:30:00,08:00\n2,00:05:10,09:30\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("calls.csv, 'duration': by its name these are durations", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'opens':", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_written_in_two_ways_are_said_not_to_be_joined()
    {
        _bed.Write("data/customers.csv", "id,name\n00123,Ann\n00124,Bob\n00125,Cid\n")
            .Write("data/orders.csv", "id,customer_id,product_id,amount\n1,123,7,5\n2,124,8,6\n3,123,9,7\n")
            .Write("data/products.csv", "id,title\n1,Tea\n2,Cake\n3,Milk\n");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "orders.csv: 'customer_id' is not joined to 'customers.id': here it is bigint and there text, since some begin with a zero "
            + "(00123 is another key than 123)", said, StringComparison.Ordinal);
        Assert.Contains(
            "orders.csv: 'product_id' is not joined to 'products.id', whose name it has: fewer than half of its values are there", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("joins ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_a_header_only_is_said_to_tell_nothing_in_one_sentence()
    {
        _bed.Write("data/later.csv", "id,amount,sold_on\n").Write("data/now.csv", "id,n\n1,2\n2,3\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("later.csv: it has a header and no row, so that nothing is known of its columns", said, StringComparison.Ordinal);
        Assert.DoesNotContain("later.csv, '", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_comes_on_a_later_day_is_called_one()
    {
        _bed.Write("data/till.csv", "1,T1,2.50\n2,T1,5.00\n3,T2,2.50\n");
        await _bed.MakeAsync();
        _bed.Write("data/till.csv", "nr,till,amount\n1,T1,2.50\n2,T1,5.00\n3,T2,2.50\n");
        var (code, said) = await _bed.RunAsync("run");
        Assert.NotEqual(0, code);
        Assert.Contains(
            "the first line looks like a header: if it is one, take 'header: false' away, and give each column its name there as 'header'",
            said, StringComparison.Ordinal);
        _bed.Write("data/till.csv", "1,T1,x\n2,T1,5.00\n3,T2,2.50\n");
        Assert.DoesNotContain("looks like a header", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_of_UTF_8_over_other_bytes_is_not_answered_with_an_encoding()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        byte[] western = [.. "id;name\n1;M"u8, 0xFC, .. "ller\n2;Ann\n"u8];
        _bed.Write("data/plain.csv", western).Write("data/marked.csv", [.. mark, .. western]);
        var (said, sources) = await _bed.DraftAsync();
        Assert.Equal(2, sources.Split("encoding: windows-1252").Length);
        Assert.Contains("marked.csv: it has a byte order mark of UTF-8, and bytes of another encoding", said, StringComparison.Ordinal);
        (_, said) = await _bed.RunAsync("run");
        Assert.Contains(
            "the file has a byte order mark of UTF-8, and other bytes in 'name': its parts are of two encodings; write it again in one",
            said, StringComparison.Ordinal);
        Assert.DoesNotContain("with 'encoding", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("semantic/sales.yml", "expr: amount", "expr: amuont",
        "measure 'amount' of semantic model 'sales': 'amuont' is no column of 'sales'")]
    [InlineData("semantic/sales.yml", "name: shop, type: categorical", "name: shop, type: categorical, expr: laden",
        "dimension 'shop' of semantic model 'sales': 'laden' is no column of 'sales'")]
    [InlineData("models/gold/sales.sql", "  amount\n", "  amuont as amount,\n  amount\n", null)]
    [InlineData("models/gold/sales.sql", "  amount\n", "  betrag\n", "model 'sales': 'betrag' is no column of 'my_shop__sales'")]
    [InlineData("models/gold/sales.sql", "  amount\n", "  Amount\n", null)]
    [InlineData("models/gold/sales.sql", "  amount\n", "  amount, null::int as none, (select max(x) from (select 1 as x) as y) as most\n",
        null)]
    [InlineData("models/gold/sales.sql", "from", "/* betrag, */ from", null)]
    [InlineData("models/gold/sales.sql", "  amount\n", "  amount as sold, -- betrag,\n  'a, from b' as c, amount\n", null)]
    public async Task A_column_that_is_not_there_is_told_without_a_run_where_the_files_tell(
        string file, string written, string instead, string? said)
    {
        _bed.Write("data/sales.csv", "id,shop,amount\n1,A,5\n2,B,6\n3,A,7\n");
        await _bed.DraftAsync();
        var path = Path.Combine(_bed.Project, "my_shop", file);
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(written, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(written, instead, StringComparison.Ordinal));
        var (code, checks) = await _bed.RunAsync("validate");
        Assert.Equal(said is null ? 0 : 2, code);
        Assert.Contains(said ?? "is valid", checks, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
