using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Tests.Versions;

public sealed class IncrementalTests : IDisposable
{
    private const string Header = "id,store,amount,at\n";
    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: grow\nrefresh: {keep_versions: 2, longest_statement: 1ms, lease: 15s}\n")
        .Write("data/sales.csv", Header + "1,N,10.00,2026-01-01\n2,N,5.00,2026-01-01\n3,S,7.00,2026-01-02\n")
        .Write("p/sources.yml", """
            sources:
              - name: raw
                path: data
                tables:
                  - name: sales
                    key: id
                    columns:
                      - {name: id, type: bigint}
                      - {name: store, type: text}
                      - {name: amount, type: "decimal(12,2)"}
                      - {name: at, type: date}
            """)
        .Write(
            "p/models/gold/fct_sales.sql",
            "/*\nmaterialization: incremental\nkey: id\n*/ select id, store, amount, at from {{ source('raw', 'sales') }}")
        .Write("p/models/gold/by_store.sql", """
            /*
            materialization: incremental
            key: store
            increment: {from: fct_sales, match: [store]}
            */
            select store, sum(amount)::numeric(14,2) as amount, count(*) as sales from {{ ref('fct_sales') }} group by store
            """)
        .Write("p/models/gold/by_day.sql", """
            /*
            materialization: incremental
            key: at
            increment: {from: fct_sales, time: at, window: day}
            */
            select at, sum(amount)::numeric(14,2) as amount from {{ ref('fct_sales') }} group by at
            """);

    [Fact]
    public async Task A_run_writes_only_what_changed_and_readers_of_the_version_before_see_what_they_saw()
    {
        await _bed.SucceedAsync();
        var relation = await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'fct_sales'");
        _bed.Write("data/sales.csv", Header + "1,N,10.00,2026-01-01\n2,N,6.00,2026-01-01\n4,S,1.00,2026-01-05\n");

        await _bed.SucceedAsync();

        Assert.Equal(relation, await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'fct_sales'"));
        Assert.Equal(["1 10.00 1 null", "2 5.00 1 2"], await RowsAsync("id in (1, 2) and _v_from < 2", relation));
        Assert.Equal(
            [(1L, 10m), (2L, 6m), (4L, 1m)], await _bed.QueryAsync<(long, decimal)>("select id, amount from gold.fct_sales order by id"));
        Assert.Equal(
            [("N", 16m, 2L), ("S", 1m, 1L)],
            await _bed.QueryAsync<(string, decimal, long)>("select store, amount, sales from gold.by_store order by store"));
        Assert.Equal([16m, 1m], await _bed.QueryAsync<decimal>("select amount from gold.by_day order by at"));
        Assert.Equal(["id", "store", "amount", "at"], await _bed.QueryAsync<string>(
            "select attname from pg_attribute where attrelid = 'gold.fct_sales'::regclass and attnum > 0 order by attnum"));
        Assert.Equal(
            3, await _bed.ScalarAsync<long>(
                "select v.rows from ops.published_table p join ops.table_version v using (model, version) where model = 'fct_sales'"));
    }

    [Fact]
    public async Task Rows_that_a_failed_run_wrote_are_gone_before_the_next_one_writes()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", Header + "1,N,10.00,2026-01-01\n2,N,6.00,2026-01-01\n2,N,7.00,2026-01-01\n");
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Equal([10m, 5m, 7m], await _bed.QueryAsync<decimal>("select amount from gold.fct_sales order by id"));

        _bed.Write("data/sales.csv", Header + "1,N,11.00,2026-01-01\n2,N,6.00,2026-01-01\n");
        await _bed.SucceedAsync();

        Assert.Equal([11m, 6m], await _bed.QueryAsync<decimal>("select amount from gold.fct_sales order by id"));
        Assert.Equal([17m], await _bed.QueryAsync<decimal>("select amount from gold.by_store"));
    }

    [Fact]
    public async Task An_increment_that_names_the_wrong_rows_is_refused()
    {
        _bed.Write("p/models/gold/by_store.sql", """
            /*
            materialization: incremental
            key: store
            increment: {from: fct_sales, match: {store: "upper(store) || id"}}
            */
            select store, sum(amount)::numeric(14,2) as amount from {{ ref('fct_sales') }} group by store
            """);
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", Header + "1,N,10.00,2026-01-01\n2,N,6.00,2026-01-01\n3,S,7.00,2026-01-02\n");
        var report = await _bed.RunAsync();
        Assert.Contains("R111", report.Outcomes.Single(o => o.Node.Name == "by_store").Detail);
        Assert.Equal([15m, 7m], await _bed.QueryAsync<decimal>("select amount from gold.by_store order by store"));
    }

    [Fact]
    public async Task Ended_rows_go_when_no_kept_version_shows_them_and_no_reader_can_be_left()
    {
        await _bed.SucceedAsync();
        var relation = await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'fct_sales'");
        for (var day = 1; day <= 4; day++)
        {
            _bed.Write("data/sales.csv", Header + $"1,N,{day}.50,2026-01-01\n");
            await _bed.SucceedAsync();
        }

        Assert.Equal(7, await _bed.ScalarAsync<long>($"select count(*) from store.\"{relation}\""));
        Assert.Equal(5, await KeptAsync());
        // Said to be gone first, then gone.
        await _bed.LetTimePassAsync();
        await _bed.SucceedAsync();
        Assert.Equal(2, await KeptAsync());
        Assert.Equal(7, await _bed.ScalarAsync<long>($"select count(*) from store.\"{relation}\""));
        await _bed.LetTimePassAsync();
        await _bed.SucceedAsync();
        Assert.Equal(2, await _bed.ScalarAsync<long>($"select count(*) from store.\"{relation}\""));
        Assert.Equal([4.50m], await _bed.QueryAsync<decimal>("select amount from gold.fct_sales"));
        Assert.Equal(
            [3.50m], await _bed.QueryAsync<decimal>(
                $"select amount from store.\"{relation}\" where _v_from <= 4 and (_v_to is null or _v_to > 4)"));

        Task<long> KeptAsync() => _bed.ScalarAsync<long>("select count(*) from ops.api_table_version where model = 'fct_sales'");
    }

    [Fact]
    public async Task A_full_refresh_builds_anew_what_has_not_changed_and_leaves_snapshots_their_history()
    {
        _bed.Write(
            "p/models/gold/states.sql",
            "/*\nmaterialization: snapshot\nkey: id\ncheck: [amount]\n*/ select id, amount from {{ source('raw', 'sales') }}");
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", Header + "1,N,11.00,2026-01-01\n2,N,5.00,2026-01-01\n3,S,7.00,2026-01-02\n");
        await _bed.SucceedAsync();
        var before = await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'fct_sales'");

        await RefreshWholeAsync(discardHistory: false);
        Assert.NotEqual(before, await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'fct_sales'"));
        Assert.Equal([11m, 5m, 7m], await _bed.QueryAsync<decimal>("select amount from gold.fct_sales order by id"));
        Assert.Equal(4, await _bed.ScalarAsync<long>("select count(*) from gold.states"));
        await RefreshWholeAsync(discardHistory: true);
        Assert.Equal(3, await _bed.ScalarAsync<long>("select count(*) from gold.states"));
    }

    [Fact]
    public async Task Schedules_leave_held_tables_alone_and_a_run_by_hand_takes_them_on()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", Header + "1,N,11.00,2026-01-01\n");
        await _bed.SucceedAsync();
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(1))).Succeeded(out _));
        var before = await _bed.FootprintAsync();
        var scheduled = await RunAsync(new RunOptions([], RunOptions.Schedule, TimeSpan.Zero));
        Assert.Empty(scheduled.Outcomes);
        Assert.Equal(before, await _bed.FootprintAsync());

        await _bed.SucceedAsync();
        Assert.Equal([11m], await _bed.QueryAsync<decimal>("select amount from gold.fct_sales"));
        Assert.False(await _bed.ScalarAsync<bool>("select bool_or(held) from ops.api_table"));
    }

    [Fact]
    public async Task One_table_can_go_back_alone_and_what_is_no_longer_kept_cannot()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", Header + "1,N,11.00,2026-01-01\n");
        await _bed.SucceedAsync();
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Version("by_store", 1))).Succeeded(out var report));
        Assert.Equal("by_store", Assert.Single(report.Restored).Model);
        Assert.Equal([15m, 7m], await _bed.QueryAsync<decimal>("select amount from gold.by_store order by store"));
        Assert.Equal([11m], await _bed.QueryAsync<decimal>("select amount from gold.fct_sales"));

        Assert.Equal("R150", Assert.Single((await _bed.RollBackAsync(new RollbackTarget.Version("by_store", 2))).Diagnostics).Code.Id);
        Assert.Equal("R150", Assert.Single((await _bed.RollBackAsync(new RollbackTarget.Publication(77))).Diagnostics).Code.Id);
    }

    public void Dispose() => _bed.Dispose();

    private Task RefreshWholeAsync(bool discardHistory) =>
        RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { FullRefresh = true, DiscardHistory = discardHistory });

    private async Task<RunReport> RunAsync(RunOptions options)
    {
        Assert.True(_bed.Project.Load().Succeeded(out var project));
        await using var warehouse = new Warehouse(_bed.ConnectionString, TimeProvider.System);
        Assert.True(
            (await new RefreshRun(warehouse, _ => { }).RunAsync(project, options, CancellationToken.None)).Succeeded(out var report));
        Assert.True(
            report.Status == RunStatus.Succeeded, string.Join('\n', report.Outcomes.Select(o => $"{o.Node.Name} {o.Status} {o.Detail}")));
        return report;
    }

    private Task<IReadOnlyList<string>> RowsAsync(string where, string relation) => _bed.QueryAsync<string>(
        $"select concat_ws(' ', id, amount, _v_from, coalesce(_v_to::text, 'null')) from store.\"{relation}\" where {where} order by id, "
        + $"_v_from");
}
