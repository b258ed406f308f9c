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
