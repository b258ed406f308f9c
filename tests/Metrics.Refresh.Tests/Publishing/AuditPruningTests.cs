using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.Publishing;

public sealed class AuditPruningTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task Lines_of_long_ago_go_however_many_and_younger_ones_stay()
    {
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\nrefresh: {keep_audit: 30 days}\n");
        await _bed.SucceedAsync();
        // More than two batches, between lines that stay.
        await _bed.ExecuteAsync(
            """
            insert into ops.audit (at, key_id, key_name, method, route, status, milliseconds, times)
            select now() - age * interval '1 day', 'k', 'n', 'POST', '/api/v1/query', 200, 1, 1
            from (select 29 as age union all select 31 from generate_series(1, 23000) union all select 1 union all select 400) as lines
            """);
        await _bed.SucceedAsync("sales");

        Assert.Equal([1, 29], await _bed.QueryAsync<int>("select extract(day from now() - at)::int from ops.audit order by 1"));
    }

    [Fact]
    public async Task Ninety_days_are_kept_unless_said_otherwise()
    {
        await _bed.SucceedAsync();
        await _bed.ExecuteAsync(
            """
            insert into ops.audit (at, key_id, key_name, method, route, status, milliseconds, times)
            select now() - age * interval '1 day', 'k', 'n', 'GET', '/api/v1/metrics', 200, 1, 1 from unnest(array[89, 91]) as age
            """);
        await _bed.SucceedAsync("sales");
        Assert.Equal([89], await _bed.QueryAsync<int>("select extract(day from now() - at)::int from ops.audit order by 1"));
    }

    public void Dispose() => _bed.Dispose();
}
