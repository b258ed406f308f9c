using System.Globalization;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Tests.Versions;

/// <summary>Tables of which so much changes that they are built anew: the rows, the versions before, and what goes on from there.</summary>
public sealed class RebuildTests : IDisposable
{
    private const string Timing = "keep_versions: 2, longest_statement: 1ms, lease: 15s";

    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", $"name: anew\nrefresh: {{{Timing}, rebuild_above: 50%, rebuild_from_rows: 100}}\n")
        .Write("p/sources.yml", """
            sources:
              - name: raw
                path: data
                tables:
                  - {name: sales, key: id, columns: [{name: id, type: bigint}, {name: store, type: text}, {name: amount, type: bigint}]}
            """)
        .Write("p/models/gold/fct_sales.sql", """
            /*
            materialization: incremental
            key: id
            */
            select id, store, amount from {{ source('raw', 'sales') }}
            """)
        .Write("p/models/gold/by_store.sql", """
            /*
            materialization: incremental
            key: store
            increment: {from: fct_sales, match: [store]}
            */
            select store, sum(amount)::bigint as amount, count(*) as sales from {{ ref('fct_sales') }} group by store
            """);

    [Theory]
    [InlineData(99, false, null)]
    [InlineData(100, true, "built anew: 50 % of its rows are new")]
    [InlineData(200, true, "built anew: 100 % of its rows are new")]
    public async Task Rows_are_written_into_the_relation_there_is_below_the_share_and_into_a_new_one_from_there_on(
        int changed, bool anew, string? note)
    {
        WriteSales(200);
        await _bed.SucceedAsync();
        var before = await RelationAsync("fct_sales");
        WriteSales(200, changed);

        var report = await _bed.SucceedAsync();

        Assert.Equal(anew, before != await RelationAsync("fct_sales"));
        Assert.Equal(note, report.Outcomes.Single(o => o.Node.Name == "fct_sales").Note);
        await AssertSalesAsync(200, changed);
        Assert.Equal(200, await _bed.ScalarAsync<long>(
            "select v.rows from ops.published_table join ops.table_version v using (model, version) where model = 'fct_sales'"));
    }

    [Theory]
    [InlineData(200, 90, "built anew: at least 55 % of the rows of 'raw__sales' are gone")]
    [InlineData(90, 200, "built anew: at least 55 % of the rows of 'raw__sales' are new")]
    public async Task A_table_whose_input_grows_or_shrinks_by_most_of_its_rows_is_built_anew_at_once(int rows, int then, string note)
    {
        WriteSales(rows);
        await _bed.SucceedAsync();
        WriteSales(then);
        var report = await _bed.SucceedAsync();
        Assert.Equal(note, report.Outcomes.Single(o => o.Node.Name == "fct_sales").Note);
        await AssertSalesAsync(then);
    }

    [Fact]
    public async Task Small_tables_are_never_built_anew_for_it()
    {
        WriteSales(20);
        await _bed.SucceedAsync();
        var before = await RelationAsync("fct_sales");
        WriteSales(99, 99);
        await _bed.SucceedAsync();
        Assert.Equal(before, await RelationAsync("fct_sales"));
        await AssertSalesAsync(99, 99);
    }

    [Fact]
    public async Task Increments_go_on_from_a_relation_that_was_built_anew_and_from_each_other()
    {
        WriteSales(200);
        await _bed.SucceedAsync();
        WriteSales(200, 150);
        await _bed.SucceedAsync();
        var anew = await RelationAsync("fct_sales");
        for (var changed = 151; changed < 155; changed++)
        {
            WriteSales(200, changed);
            await _bed.SucceedAsync();
            Assert.Equal(anew, await RelationAsync("fct_sales"));
            await AssertSalesAsync(200, changed);
        }

        // Four runs wrote one row each.
        Assert.Equal(204, await _bed.ScalarAsync<long>($"select count(*) from store.\"{anew}\""));
        WriteSales(200, 0);
        await _bed.SucceedAsync();
        Assert.NotEqual(anew, await RelationAsync("fct_sales"));
        await AssertSalesAsync(200);
    }

    [Fact]
    public async Task Going_back_across_a_rebuild_shows_the_rows_of_then_and_the_next_run_goes_on_from_them()
    {
        WriteSales(200);
        await _bed.SucceedAsync();
        var first = await RelationAsync("fct_sales");
        WriteSales(200, 150);
        await _bed.SucceedAsync();
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(1))).Succeeded(out _));
        Assert.Equal(first, await RelationAsync("fct_sales"));
        await AssertSalesAsync(200);

        WriteSales(200, 3);
        await _bed.SucceedAsync();
        Assert.Equal(first, await RelationAsync("fct_sales"));
        await AssertSalesAsync(200, 3);
        WriteSales(200, 150);
        await _bed.SucceedAsync();
        await AssertSalesAsync(200, 150);
    }

    [Fact]
    public async Task The_relation_of_the_versions_before_goes_when_none_of_them_is_kept()
    {
        WriteSales(200);
        await _bed.SucceedAsync();
        var first = await RelationAsync("fct_sales");
        WriteSales(200, 150);
        await _bed.SucceedAsync();
        Assert.True(await ExistsAsync(first));
        WriteSales(200, 151);
        await _bed.SucceedAsync();
        for (var wait = 0; wait < 2; wait++)
        {
            await _bed.LetTimePassAsync();
            await _bed.SucceedAsync();
        }

        Assert.False(await ExistsAsync(first));
        await AssertSalesAsync(200, 151);
    }

    [Fact]
    public async Task A_snapshot_is_never_built_anew_for_a_large_change()
    {
        _bed.Write("p/models/gold/states.sql", """
            /*
            materialization: snapshot
            key: id
            check: [amount]
            */
            select id, amount from {{ source('raw', 'sales') }}
            """);
        WriteSales(200);
        await _bed.SucceedAsync();
        var relation = await RelationAsync("states");
        WriteSales(200, 200);
        await _bed.SucceedAsync();
        Assert.Equal(relation, await RelationAsync("states"));
        Assert.Equal((400L, 200L), Assert.Single(
            await _bed.QueryAsync<(long, long)>("select count(*), count(*) filter (where is_current) from gold.states")));
    }

    [Fact]
    public async Task A_growing_source_gets_a_new_relation_for_a_file_that_is_most_of_it_and_its_readers_follow()
    {
        Grows();
        WriteFile("a", 1, 100);
        await _bed.SucceedAsync();
        WriteFile("b", 101, 140);
        await _bed.SucceedAsync();
        Assert.Equal("raw__sales_v1", await RelationAsync("raw__sales"));
        Assert.Equal("fct_sales_v1", await RelationAsync("fct_sales"));
        WriteFile("c", 141, 400);

        var plan = await PlanAsync();
        Assert.StartsWith("built anew: about 6", plan["raw__sales"]);
        Assert.Matches("^built anew: about 6. % of the rows of 'raw__sales' are new$", plan["fct_sales"]!);
        var report = await _bed.SucceedAsync();

        Assert.Equal(plan["raw__sales"], report.Outcomes.Single(o => o.Node.Name == "raw__sales").Note);
        Assert.Equal(
            "built anew: at least 65 % of the rows of 'raw__sales' are new", report.Outcomes.Single(o => o.Node.Name == "fct_sales").Note);
        Assert.Equal("raw__sales_v3", await RelationAsync("raw__sales"));
        Assert.Equal("fct_sales_v3", await RelationAsync("fct_sales"));
        await AssertSalesAsync(400);
        Assert.Equal(400, await _bed.ScalarAsync<long>("select count(*) from bronze.raw__sales"));
        WriteFile("d", 401, 410);
        await _bed.SucceedAsync();
        Assert.Equal("raw__sales_v3", await RelationAsync("raw__sales"));
        Assert.Equal("fct_sales_v3", await RelationAsync("fct_sales"));
        await AssertSalesAsync(410);
        // The old one still shows what it did.
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(2))).Succeeded(out _));
        await AssertSalesAsync(140);
        await _bed.SucceedAsync();
        await AssertSalesAsync(410);
    }

    [Fact]
    public async Task Files_that_were_read_and_are_gone_keep_their_rows_when_the_table_is_built_anew()
    {
        Grows();
        WriteFile("a", 1, 60);
        WriteFile("b", 61, 120);
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, "data", "a.csv"));
        WriteFile("c", 121, 400);
        await _bed.SucceedAsync();
        Assert.Equal("raw__sales_v2", await RelationAsync("raw__sales"));
        await AssertSalesAsync(400);
    }

    [Fact]
    public async Task A_run_that_is_killed_while_it_builds_anew_leaves_what_was_published_and_the_next_one_is_whole()
    {
        _bed.Write("p/models/gold/fct_sales.sql", """
            /*
            materialization: incremental
            key: id
            volatile: true
            */
            select id, store, amount from {{ source('raw', 'sales') }}, (select pg_advisory_xact_lock_shared(4711)) as gate
            """);
        WriteSales(90);
        await _bed.SucceedAsync();
        var relation = await RelationAsync("fct_sales");
        WriteSales(200);
        await using (var blocker = new NpgsqlConnection(_bed.ConnectionString))
        {
            await blocker.OpenAsync();
            await using (var command = new NpgsqlCommand("select pg_advisory_lock(4711)", blocker))
                await command.ExecuteNonQueryAsync();
            using var process = RefreshProcess.Start(_bed, "run");
            while (!process.HasExited && !await _bed.ScalarAsync<bool>(
                """
                select exists (select from pg_locks l join pg_stat_activity a using (pid)
                  where l.locktype = 'advisory' and l.objid = 4711 and not l.granted and a.datname = current_database()
                    and a.query like 'create table store."fct_sales_v2"%')
                """))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            if (process.HasExited)
                Assert.Fail((await process.EndAsync()).Output);
            await process.KillAsync();
            // A connection that goes back to its pool keeps such a lock until it is taken again or closed for being idle, in five minutes.
            NpgsqlConnection.ClearPool(blocker);
        }

        Assert.Equal(relation, await RelationAsync("fct_sales"));
        await AssertSalesAsync(90);
        await _bed.SucceedAsync();
        await AssertSalesAsync(200);
        Assert.Empty(await _bed.QueryAsync<string>(
            """
            select relname from pg_class c where relnamespace = 'store'::regnamespace and relkind in ('r', 'v')
              and not exists (select from ops.table_version v where v.state = 'published' and c.relname in (v.relation, v.rejects_relation))
            """));
    }

    [Fact]
    public async Task Whoever_reads_a_new_relation_first_need_not_write_its_pages()
    {
        WriteSales(5_000);
        await _bed.SucceedAsync();
        var seen = "";
        // The server's own look at its statistics can hold a snapshot older than the new rows just then; the next table has its turn.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            WriteSales(5_000, 4_000 + attempt);
            await _bed.SucceedAsync();
            var unseen = new List<string>();
            foreach (var model in new[] { "raw__sales", "fct_sales" })
            {
                var (pages, visible) = Assert.Single(await _bed.QueryAsync<(int, int)>(
                    "select relpages, relallvisible from pg_class where oid = format('store.%I', @relation)::regclass",
                    new { relation = await RelationAsync(model) }));
                Assert.True(pages > 1);
                if (pages != visible)
                    unseen.Add($"{model}: {visible} of {pages} pages are known to be seen by all");
            }

            if (unseen.Count == 0)
                return;
            seen = string.Join("; ", unseen);
        }

        Assert.Fail(seen);
    }

    [Theory]
    [InlineData("rebuild_above: 0.5", "'rebuild_above' is '0.5', which is not a share of the rows")]
    [InlineData("rebuild_above: 120%", "'rebuild_above' is '120%', which is not a share of the rows")]
    [InlineData("build_memory: much", "'build_memory' is 'much', which is not an amount of memory")]
    [InlineData("build_memory: 0MB", "'build_memory' is '0MB', which is not an amount of memory")]
    public void Settings_that_say_nothing_are_refused(string setting, string message)
    {
        _bed.Write("metrics.yml", $"name: anew\nrefresh: {{{setting}}}\n");
        Assert.Contains(message, Assert.Single(_bed.Project.Load().Diagnostics).Message);
    }

    [Fact]
    public async Task Builds_take_no_more_memory_than_they_may()
    {
        _bed.Write("metrics.yml", "name: anew\nrefresh: {parallelism: 2, build_memory: 256MB}\n")
            .Write("p/models/gold/memory.sql", """
                /*
                volatile: true
                */
                select current_setting('work_mem') as work, current_setting('maintenance_work_mem') as upkeep
                """);
        WriteSales(1);
        await _bed.SucceedAsync();
        Assert.Equal(("32MB", "128MB"), Assert.Single(await _bed.QueryAsync<(string, string)>("select work, upkeep from gold.memory")));
    }

    public void Dispose() => _bed.Dispose();

    private void Grows() => _bed.Write("p/sources.yml", """
        sources:
          - name: raw
            path: data
            tables:
              - name: sales
                key: id
                file: "*.csv"
                load: append_new_files
                columns: [{name: id, type: bigint}, {name: store, type: text}, {name: amount, type: bigint}]
        """)
        .Write("p/models/gold/fct_sales.sql", """
            /*
            materialization: incremental
            key: id
            increment: {from: raw__sales, match: [id]}
            */
            select id, store, amount from {{ source('raw', 'sales') }}
            """);

    private void WriteSales(int rows, int changed = 0) => _bed.Write("data/sales.csv", Csv(1, rows, changed));

    private void WriteFile(string name, int from, int to) => _bed.Write($"data/{name}.csv", Csv(from, to, 0));

    private static string Csv(int from, int to, int changed) =>
        "id,store,amount\n" + string.Concat(Enumerable.Range(from, to - from + 1).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{i},S{i % 7},{Amount(i, changed)}\n")));

    private static int Amount(int id, int changed) => id <= changed ? 1000 + id : id;

    private async Task AssertSalesAsync(int rows, int changed = 0)
    {
        var expected = Enumerable.Range(1, rows).Select(i => (Id: (long)i, Store: $"S{i % 7}", Amount: (long)Amount(i, changed))).ToList();
        Assert.Equal(expected, await _bed.QueryAsync<(long, string, long)>("select id, store, amount from gold.fct_sales order by id"));
        Assert.Equal(
            expected.GroupBy(e => e.Store).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Sum(e => e.Amount), (long)g.Count())),
            await _bed.QueryAsync<(string, long, long)>("select store, amount, sales from gold.by_store order by store"));
    }

    private Task<string> RelationAsync(string model) =>
        _bed.ScalarAsync<string>("select relation from ops.api_table where model = @model", new { model });

    private Task<bool> ExistsAsync(string relation) =>
        _bed.ScalarAsync<bool>("select to_regclass(format('store.%I', @relation)) is not null", new { relation });

    private async Task<Dictionary<string, string?>> PlanAsync()
    {
        Assert.True(_bed.Project.Load().Succeeded(out var project));
        await using var warehouse = new Warehouse(_bed.ConnectionString, TimeProvider.System);
        Assert.True((await RunPlan.MakeAsync(project, warehouse, [], [], CancellationToken.None)).Succeeded(out var plan));
        return plan.Steps.ToDictionary(s => s.Table, s => s.Anew?.ToString());
    }
}
