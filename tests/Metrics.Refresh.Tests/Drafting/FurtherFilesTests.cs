namespace Metrics.Refresh.Tests.Drafting;

/// <summary>The file of the next day beside the one that is declared: it is said how it is read, and that it is not.</summary>
public sealed class FurtherFilesTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task A_single_file_that_ends_in_digits_is_said_to_be_one_of_several_perhaps()
    {
        _bed.Write("data/in/sales-2024-01-01.csv", "id,amount\n1,2.50\n2,3.50\n").Write("data/plain.csv", "id,n\n1,2\n2,3\n")
            .Write("data/q1.csv", "id,n\n1,2\n").Write("data/q-all.csv", "word,n\na,2\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("further  files of this kind are read if 'file' is in/sales-*.csv", said, StringComparison.Ordinal);
        Assert.Contains("# further files of this kind are read where it says \"in/sales-*.csv\"", sources, StringComparison.Ordinal);
        Assert.Contains(
            "are read if `file:` of `sales_2024_01_01` in `my_shop/sources.yml` says `in/sales-*.csv`", _bed.Read("README.md"),
            StringComparison.Ordinal);
        // A pattern that reads another table's file too is no advice.
        Assert.DoesNotContain("q*", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Split("further  files").Length);
    }

    [Fact]
    public async Task Files_beside_that_differ_in_digits_only_and_that_no_table_reads_are_a_warning_of_validate_and_run()
    {
        _bed.Write("data/sales-2024-01-01.csv", "id,amount\n1,2.50\n2,3.50\n").Write("data/stock-7.csv", "item,n\na,2\nb,3\n");
        await _bed.MakeAsync();
        Assert.DoesNotContain("R103", (await _bed.RunAsync("validate")).Said, StringComparison.Ordinal);
        _bed.Write("data/sales-2024-01-02.csv", "id,amount\n3,4.00\n").Write("data/sales-extra.csv", "id,amount\n4,4.00\n")
            .Write("data/.sales-2024-01-03.csv", "id").Write("data/stock-8.csv", "item,n\nc,1\n")
            .Write("data/stock-9.csv", "item,n\nd,1\n");

        const string Sales = "table 'my_shop__sales_2024_01_01': 'sales-2024-01-02.csv' is next to 'sales-2024-01-01.csv', and no table "
            + "reads it";
        const string Stock = "table 'my_shop__stock_7': 'stock-8.csv', 'stock-9.csv' are next to 'stock-7.csv', and no table reads them";
        var (code, said) = await _bed.RunAsync("validate");
        Assert.True(code == 0, said);
        Assert.Contains($"warning R103: {Sales}", said, StringComparison.Ordinal);
        Assert.Contains("declare a table for it", said, StringComparison.Ordinal);
        Assert.Contains($"warning R103: {Stock}", said, StringComparison.Ordinal);
        Assert.Contains("warning R103: source 'my_shop': 'sales-extra.csv' is in a folder", said, StringComparison.Ordinal);
        Assert.Contains("with 'stock-*.csv' instead of 'stock-7.csv' its 'file' reads them too", said, StringComparison.Ordinal);
        // Also of what is unchanged.
        (code, said) = await _bed.RunAsync("run");
        Assert.True(code == 0, said);
        Assert.Contains($"warning: {Sales} (R103)", said, StringComparison.Ordinal);
        Assert.Contains($"warning: {Stock} (R103)", said, StringComparison.Ordinal);

        // As it says.
        var sources = Path.Combine(_bed.Project, "my_shop/sources.yml");
        var text = await File.ReadAllTextAsync(sources);
        await File.WriteAllTextAsync(
            sources, text.Replace("file: stock-7.csv", "file: \"stock-*.csv\"", StringComparison.Ordinal)
                .Replace("file: sales-2024-01-01.csv", "file: \"*-2024-*.csv\"", StringComparison.Ordinal)
                + "    ignore: [sales-extra.csv]\n");
        (code, said) = await _bed.RunAsync("run");
        Assert.True(code == 0, said);
        Assert.DoesNotContain("R103", said, StringComparison.Ordinal);
        Assert.DoesNotContain("R103", (await _bed.RunAsync("validate")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_other_names_that_no_table_reads_are_told_once_until_they_are_ignored()
    {
        _bed.Write("data/sales_jan.csv", "id,amount\n1,2.50\n2,3.50\n").Write("data/stock.csv", "item,n\na,2\nb,3\n")
            .Write("data/titled.csv", "A title\n\nid,n,m\n1,2,3\n4,5,6\n");
        var said = await _bed.MakeAsync();
        // Left out by init, which said so.
        Assert.Contains("titled.csv: left out", said, StringComparison.Ordinal);
        Assert.DoesNotContain("R103", (await _bed.RunAsync("validate")).Said, StringComparison.Ordinal);
        _bed.Write("data/sales_apr.csv", "id,amount\n3,4.00\n").Write("data/returns.csv", "id,amount\n3,4.00\n")
            .Write("data/orders.jsonl.gz", "id").Write("data/readme.txt", "word\n").Write("data/delivered.json", "{}")
            .Write("data/.hidden.csv", "id\n").Write("data/sheet.xlsx", "id");

        const string Others = "source 'my_shop': 'orders.jsonl.gz', 'returns.csv' are in a folder that its tables are read from, and no "
            + "table reads them";
        (_, said) = await _bed.RunAsync("run");
        Assert.Equal(3, said.Split("R103").Length);
        Assert.Contains($"warning: {Others} (R103); declare a table for them", said, StringComparison.Ordinal);
        Assert.Contains("named under 'ignore' of the source", said, StringComparison.Ordinal);
        Assert.Contains("'sales_apr.csv' is next to 'sales_jan.csv', and no table reads it", said, StringComparison.Ordinal);
        Assert.Contains("with 'sales_*.csv' instead of 'sales_jan.csv'", said, StringComparison.Ordinal);
        // Also where the run has only some of the tables.
        Assert.Contains(Others, (await _bed.RunAsync("run", "--select", "my_shop__stock")).Said, StringComparison.Ordinal);

        var sources = Path.Combine(_bed.Project, "my_shop/sources.yml");
        await File.AppendAllTextAsync(sources, "      - sales_*.csv\n      - returns.csv\n      - \"*.jsonl.gz\"\n");
        (var code, said) = await _bed.RunAsync("run");
        Assert.Equal(0, code);
        Assert.DoesNotContain("R103", said, StringComparison.Ordinal);
        Assert.DoesNotContain("R103", (await _bed.RunAsync("validate")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_differ_by_month_are_one_table_and_those_that_only_begin_like_months_are_not()
    {
        _bed.Write("data/umsatz_januar2026.csv", "tag;betrag\n2026-01-01;1\n2026-01-02;2\n")
            .Write("data/umsatz_Februar2026.csv", "tag;betrag\n2026-02-01;3\n2026-02-02;4\n")
            .Write("data/cost-dec.csv", "name,cost\na,5\nb,6\n").Write("data/cost-decimal.csv", "name,cost\nc,7\nd,8\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("umsatz_*.csv -> umsatz: 4 rows", said, StringComparison.Ordinal);
        Assert.Contains("cost-dec.csv -> cost_dec", said, StringComparison.Ordinal);
        Assert.Contains("cost-decimal.csv -> cost_decimal", said, StringComparison.Ordinal);
        _bed.Write("data/umsatz_märz2026.csv", "tag;betrag\n2026-03-01;5\n");
        Assert.Equal(0, (await _bed.RunAsync("run")).ExitCode);
        Assert.Contains("\r\n15\r\n", await _bed.AskAsync("/api/v1/query?metrics=betrag&format=csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_switched_off_leaves_its_file_unread_without_a_word()
    {
        _bed.Write("data/sales.csv", "id,amount\n1,2.50\n2,3.50\n").Write("data/stock.csv", "item,n\na,2\nb,3\n");
        await _bed.DraftAsync();
        File.Delete(Path.Combine(_bed.Project, "my_shop/models/gold/stock.sql"));
        File.Delete(Path.Combine(_bed.Project, "my_shop/semantic/stock.yml"));
        File.Delete(Path.Combine(_bed.Project, "my_shop/semantic/questions.yml"));
        var sources = Path.Combine(_bed.Project, "my_shop/sources.yml");
        await File.WriteAllTextAsync(
            sources, _bed.Read("my_shop/sources.yml").Replace(
                "- name: stock\n", "- name: stock\n        enabled: false\n", StringComparison.Ordinal));
        var (code, said) = await _bed.RunAsync("run");
        Assert.True(code == 0, said);
        Assert.DoesNotContain("R103", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_tables_of_their_own_are_read()
    {
        _bed.Write("data/population-2020.csv", "country,population\nChile,19\nPeru,33\n")
            .Write("data/population-2021.csv", "country,population\nChile,20\nPeru,34\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("population-2021.csv -> population_2021", said, StringComparison.Ordinal);
        Assert.DoesNotContain("further", said, StringComparison.Ordinal);
        Assert.DoesNotContain("R103", (await _bed.RunAsync("validate")).Said, StringComparison.Ordinal);
        _bed.Write("data/population-2022.csv", "country,population\nChile,21\n");
        var warned = (await _bed.RunAsync("validate")).Said;
        Assert.Equal(2, warned.Split("R103").Length);
        Assert.Contains("declare a table for it", warned, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
