using System.Globalization;
using System.IO.Compression;
using System.Text;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Tests.Drafting;

namespace Metrics.Refresh.Tests.Loading;

public sealed class PackedFileTests : IDisposable
{
    private const int Rows = 20_000;
    private readonly RefreshBed _bed = new();

    [Theory]
    [InlineData("csv", "utf-8")]
    [InlineData("csv", "utf-16")]
    [InlineData("ndjson", "utf-8")]
    [InlineData("json", "utf-8")]
    public async Task A_packed_file_that_breaks_off_fails_its_table_wherever_it_is_cut(string format, string encoding)
    {
        Declare(format, encoding);
        var whole = Pack(Text(format, 0, Rows), encoding);
        Put(whole);
        await _bed.SucceedAsync();
        // In its data, in its trailer, in its header, and with nothing of it left.
        foreach (var length in new[] { whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 1, 30, 5, 2, 1, 0 })
        {
            Put(whole[..length]);
            Assert.Contains("ends too early", await FailedAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(Rows, await CountAsync());
    }

    [Fact]
    public async Task One_that_was_flushed_at_the_end_of_a_row_before_it_broke_off_is_not_whole_either()
    {
        Declare("csv", "utf-8");
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Text("csv", 0, Rows / 2)));
            await gzip.FlushAsync();
            // So far a transfer that goes on has come.
            Put(packed.ToArray());
            gzip.Write(Encoding.UTF8.GetBytes(Text("csv", Rows / 2, Rows)));
        }

        Assert.Contains("is it still being written", await FailedAsync(), StringComparison.Ordinal);
        using (var validate = RefreshCommand.Start(_bed, "validate", "--data"))
        {
            var (code, said) = await validate.EndAsync();
            Assert.NotEqual(0, code);
            Assert.Contains("ends too early", said, StringComparison.Ordinal);
        }

        Put(packed.ToArray());
        await _bed.SucceedAsync();
        Assert.Equal(Rows, await CountAsync());
    }

    [Fact]
    public async Task Several_members_are_one_text_and_each_must_be_whole()
    {
        Declare("csv", "utf-8");
        byte[] first = Pack(Text("csv", 0, 7_000)), empty = Named(Pack("")), second = Named(Pack(Text("csv", 7_000, Rows)));
        Put([.. first, .. empty, .. second, .. new byte[70_000]]);
        await _bed.SucceedAsync();
        Assert.Equal(Rows, await CountAsync());

        foreach (var cut in new[] { 1, 2, 5, 9, 100, second.Length - 1 })
        {
            Put([.. first, .. empty, .. second[..cut]]);
            Assert.Contains("ends too early", await FailedAsync(), StringComparison.Ordinal);
        }

        Put([.. first, .. second, .. "and more"u8]);
        Assert.Contains("something that is not gzip follows", await FailedAsync(), StringComparison.Ordinal);
        foreach (var at in new[] { first.Length - 6, first.Length - 2, first.Length / 2 })
        {
            byte[] bent = [.. first, .. second];
            bent[at] ^= 1;
            Put(bent);
            Assert.Contains("is damaged", await FailedAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(Rows, await CountAsync());
    }

    [Fact]
    public async Task A_wrong_checksum_or_length_of_the_only_member_is_not_called_a_cut_alone()
    {
        Declare("csv", "utf-8");
        var whole = Pack(Text("csv", 0, Rows));
        foreach (var back in new[] { 1, 4, 5, 8 })
        {
            byte[] bent = [.. whole];
            bent[^back] ^= 1;
            Put(bent);
            Assert.Contains("or is damaged: the checksum at its end", await FailedAsync(), StringComparison.Ordinal);
        }

        Put([.. whole, (byte)'\n']);
        Assert.Contains("something that is not gzip follows", await FailedAsync(), StringComparison.Ordinal);
        Put([.. whole, 0x1F]);
        Assert.Contains("ends too early", await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("504B030414000000", "zip")]
    [InlineData("28B52FFD04000000", "zstd")]
    [InlineData("FD377A585A000004", "xz")]
    [InlineData("425A683931415926", "bzip2")]
    public async Task What_is_packed_otherwise_is_named(string begins, string name)
    {
        foreach (var format in new[] { "csv", "ndjson", "json" })
        {
            Declare(format, "utf-8");
            Put([.. Convert.FromHexString(begins), 1, 2, 3]);
            Assert.Contains($"is compressed with {name}", await FailedAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Init_leaves_out_a_packed_file_that_is_not_whole_and_says_so()
    {
        using var draft = new DraftBed();
        var packed = Pack(Text("csv", 0, Rows));
        draft.Write("data/good.csv.gz", packed).Write("data/cut.csv.gz", packed[..^10]).Write("data/bad.ndjson.gz", packed[..1]);
        var (said, sources) = await draft.DraftAsync();
        Assert.Contains("good.csv.gz", sources, StringComparison.Ordinal);
        foreach (var file in new[] { "cut.csv.gz", "bad.ndjson.gz" })
        {
            Assert.DoesNotContain($"file: {file}", sources, StringComparison.Ordinal);
            Assert.Contains($"\n      - {file}\n", sources, StringComparison.Ordinal);
            Assert.Matches($"{file}.*ends too early", said.ReplaceLineEndings(" "));
        }
    }

    public void Dispose() => _bed.Dispose();

    private static string Text(string format, int from, int to)
    {
        var ids = Enumerable.Range(from, to - from).Select(i => i.ToString(CultureInfo.InvariantCulture));
        return format switch
        {
            "csv" => (from == 0 ? "id,name\n" : "") + string.Concat(ids.Select(i => $"{i},name {i}\n")),
            "json" => $"[{string.Join(",\n", ids.Select(i => $$"""{"id": {{i}}, "name": "name {{i}}"}"""))}]",
            _ => string.Concat(ids.Select(i => $$"""{"id": {{i}}, "name": "name {{i}}"}""" + "\n")),
        };
    }

    private static byte[] Pack(string text, string encoding = "utf-8")
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.GetEncoding(encoding).GetBytes(text));
        // Of an empty text that class writes nothing.
        return text.Length > 0 ? packed.ToArray() : Convert.FromHexString("1F8B080000000000000303000000000000000000");
    }

    // The same member with an extra field, a name and a comment in its header.
    private static byte[] Named(byte[] member) =>
        [.. member[..3], 4 | 8 | 16, .. member[4..10], 3, 0, 1, 0, 2, .. "rows.csv\0a comment\0"u8, .. member[10..]];

    private void Declare(string format, string encoding) => _bed.Write(
        "p/sources.yml",
        $"sources: [{{name: p, path: data, tables: [{{name: rows, file: rows.gz, format: {format}, encoding: {encoding}, "
            + "columns: [{name: id, type: integer}, {name: name, type: text}]}]}]");

    private void Put(byte[] bytes)
    {
        var path = Path.Combine(_bed.Project.Path, "data/rows.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private async Task<string> FailedAsync()
    {
        var outcome = Assert.Single((await _bed.RunAsync()).Outcomes);
        Assert.Equal(AttemptStatus.SourceFailed, outcome.Status);
        return outcome.Detail!;
    }

    private Task<long> CountAsync() => _bed.ScalarAsync<long>("select count(*) from bronze.p__rows");
}
