using System.Text.RegularExpressions;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Files whose quotes are wrong are said to have wrong quotes, and nothing else is made of them.</summary>
public sealed class DraftedQuotesTests : IDisposable
{
    private const string HowTo = "a field with a quote in it must be in quotes, with each quote inside written twice (\"12\"\" pipe\")";

    private readonly DraftBed _bed = new();

    [Theory]
    [InlineData("events.tsv", "ts\tevent\tprops", "2024-01-01\tview\t{\"page\":\"/p/0\",\"n\":0}")]
    [InlineData("events.txt", "ts\tevent\tprops", "2024-01-01\tview\t{\"page\":\"/p/0\",\"n\":0}")]
    [InlineData("items.csv", "id,name,ip_id", "1,Pipe 27\",3")]
    [InlineData("items.csv", "id;name;ip_id", "1;Pipe 27\";3,5")]
    public async Task A_file_of_stray_quotes_is_left_out_with_its_cause(string file, string header, string row)
    {
        _bed.Write($"data/{file}", $"{header}\n{string.Concat(Enumerable.Repeat(row + "\n", 20))}");
        var (code, said) = await _bed.RunAsync("init", "my-shop", "--from", "data");
        Assert.Equal(2, code);
        Assert.Matches(
            $"{Regex.Escape(file)}: the quotes of its first [0-9]+ rows are wrong [(]line 2: an unquoted field contains a quote[)]: "
                + Regex.Escape(HowTo), said);
        Assert.DoesNotContain("above its header", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,Pipe 27\",3", "an unquoted field contains a quote")]
    [InlineData("1,\"27\" pipe,3", "text follows a closing quote")]
    public async Task Rows_with_wrong_quotes_beside_others_are_said_with_the_first_line(string row, string problem)
    {
        var rows = Enumerable.Range(1, 20).Select(i => (i % 4 == 0 ? $"{i},n," : row) + "\n");
        _bed.Write("data/items.csv", "id,name,ip_id\n" + string.Concat(rows));
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains(
            $"15 of 20 rows have wrong quotes (line 2: {problem}), and would be rejected: {HowTo}", said, StringComparison.Ordinal);
        Assert.Contains("'ip_id': it is empty in every row that was read", said, StringComparison.Ordinal);
        Assert.DoesNotContain("of its first rows have", said, StringComparison.Ordinal);
        Assert.Contains("{name: name, type: text}", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tabs_part_a_file_also_where_half_of_its_rows_have_wrong_quotes()
    {
        var rows = Enumerable.Range(1, 20).Select(i => $"2024-01-{i:D2}\tview\t{(i % 3 > 0 ? "{\"page\":\"/p/0\",\"n\":0}" : "")}\n");
        _bed.Write("data/events.tsv", "ts\tevent\tprops\n" + string.Concat(rows));
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("events.tsv -> events: 20 rows; delimiter tab", said, StringComparison.Ordinal);
        Assert.Contains("14 of 20 rows have wrong quotes (line 2:", said, StringComparison.Ordinal);
        Assert.Contains("{name: ts, type: date}", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_a_quote_swallows_are_counted_one_by_one()
    {
        _bed.Write("data/items.csv", "id,name,amount\n" + string.Concat(Enumerable.Range(1, 200).Select(
            i => (i switch { 50 => "50,\"12 inch,5", 150 => "150,24\" pipe,5", _ => $"{i},n,5" }) + "\n")));
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("items.csv -> items: 200 rows", said, StringComparison.Ordinal);
        Assert.Contains(
            "101 of 200 rows have wrong quotes (line 51: text follows a closing quote), and would be rejected", said,
            StringComparison.Ordinal);
        Assert.Contains("101 of 200 rows do not fit", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("504B030414000600", "is compressed with zip (as .xlsx workbooks are too, whatever the file is called)")]
    [InlineData("D0CF11E0A1B11AE1", "is an .xls workbook or another old document of Office, whatever its name says, and no text")]
    [InlineData("255044462D312E37", "is a PDF, whatever its name says, and no text")]
    [InlineData("5041523115041510", "is a Parquet file, whatever its name says, and no text")]
    [InlineData("89504E470D0A1A0A0000000D49484452000222", "it is no text: it has NUL characters")]
    public async Task What_is_no_text_is_not_said_to_be_badly_quoted(string begins, string what)
    {
        _bed.Write("data/book.csv", [.. Convert.FromHexString(begins), .. "a\"b,c\"d\n\0\"x\n"u8]).Write("data/a.csv", "id,amount\n1,2\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(what, said, StringComparison.Ordinal);
        Assert.DoesNotContain("quotes", said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
