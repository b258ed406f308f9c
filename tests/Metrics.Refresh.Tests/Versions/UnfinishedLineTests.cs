using System.IO.Compression;
using System.Text;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Versions;

public sealed class UnfinishedLineTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed().Write("metrics.yml", "name: lines\nrefresh: {longest_statement: 1ms}\n");

    public static TheoryData<string, string> Modes => new()
    {
        { "csv", "key: id" },
        { "csv", "key: id, load: append_new_files" },
        { "csv", "key: id, load: append_new_files, merge: by_key" },
        { "csv", "key: id, max_rejected: 100%" },
        { "ndjson", "key: id" },
        { "ndjson", "key: id, load: append_new_files, merge: by_key" },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_row_behind_a_missing_line_end_is_never_lost_below_the_limit_of_rejects(string format, string table)
    {
        Declare(format, table);
        var first = Text(format, 1, 1_499);
        Write(first.TrimEnd('\n'));
        await _bed.SucceedAsync();
        Write(first.TrimEnd('\n') + Rows(format, 1_500, 1_500));
        var report = await _bed.RunAsync();
        Assert.Equal(AttemptStatus.SourceFailed, Assert.Single(report.Outcomes).Status);
        Assert.Contains(format == "csv" ? "line 1500 of" : "line 1499 of", report.Outcomes[0].Detail, StringComparison.Ordinal);
        Assert.Contains("had no line end when it was read", report.Outcomes[0].Detail, StringComparison.Ordinal);
        Assert.Equal(1_499, await CountAsync());

        // The way out that the message names.
        Write(first + Rows(format, 1_500, 1_500));
        await _bed.SucceedAsync();
        Assert.Equal(1_500, await CountAsync());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_row_that_was_read_half_is_read_again(string format, string table)
    {
        Declare(format, table);
        var whole = Text(format, 1, 300);
        var cut = format == "csv" ? whole.Length - 2 : whole.Length - 1;
        // In CSV half a name is a name.
        Write(whole[..cut]);
        await _bed.SucceedAsync();
        Write(whole + Rows(format, 301, 301));
        var report = await _bed.SucceedAsync();
        Assert.Equal("n300", await _bed.ScalarAsync<string>("select name from bronze.p__rows where id = 300"));
        Assert.Equal(301, await CountAsync());
        Assert.Equal(format == "csv", report.Warnings.Any(w => w.Contains("continued after it had been read", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_of_one_column_cannot_tell_and_says_so()
    {
        _bed.Write("p/sources.yml", "sources: [{name: p, path: data, tables: [{name: rows, columns: [{name: id, type: bigint}]}]}]");
        Write("id\n1\n2");
        await _bed.SucceedAsync();
        Write("id\n1\n23\n");
        Assert.Contains("is it one row, or two?", Assert.Single((await _bed.RunAsync()).Outcomes).Detail, StringComparison.Ordinal);
        Write("id\n1\n2\n3\n");
        await _bed.SucceedAsync();
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_row_of_one_column_that_went_on_is_one_row_when_a_full_refresh_says_so()
    {
        _bed.Write("p/sources.yml", "sources: [{name: p, path: data, tables: [{name: rows, columns: [{name: id, type: bigint}]}]}]");
        Write("id\n1\n2");
        await _bed.SucceedAsync();
        Write("id\n1\n23\n");
        Assert.Contains(
            "run --full-refresh --select p__rows", Assert.Single((await _bed.RunAsync()).Outcomes).Detail, StringComparison.Ordinal);
        Assert.Equal(
            AttemptStatus.SourceFailed,
            Assert.Single((await _bed.RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { FullRefresh = true })).Outcomes).Status);
        var report = await _bed.RunAsync(new RunOptions(["p__rows"], "command line", TimeSpan.Zero) { FullRefresh = true });
        Assert.Equal(AttemptStatus.Published, Assert.Single(report.Outcomes).Status);
        Assert.Equal([1L, 23L], await _bed.QueryAsync<long>("select id from bronze.p__rows order by 1"));
    }

    [Fact]
    public async Task A_packed_file_is_no_exception()
    {
        Declare("csv", "key: id");
        var path = Path.Combine(_bed.Project.Path, "data/rows.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Packed(Text("csv", 1, 200).TrimEnd('\n')));
        await _bed.SucceedAsync();
        await using (var file = File.Open(path, FileMode.Append))
            await file.WriteAsync(Packed(Rows("csv", 201, 201)));
        Assert.Contains("had no line end", Assert.Single((await _bed.RunAsync()).Outcomes).Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private static byte[] Packed(string text)
    {
        using var bytes = new MemoryStream();
        using (var packed = new GZipStream(bytes, CompressionLevel.Fastest))
            packed.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private static string Text(string format, int from, int to) => (format == "csv" ? "id,name\n" : "") + Rows(format, from, to);

    private static string Rows(string format, int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1)
        .Select(i => format == "csv" ? $"{i},n{i}\n" : $$"""{"id": {{i}}, "name": "n{{i}}"}""" + "\n"));

    private void Declare(string format, string table) => _bed.Write("p/sources.yml", $$"""
        sources:
          - name: p
            path: data
            tables: [{name: rows, file: rows.csv, format: {{format}}, {{table}},
              columns: [{name: id, type: int}, {name: name, type: text}]}]
        """);

    private void Write(string text) => _bed.Write("data/rows.csv", text);

    private Task<long> CountAsync() => _bed.ScalarAsync<long>("select count(*) from bronze.p__rows");
}
