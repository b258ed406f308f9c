using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Backfills;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Tests.Versions;

public sealed class BackfillTests : IDisposable
{
    private const string Query = """
        select d.day, (select sum(s.amount) from {{ source('raw', 'sales') }} as s
                       where s.at::date between d.day - 1 and d.day)::numeric(14,2) as amount
        from (select distinct at::date as day from {{ source('raw', 'sales') }} as g) as d
        """;

    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: fill\nrefresh: {longest_statement: 1ms}\n")
        .Write(
            "p/sources.yml",
            "sources: [{name: raw, path: data, tables: [{name: sales, key: id, columns: [{name: id, type: bigint}, "
            + "{name: amount, type: \"decimal(12,2)\"}, {name: at, type: timestamp}]}]}]")
        .Write(
            "p/models/gold/by_day.sql",
            $"/*\nmaterialization: incremental\nkey: day\n"
            + $"increment: {{from: raw__sales, time: at, column: day, window: day, lookback: 1 day}}\n*/ {Query}")
        .Write("p/models/gold/plain.sql", $"/* key: day */ {Query}");

    public BackfillTests()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(1, 400)
            .Select(i => $"{i},{random.Next(1, 99)},{new DateTime(2026, 1, 1).AddMinutes(random.Next(100 * 24 * 60)):yyyy-MM-ddTHH:mm:ss}");
        _bed.Write("data/sales.csv", "id,amount,at\n" + string.Join('\n', rows) + "\n");
    }

    [Fact]
    public async Task A_model_is_built_slice_by_slice_goes_on_where_it_stopped_and_is_published_when_all_are_done()
    {
        await _bed.SucceedAsync("raw__sales", "plain");
        var first = await FillAsync(new DateTime(2026, 2, 1), null);
        Assert.InRange(first.Done, 1, first.Slices - 1);
        Assert.False(await _bed.ScalarAsync<bool>("select to_regclass('gold.by_day') is not null"));

        // Another run leaves it alone.
        await _bed.SucceedAsync("plain");
        var (version, written) = await _bed.ScalarAsync<(long, long)>("select version, written from ops.backfill");
        Assert.True(written > 0);
        var rest = await FillAsync(null, null);
        Assert.True(rest.Finished);
        await _bed.SucceedAsync();

        Assert.Equal(version, (await _bed.VersionsAsync())["by_day"]);
        await AssertEqualAsync();
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.backfill"));

        _bed.Write("data/sales.csv", "id,amount,at\n1,5,2026-01-03T10:00:00\n");
        await _bed.SucceedAsync();
        await AssertEqualAsync();
    }

    [Fact]
    public async Task A_backfill_whose_inputs_moved_begins_anew_and_what_has_no_time_is_refused()
    {
        await _bed.SucceedAsync("raw__sales", "plain");
        await FillAsync(null, new DateTime(2026, 2, 1));
        _bed.Write("data/sales.csv", "id,amount,at\n1,5,2026-01-03T10:00:00\n2,6,2026-03-03T10:00:00\n");
        await _bed.SucceedAsync("raw__sales", "plain");
        Assert.True((await FillAsync(null, null)).Finished);
        await _bed.SucceedAsync();
        await AssertEqualAsync();

        var refused = await TryAsync(new BackfillRequest("plain", TimeSpan.FromDays(30), null, null, TimeSpan.Zero));
        Assert.Equal("R151", Assert.Single(refused.Diagnostics).Code.Id);
    }

    public void Dispose() => _bed.Dispose();

    private async Task<BackfillReport> FillAsync(DateTime? from, DateTime? to)
    {
        var outcome = await TryAsync(new BackfillRequest("by_day", TimeSpan.FromDays(10), from, to, TimeSpan.FromMinutes(2)));
        Assert.True(outcome.Succeeded(out var report), string.Join('\n', outcome.Diagnostics));
        return report;
    }

    private async Task<Outcome<BackfillReport>> TryAsync(BackfillRequest request)
    {
        Assert.True(_bed.Project.Load().Succeeded(out var project));
        await using var warehouse = new Warehouse(_bed.ConnectionString, TimeProvider.System);
        return await new BackfillRun(warehouse, project, _ => { }).RunAsync(request, CancellationToken.None);
    }

    private async Task AssertEqualAsync()
    {
        Assert.Empty(await _bed.QueryAsync<string>(
            "(select t::text from (table gold.by_day except all table gold.plain) t) "
            + "union all (select t::text from (table gold.plain except all table gold.by_day) t)"));
        Assert.True(await _bed.ScalarAsync<long>("select count(*) from gold.by_day") > 0);
    }
}
