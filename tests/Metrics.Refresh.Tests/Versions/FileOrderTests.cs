using System.Globalization;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Runs;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Versions;

public sealed class FileOrderTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed().Write("metrics.yml", "name: order\nrefresh: {longest_statement: 1ms}\n");

    [Fact]
    public async Task A_late_file_with_an_earlier_name_does_not_overwrite_the_newer_row()
    {
        Declare();
        Orders("orders-2026-01-02", "1,paid");
        await _bed.SucceedAsync();
        Orders("orders-2026-01-01", "1,new", "2,new");
        var report = await _bed.SucceedAsync();
        Assert.Equal(["1|paid", "2|new"], await RowsAsync());
        await _bed.RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { FullRefresh = true });
        Assert.Equal(["1|paid", "2|new"], await RowsAsync());
        Assert.Equal(RunStatus.Succeeded, report.Status);
    }

    [Fact]
    public async Task A_deleted_key_does_not_come_back_with_a_late_file()
    {
        Declare();
        Orders("2", "1,new", "2,new");
        Orders("3", "1,gone");
        await _bed.SucceedAsync();
        Orders("1", "1,old", "3,old");
        await _bed.SucceedAsync();
        Assert.Equal(["2|new", "3|old"], await RowsAsync());
        Assert.Equal(2, await PublishedRowsAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    public async Task Rejects_of_files_that_are_read_again_are_kept_once_and_count_once(string late)
    {
        Declare("max_rejected: 1");
        Orders("1", "1,new", "x,new");
        Orders("3", "1,paid", "2,paid");
        await _bed.SucceedAsync();
        Orders("4", "y,new", "3,new");
        await _bed.SucceedAsync();
        Declare("max_rejected: 2");
        await _bed.SucceedAsync();
        Orders(late, "1,late", "4,late");
        await _bed.SucceedAsync();
        Assert.Equal(["1|paid", "2|paid", "3|new", "4|late"], await RowsAsync());
        Assert.Equal(
            ["1.csv 3", "4.csv 2"], await _bed.QueryAsync<string>("select file || ' ' || line from bronze.p__orders__rejected order by 1"));
        Assert.Equal((2, 8), await _bed.ScalarAsync<(long, long)>(
            "select (r ->> 'rejected')::bigint, (r ->> 'rows')::bigint from ops.api_table, jsonb_array_elements(rejected) as r"));
    }

    [Fact]
    public async Task Ten_comes_after_two()
    {
        Declare();
        Orders("10", "1,ten");
        Orders("2", "1,two");
        await _bed.SucceedAsync();
        Assert.Equal(["1|ten"], await RowsAsync());
        Orders("9", "1,nine", "2,nine");
        await _bed.SucceedAsync();
        Assert.Equal(["1|ten", "2|nine"], await RowsAsync());
        Orders("11", "1,eleven");
        await _bed.SucceedAsync();
        Assert.Equal(["1|eleven", "2|nine"], await RowsAsync());
    }

    [Fact]
    public void Names_are_in_the_order_people_mean()
    {
        string[] names =
        [
            "", "1", "01", "2", "10", "a", "a1", "a1b", "a2", "a10", "a10b", "b/1", "b/02", "b/2", "b/10",
            "orders-2026-1-2", "orders-2026-01-10", "orders-2026-11-01", "z99999999999999999999", "z100000000000000000000",
        ];
        var random = new Random(Draws.Seed(4711));
        for (var round = 0; round < 20; round++)
        {
            var shuffled = names.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(names.Order(NaturalOrder.Instance), shuffled.Order(NaturalOrder.Instance));
        }

        var sorted = names.Order(NaturalOrder.Instance).ToList();
        Assert.Equal(["2", "10"], sorted.Where(n => n is "2" or "10"));
        Assert.Equal(["a1", "a2", "a10", "a10b"], sorted.Where(n => n is "a1" or "a2" or "a10" or "a10b"));
        Assert.Equal(["b/1", "b/02", "b/2", "b/10"], sorted.Where(n => n.StartsWith('b')));
        Assert.Equal(["z99999999999999999999", "z100000000000000000000"], sorted.Where(n => n.StartsWith('z')));
    }

    [Fact]
    public async Task Where_later_files_are_gone_a_late_one_is_refused_until_they_are_given_up()
    {
        Declare();
        Orders("2", "1,new");
        Orders("3", "1,paid");
        await _bed.SucceedAsync();
        Delete("3");
        await _bed.SucceedAsync();
        Orders("4", "2,new");
        await _bed.SucceedAsync();
        Orders("1", "1,old");
        var report = await _bed.RunAsync();
        Assert.Equal(AttemptStatus.SourceFailed, Assert.Single(report.Outcomes).Status);
        Assert.Contains("R112", report.Outcomes[0].Detail);
        Assert.Contains("'1.csv' came late", report.Outcomes[0].Detail);
        Assert.Equal(["1|paid", "2|new"], await RowsAsync());

        await _bed.RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { DiscardHistory = true });
        Assert.Equal(["1|new", "2|new"], await RowsAsync());
    }

    [Fact]
    public async Task A_name_that_changes_the_order_changes_the_rows()
    {
        Declare();
        Orders("a", "1,a", "2,a");
        Orders("b", "1,b");
        await _bed.SucceedAsync();
        Assert.Equal(["1|b", "2|a"], await RowsAsync());
        File.Move(FileOf("a"), FileOf("c"));
        var report = await _bed.SucceedAsync();
        Assert.Equal(["1|a", "2|a"], await RowsAsync());
        Assert.Contains(report.Warnings, w => w.Contains("'c.csv' for 'a.csv'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_whatever_order_files_come_the_table_is_that_of_a_full_refresh()
    {
        Declare("max_rejected: 50");
        var random = new Random(Draws.Seed(20261128));
        var files = new SortedDictionary<string, string[]>(NaturalOrder.Instance);
        var waiting = Enumerable.Range(1, 14).Select(i => $"{(i % 3 == 0 ? "b" : "")}{i}").ToArray();
        random.Shuffle(waiting);
        for (var at = 0; at < waiting.Length;)
        {
            for (var many = random.Next(1, 4); many > 0 && at < waiting.Length; many--, at++)
            {
                var rows = Enumerable.Range(0, random.Next(1, 9)).Select(_ => $"{Id()},{Status()}").Append("1,s").ToArray();
                files[waiting[at]] = rows;
                Orders(waiting[at], rows);
            }

            await _bed.SucceedAsync();
            var expected = new SortedDictionary<int, string>();
            foreach (var row in files.Values.SelectMany(f => f).Select(r => r.Split(',')).Where(r => r[0] != "x"))
            {
                expected.Remove(int.Parse(row[0], CultureInfo.InvariantCulture));
                if (row[1] != "gone")
                    expected[int.Parse(row[0], CultureInfo.InvariantCulture)] = row[1];
            }

            Assert.Equal(expected.Select(e => $"{e.Key}|{e.Value}"), await RowsAsync());
            var rejected = files.SelectMany(
                f => f.Value.Index().Where(r => r.Item.StartsWith('x')).Select(r => $"{f.Key}.csv {r.Index + 2}"));
            var kept = await _bed.QueryAsync<string>("select file || ' ' || line from bronze.p__orders__rejected");
            Assert.Equal(rejected.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
            Assert.Equal(expected.Count, await PublishedRowsAsync());
        }

        var grown = await RowsAsync();
        await _bed.RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { FullRefresh = true });
        Assert.Equal(grown, await RowsAsync());

        string Id() => random.Next(12) == 0 ? "x" : random.Next(1, 12).ToString(CultureInfo.InvariantCulture);
        string Status() => random.Next(4) == 0 ? "gone" : $"s{random.Next(1000)}";
    }

    public void Dispose() => _bed.Dispose();

    private void Declare(string more = "tags: []") => _bed.Write("p/sources.yml", $$"""
        sources:
          - name: p
            path: data
            tables:
              - name: orders
                file: "orders/*.csv"
                load: append_new_files
                merge: by_key
                deleted_when: status = 'gone'
                key: id
                {{more}}
                columns: [{name: id, type: integer}, {name: status, type: text}]
        """);

    private void Orders(string file, params string[] rows) =>
        _bed.Write($"data/orders/{file}.csv", $"id,status\n{string.Join('\n', rows)}\n");

    private string FileOf(string name) => Path.Combine(_bed.Project.Path, $"data/orders/{name}.csv");

    private void Delete(string name) => File.Delete(FileOf(name));

    private Task<IReadOnlyList<string>> RowsAsync() =>
        _bed.QueryAsync<string>("select id || '|' || status from bronze.p__orders order by id");

    private Task<long> PublishedRowsAsync() =>
        _bed.ScalarAsync<long>("select v.rows from ops.published_table join ops.table_version v using (model, version)");
}
