using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Runs;

/// <summary>Data tests that look at other tables: what they wait for, and what they do not keep waiting.</summary>
public sealed class TestOrderTests : IDisposable
{
    // The product waits for the fact: were it built before, as the fact's test alone would have it, the run would never end.
    private const string Patient = """
        /*
        key: sku
        volatile: true
        timeout: 60s
        */
        select distinct sku from {{ source('raw', 'sales') }} where (select pg_advisory_xact_lock_shared(4712)) is not null
        """;

    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: order\nrefresh: {parallelism: 2}\n")
        .Write("data/sales.csv", "id,sku\n1,a\n2,b\n3,a\n")
        .Write("p/sources.yml", """
            sources:
              - name: raw
                path: data
                tables: [{name: sales, key: id, columns: [{name: id, type: bigint}, {name: sku, type: text}]}]
            """)
        .Write("p/models/gold/dim_product.sql", "/* key: sku */ select distinct sku from {{ source('raw', 'sales') }}")
        .Write("p/models/gold/fct_sales.sql", """
            /*
            key: id
            tests: [{relationships: {column: sku, to: dim_product, field: sku}}]
            */
            select id, sku from {{ source('raw', 'sales') }}
            """)
        .Write("p/models/gold/by_sku.sql", "/* key: sku */ select sku, count(*) as sales from {{ ref('fct_sales') }} group by sku");

    [Fact]
    public async Task A_table_is_built_beside_those_that_its_tests_look_at_and_so_is_what_reads_it()
    {
        _bed.Write("p/models/gold/dim_product.sql", Patient);
        await using var gate = new Npgsql.NpgsqlConnection(_bed.ConnectionString);
        await gate.OpenAsync();
        await ExecuteAsync(gate, "select pg_advisory_lock(4712)");
        var running = _bed.SucceedAsync();
        // Downstream of the fact is there while the product, which the fact is tested against, is not.
        while (!running.IsCompleted && !await _bed.ScalarAsync<bool>("select to_regclass('store.by_sku_v1') is not null"))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.False(running.IsCompleted);
        Assert.False(await _bed.ScalarAsync<bool>("select to_regclass('store.dim_product_v1') is not null"));
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.published_table"));
        await ExecuteAsync(gate, "select pg_advisory_unlock(4712)");

        var report = await running;

        Assert.All(report.Outcomes, o => Assert.Equal(AttemptStatus.Published, o.Status));
        Assert.Equal(0, await _bed.ScalarAsync<long>(
            "select bad_rows from ops.latest_test where model = 'fct_sales' and test like 'relationships%'"));
    }

    [Fact]
    public async Task A_failed_test_blocks_its_table_and_what_reads_it_and_nothing_else()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", "id,sku\n1,a\n2,b\n3,c\n")
            .Write("p/models/gold/dim_product.sql",
                "/* key: sku */ select distinct sku from {{ source('raw', 'sales') }} where sku <> 'c'");

        var report = await _bed.RunAsync();

        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Equal(AttemptStatus.TestFailed, StatusOf(report, "fct_sales"));
        Assert.Equal(AttemptStatus.Skipped, StatusOf(report, "by_sku"));
        Assert.Equal("'fct_sales' test_failed", report.Outcomes.Single(o => o.Node.Name == "by_sku").Detail);
        Assert.Equal(AttemptStatus.Published, StatusOf(report, "dim_product"));
        Assert.Equal([("a", 2L), ("b", 1L)], await _bed.QueryAsync<(string, long)>("select sku, sales from gold.by_sku order by sku"));
        // What was built on it in the meantime is gone.
        Assert.False(await _bed.ScalarAsync<bool>("select to_regclass('store.by_sku_v2') is not null"));
        Assert.Equal(1, await _bed.ScalarAsync<long>("select count(*) from ops.table_version where model = 'by_sku'"));
    }

    [Fact]
    public async Task Rows_built_on_a_version_that_failed_are_never_seen_and_gone_before_the_next_run_writes()
    {
        _bed.Write("p/models/gold/by_sku.sql", """
            /*
            materialization: incremental
            key: sku
            */
            select sku, count(*) as sales from {{ ref('fct_sales') }} group by sku
            """);
        await _bed.SucceedAsync();
        _bed.Write("data/sales.csv", "id,sku\n1,a\n2,b\n3,\n3,a\n");
        var report = await _bed.RunAsync();
        Assert.Equal(AttemptStatus.TestFailed, StatusOf(report, "raw__sales"));
        Assert.Equal([AttemptStatus.Skipped, AttemptStatus.Skipped, AttemptStatus.Skipped],
            new[] { "dim_product", "fct_sales", "by_sku" }.Select(n => StatusOf(report, n)));
        Assert.Equal([("a", 2L), ("b", 1L)], await _bed.QueryAsync<(string, long)>("select sku, sales from gold.by_sku order by sku"));

        _bed.Write("data/sales.csv", "id,sku\n1,a\n2,b\n3,b\n");
        await _bed.SucceedAsync();
        Assert.Equal([("a", 1L), ("b", 2L)], await _bed.QueryAsync<(string, long)>("select sku, sales from gold.by_sku order by sku"));
    }

    public void Dispose() => _bed.Dispose();

    private static AttemptStatus StatusOf(RunReport report, string model) => report.Outcomes.Single(o => o.Node.Name == model).Status;

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
