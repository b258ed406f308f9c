using System.Text;
using Metrics.Refresh.Connectors;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class EncodingTests
{
    private const string Text = "city,note\nCádiz,Łódź €\nžš,ÿ\n";

    static EncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", "utf-8", false)]
    [InlineData("utf-8", "utf-8", true)]
    [InlineData("utf-16", "utf-16", true)]
    [InlineData("utf-16", "utf-16", false)]
    [InlineData("windows-1252", "utf-8", true)]
    [InlineData("utf-16", "utf-8", true)]
    [InlineData("utf-8", "utf-16", true)]
    [InlineData("utf-8", "utf-16BE", true)]
    [InlineData("utf-16BE", "utf-16BE", false)]
    public async Task Unicode_is_read_by_its_mark_or_as_declared(string declared, string written, bool mark)
    {
        var encoding = Encoding.GetEncoding(written);
        await AssertReadAsync(declared, [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)], ["Cádiz|Łódź €", "žš|ÿ"]);
    }

    [Theory]
    [InlineData("windows-1252", "Cádiz|?ód? €")]
    [InlineData("latin1", "Cádiz|?ód? ?")]
    [InlineData("iso-8859-2", "Cádiz|Łódź ?")]
    public async Task Code_pages_are_read_as_declared(string name, string first)
    {
        var encoding = Encoding.GetEncoding(name, new EncoderReplacementFallback("?"), DecoderFallback.ExceptionFallback);
        await AssertReadAsync(name, encoding.GetBytes("city,note\nCádiz,Łódź €\n"), [first]);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_rejects_its_row()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("city"), Column("note"))
            .Holding([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("city,note\na,b"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("\nc,d\n")]);
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((2, 1, 1), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(["c|d"], await store.RowsAsync());
    }

    [Fact]
    public async Task An_unknown_encoding_fails_the_table()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("city")).With(c => c with { Encoding = "utf-13" }).Holding("city\n");
        Assert.Contains(
            "'utf-13' is not a known encoding", (await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table))).Message);
    }

    [Theory]
    [InlineData("windows-1252", 1)]
    [InlineData("latin1", 1)]
    [InlineData("iso-8859-2", 1)]
    // Sequences lie across the borders of what is read at once.
    [InlineData("windows-1252", 40_000)]
    public async Task A_file_that_is_utf_8_is_not_read_in_a_code_page(string declared, int rows)
    {
        var bytes = Encoding.UTF8.GetBytes("city,note\n" + string.Concat(Enumerable.Repeat("Genève,€ 𝄞\n", rows)));
        var error = await RefusedAsync(declared, bytes);
        Assert.Contains($"is declared as {declared}, but all of it is UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Contains("write 'encoding: utf-8'; all files of a table have one encoding", error.Diagnostic.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_in_utf_8_that_lacks_a_name_in_its_code_page_is_said_to_be_utf_8()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("Straße"), Column("note")).With(c => c with { Encoding = "windows-1252" })
            .Holding("Straße,note\n" + string.Concat(Enumerable.Repeat("Am Weg,1\n", 100_000)));
        var error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
        Assert.Contains("all of it is UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    // One byte that is no UTF-8, before and behind what would be.
    [InlineData("C3A8 E8")]
    [InlineData("E8 2C C3A8")]
    // What only begins a sequence, and what no sequence may be.
    [InlineData("C3A8 2C C3")]
    [InlineData("C080")]
    [InlineData("E08080")]
    [InlineData("EDA080")]
    [InlineData("F0808080")]
    [InlineData("F4908080")]
    [InlineData("F5808080")]
    [InlineData("80")]
    [InlineData("C3 41")]
    public async Task What_is_no_utf_8_is_read_in_its_code_page(string odd)
    {
        byte[] text = Convert.FromHexString(odd.Replace(" ", "", StringComparison.Ordinal));
        var comma = text.Contains((byte)',') ? "" : "x,";
        await AssertReadAsync(
            "latin1", [.. Encoding.ASCII.GetBytes("city,note\na,b\n" + comma), .. text],
            ["a|b", comma.Replace(',', '|') + Encoding.Latin1.GetString(text).Replace(',', '|') + (text.Length == 0 ? "∅" : "")]);
    }

    private static async Task<SourceException> RefusedAsync(string declared, byte[] bytes)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("city"), Column("note")).With(c => c with { Encoding = declared }).Holding(bytes);
        return await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
    }

    private static async Task AssertReadAsync(string declared, byte[] bytes, string[] rows)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("city"), Column("note")).With(c => c with { Encoding = declared }).Holding(bytes);
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(rows, await store.RowsAsync());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), result.Content.Sha256);
        Assert.Equal(bytes.Length, result.Content.Bytes);
    }
}
