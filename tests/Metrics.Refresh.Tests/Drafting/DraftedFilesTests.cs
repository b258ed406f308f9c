using System.Diagnostics;
using System.IO.Compression;
using Metrics.Refresh.Drafting;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>What is wrong with one file leaves out that file, and no name of a file makes an invalid project.</summary>
public sealed class DraftedFilesTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task A_damaged_file_is_left_out_and_the_readme_says_how_to_add_it()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("id,n\n1,2\n2,3\n"u8);
        var damaged = packed.ToArray();
        damaged.AsSpan()[^8..].Clear();
        _bed.Write("data/a.csv", "id,n\n1,2\n2,3\n").Write("data/bad.csv.gz", damaged);
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("bad.csv.gz: left out, ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        var readme = _bed.Read("README.md");
        Assert.Contains("| bad.csv.gz | ", readme, StringComparison.Ordinal);
        Assert.Contains("## One more table", readme, StringComparison.Ordinal);
        var (code, again) = await _bed.RunAsync("init", "my-shop", "--from", "data");
        Assert.Equal(2, code);
        Assert.Contains("To add a table to a project", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_left_out_unopened()
    {
        _bed.Write("data/a.csv", "id,n\n1,2\n2,3\n");
        using (var made = Process.Start("mkfifo", _bed.In("data/p.csv")))
            await made.WaitForExitAsync();
        File.CreateSymbolicLink(_bed.In("data/q.csv"), _bed.In("data/p.csv"));
        var said = (await _bed.DraftAsync().WaitAsync(TimeSpan.FromMinutes(1))).Said;
        Assert.Contains("p.csv: left out, it is empty, or a pipe, a socket or a device", said, StringComparison.Ordinal);
        Assert.Contains("q.csv: left out, ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("McDonald's.csv")]
    [InlineData("it's.csv")]
    public async Task A_name_with_an_apostrophe_makes_valid_names(string file)
    {
        _bed.Write($"data/{file}", "id,n\n1,2\n2,3\n");
        await _bed.MakeAsync();
    }

    [Fact]
    public void Names_of_rows_are_valid_whatever_files_are_called()
    {
        var random = new Random(20261130);
        const string Signs = "abesiy'sS_- .X9ü(";
        for (var at = 0; at < 20_000; at++)
        {
            var written = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Signs[random.Next(Signs.Length)]));
            var name = SafeName.Of(written, "table_1");
            foreach (var one in new[] { name, SafeName.Singular(name), $"{SafeName.Singular(name)}_count" })
                Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", one);
        }
    }

    [Fact]
    public async Task A_file_without_accents_has_the_encoding_of_the_files_beside_it()
    {
        _bed.Write("data/artikel.csv", "nr;name\n1;Gießkanne\n2;Erde\n", "windows-1252")
            .Write("data/bestellungen.csv", "nr;status\n1;offen\n2;bezahlt\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Equal(2, sources.Split("encoding: windows-1252").Length - 1);
        Assert.Contains("bestellungen.csv: it has no accents, so that its encoding cannot be seen", said, StringComparison.Ordinal);
        Assert.Contains("a later file in UTF-8 fails the table", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_dimensions_is_grouped_by_its_key()
    {
        _bed.Write("data/points.csv", "code,n\nA1,2\nB2,3\n");
        await _bed.MakeAsync();
        Assert.Contains("| points | `point_count`, `n` | `point` |", _bed.Read("README.md"), StringComparison.Ordinal);
        Assert.Contains("A1,2", await _bed.AskAsync("/api/v1/query?metrics=n&group_by=point&format=csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_columns_of_one_name_are_both_loaded_and_said()
    {
        _bed.Write("data/sales.csv", "id,amount,amount\n1,10,1\n2,20,2\n3,30,3\n")
            .Write("data/words.csv", "name,note,note\nAnn,long,short\nBob,wide,slim\nCid,blue,pink\nDan,high,deep\n");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "sales.csv: its header names 'amount' 2 times: all are loaded, the others as 'amount (2)'; which is which depends on their "
            + "order", said, StringComparison.Ordinal);
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: amount_2, header: \"amount (2)\", type: bigint}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: note_2, header: \"note (2)\", type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("60,6", await _bed.AskAsync("/api/v1/query?metrics=amount,amount_2&format=csv"), StringComparison.Ordinal);
        // One that is gone leaves it open which one the other is.
        _bed.Write("data/sales.csv", "id,amount\n1,10\n");
        Assert.Contains("lacks the declared column 'amount (2)'", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_loaded_as_it_is_comes_before_the_run()
    {
        var rows = string.Concat(Enumerable.Range(1, 100).Select(i => $"{i},K{i},{i}{(i % 20 == 0 ? ",x" : "")}\n"));
        _bed.Write("data/odd.csv", $"id,name,n\n{rows}").Write("data/even.csv", "id,name\n1,a\n2,b\n");
        var (said, _) = await _bed.DraftAsync();
        var at = said.IndexOf("Not loaded as it is (mend the file, or its declaration in ", StringComparison.Ordinal);
        Assert.True(at > 0, said);
        Assert.DoesNotContain("R101", said[..at], StringComparison.Ordinal);
        Assert.Contains("R101", said[at..], StringComparison.Ordinal);
        Assert.Contains(
            "Next, until it reports no error:\n  scripts/refresh.sh validate --data --project ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\nNext:", said, StringComparison.Ordinal);
        Assert.True(said.IndexOf("validate --data", at, StringComparison.Ordinal) < said.IndexOf("./run.sh", StringComparison.Ordinal));
        Assert.NotEqual(0, (await _bed.RunAsync("validate", "--data")).ExitCode);
    }

    [Fact]
    public async Task A_row_is_called_by_the_singular()
    {
        var names = new[]
        {
            ("crashes", "crash"), ("dishes", "dish"), ("batches", "batch"), ("caches", "cache"), ("boxes", "box"), ("classes", "class"),
            ("bonuses", "bonus"), ("statuses", "status"), ("houses", "house"), ("causes", "cause"), ("excuses", "excuse"),
            ("warehouses", "warehouse"), ("cases", "case"), ("purchases", "purchase"), ("movies", "movie"), ("cities", "city"),
            ("orders", "order"), ("buses", "bus"), ("searches", "search"), ("tranches", "tranche"),
        };
        foreach (var (many, _) in names)
            _bed.Write($"data/{many}.csv", "text,n\na,1\nb,2\na,3\n");
        var (said, _) = await _bed.DraftAsync();
        foreach (var (_, one) in names)
            Assert.Contains($"  metrics  {one}_count,", said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
