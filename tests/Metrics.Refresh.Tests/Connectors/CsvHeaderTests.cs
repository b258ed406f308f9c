using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Metrics.Refresh.Tests.Loading;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Connectors;

public sealed class CsvHeaderTests
{
    [Fact]
    public async Task Columns_are_found_by_name_in_any_order_and_the_others_are_reported()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id", ColumnKind.Integer), Column("name") with { Header = "Full Name" })
            .Holding("\uFEFFextra,Full Name,id\nx,Ana,1\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(["1|Ana"], await store.RowsAsync());
        Assert.Equal(["extra"], result.SurplusColumns);
    }

    [Fact]
    public async Task Every_missing_column_is_named_with_what_it_may_be_called()
    {
        using var source = new CsvSource(
            Column("id"), Column("status"), Column("amount"), Column("unlike")).Holding("id,Status,amonut\n1,2,3\n");
        var diagnostic = (await FailsAsync(source)).Diagnostic;
        Assert.Equal(DiagnosticCode.SourceFailed, diagnostic.Code);
        Assert.Contains("'test__rows'", diagnostic.Message);
        Assert.Contains("lacks 3 declared columns: 'status', 'amount', 'unlike'", diagnostic.Message);
        Assert.Equal(["Status", "amonut"], diagnostic.Candidates);
    }

    [Fact]
    public async Task A_file_whose_first_line_is_empty_lacks_its_header()
    {
        using var source = new CsvSource(Column("id")).Holding("\n\n1\n2\n");
        Assert.Contains("lacks the declared column 'id'", (await FailsAsync(source)).Message);
    }

    [Theory]
    [InlineData("id\n")]
    [InlineData("id")]
    [InlineData("\uFEFFid\r\n")]
    public async Task A_file_with_a_header_only_has_no_rows(string text)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id")).Holding(text);
        Assert.Equal(0, (await store.LoadAsync(source.Table)).Rows);
    }

    [Fact]
    public async Task A_name_that_stands_twice_is_an_error()
    {
        using var source = new CsvSource(Column("id"), Column("note")).Holding("id,note,note\n1,2,3\n");
        var failed = await FailsAsync(source);
        Assert.Contains("'note' more than once", failed.Message);
        Assert.Equal(
            "'header: note (2)' of a column reads the second of them from the left, and 'drop: true' beside it leaves it out",
            failed.Diagnostic.Hint);
    }

    [Fact]
    public async Task Of_a_third_column_of_one_name_it_is_said_how_that_one_is_declared()
    {
        using var source = new CsvSource(
            Column("id"), Column("note"), Column("note_2") with { Header = "note (2)" }).Holding("id,note,note,note\n1,2,3,4\n");
        Assert.StartsWith("'header: note (3)' of a column reads the third of them", (await FailsAsync(source)).Diagnostic.Hint);
        await using var store = new Store();
        source.Table = source.Table with
        {
            Columns = [.. source.Table.Columns, Column("rest") with { Header = "note (3)", Drop = true }],
        };
        Assert.Equal(1, (await store.LoadAsync(source.Table)).Rows);
        Assert.Equal(["1|2|3"], await store.RowsAsync());
    }

    [Theory]
    [InlineData("id;note\n1;a\n", "separated by ';'")]
    [InlineData("\"id\"\t\"note\"\n1\ta\n", "separated by tabs")]
    [InlineData("id|note\n1|a\n", "separated by '|'")]
    public async Task A_file_with_another_delimiter_than_is_declared_is_said_to_have_one(string file, string said)
    {
        using var source = new CsvSource(Column("id"), Column("note")).Holding(file);
        Assert.Contains(said, (await FailsAsync(source)).Diagnostic.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,note,note\n1,first,second\n", "first", "second")]
    [InlineData("note,id,note\nfirst,1,second\n", "first", "second")]
    [InlineData("id,note,note (2)\n1,first,named so\n", "first", "named so")]
    [InlineData("id,note,note (2),note\n1,first,named so,other\n", null, null)]
    [InlineData("id,note,note,note\n1,a,b,c\n", null, null)]
    [InlineData("id,note\n1,first\n", null, null)]
    public async Task A_declaration_says_which_of_two_columns_of_one_name_it_reads(string file, string? first, string? second)
    {
        await using var store = new Store();
        using var source = new CsvSource(
            Column("id"), Column("note"), Column("note_2") with { Header = "note (2)" }).Holding(file);
        if (first is null)
        {
            await FailsAsync(source);
            return;
        }

        Assert.Equal(1, (await store.LoadAsync(source.Table)).Rows);
        Assert.Equal([$"1|{first}|{second}"], await store.RowsAsync());
    }

    [Fact]
    public async Task Undeclared_columns_are_an_error_where_the_source_says_so()
    {
        using var source = new CsvSource(Column("id")).Holding("id,new,newer\n1,2,3\n");
        source.Table = source.Table with { OnSurplus = OnSurplus.Error };
        Assert.Contains("'new', 'newer'", (await FailsAsync(source)).Message);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using var source = new CsvSource(Column("id"));
        var error = await FailsAsync(source);
        Assert.Contains("there is no such file", error.Message);
        Assert.Contains(source.Table.Csv.Path, error.Message);
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        using var source = new CsvSource(Column("id"));
        Directory.CreateDirectory(source.Table.Csv.Path);
        Assert.Contains("it is a folder", (await FailsAsync(source)).Message);
    }

    private static async Task<SourceException> FailsAsync(CsvSource source)
    {
        await using var store = new Store();
        return await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
    }
}
