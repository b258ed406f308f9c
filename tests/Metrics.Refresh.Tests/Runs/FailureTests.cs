using System.Text;
using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Tests.Runs;

public sealed class FailureTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task Three_bad_rows_of_ten_thousand_are_rejected_with_their_lines_and_the_run_says_so()
    {
        var csv = new StringBuilder("id,store_id,amount,status\n");
        for (var i = 1; i <= 10_000; i++)
            csv.Append(
                i switch { 17 => "17,1,much,paid\n", 5_000 => "5000,one,1.00,paid\n", 9_999 => ",1,1.00,paid\n", _ =>
                    $"{i},1,1.00,paid\n" });
        _bed.Write("data/orders.csv", csv.ToString());

        var report = await _bed.SucceedAsync();

        Assert.Equal(9_997, await _bed.ScalarAsync<long>("select count(*) from bronze.shop__orders"));
        Assert.Equal(
            [(18L, "amount"), (5_001L, "store_id"), (10_000L, "id")],
            await _bed.QueryAsync<(long, string)>("select line, column_name from bronze.shop__orders__rejected order by line"));
        Assert.Contains(report.Warnings, w => w.Contains("3 of 10,000 rows of shop__orders were rejected"));
        Assert.Contains("3 of 10,000", await _bed.ScalarAsync<string>("select warnings::text from ops.api_run"));
        Assert.Contains(
            "\"rejected\": 3", await _bed.ScalarAsync<string>("select rejected::text from ops.api_table where model = 'sales'"));
    }

    [Fact]
    public async Task A_missing_column_is_refused_and_named_and_the_last_good_version_stays()
    {
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        _bed.Write("data/orders.csv", "id,store_id,amont,status\n1,1,3.00,paid\n");

        var report = await _bed.RunAsync();

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Contains("amount", report.Outcomes.Single(o => o.Status == AttemptStatus.SourceFailed).Detail);
        Assert.Equal(before, await _bed.FootprintAsync());
        Assert.Equal(AttemptStatus.Skipped, await _bed.AttemptAsync("sales"));
        Assert.Equal(15m, await _bed.ScalarAsync<decimal>("select amount from gold.sales where region = 'Up'"));
    }

    [Fact]
    public async Task A_duplicated_key_stops_everything_downstream_and_answers_say_that_they_are_degraded()
    {
        await _bed.SucceedAsync();
        var before = await _bed.VersionsAsync();
        _bed.Write("data/orders.csv", ShopProject.Orders + "1,2,5.00,paid\n")
            .Write("data/stores.csv", "id,name\n1,North\n2,South\n3,East\n");

        var report = await _bed.RunAsync();

        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Contains("unique(id): 1 key repeats", report.Outcomes.Single(o => o.Status == AttemptStatus.TestFailed).Detail);
        var after = await _bed.VersionsAsync();
        Assert.Equal(
            ["shop__stores", "store_regions"], after.Where(a => a.Value != before[a.Key]).Select(a => a.Key).Order(StringComparer.Ordinal));
        var reasons = await ReasonsAsync("sales");
        Assert.Contains(("test_failed", "shop__orders"), reasons);
        Assert.Contains(("skipped", "sales"), reasons);
        Assert.Empty(await _bed.QueryAsync<string>("select model from ops.table_version where state = 'built'"));

        _bed.Write("data/orders.csv", ShopProject.Orders);
        await _bed.SucceedAsync();
        Assert.Empty(await ReasonsAsync("sales"));
    }

    [Fact]
    public async Task Sql_that_the_database_refuses_fails_that_model_and_its_downstream_only()
    {
        _bed.Write("shop/models/gold/fct_orders.sql", "/**/ select no_such_column from {{ ref('store_regions') }}");
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Contains("no_such_column", report.Outcomes.Single(o => o.Node.Name == "fct_orders").Detail);
        Assert.Equal(AttemptStatus.Skipped, report.Outcomes.Single(o => o.Node.Name == "sales").Status);
        Assert.Equal(
            ["regions", "shop__orders", "shop__stores", "store_regions"], (await _bed.VersionsAsync()).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(
        "select sum(amount) as total from {{ ref('paid_orders') }}",
        "column 'total' is numeric without precision and scale — write a cast such as (…)::numeric(28,6) as total")]
    [InlineData("select 1 + 1 from {{ ref('paid_orders') }}", "has a column called '?column?'")]
    [InlineData("select 1 as _v_from", "names that begin with _v_ are reserved")]
    public async Task Columns_no_reader_could_rely_on_are_refused(string sql, string message)
    {
        _bed.Write("shop/models/gold/odd.sql", $"/**/ {sql}");
        var report = await _bed.RunAsync();
        Assert.Contains(message, report.Outcomes.Single(o => o.Node.Name == "odd").Detail);
        Assert.DoesNotContain("odd", (await _bed.VersionsAsync()).Keys);
    }

    [Fact]
    public async Task A_key_that_the_query_does_not_yield_is_refused()
    {
        _bed.Write("shop/models/gold/odd.sql", "/* key: ident */ select 1 as id");
        var report = await _bed.RunAsync();
        Assert.Contains("'odd' has no column 'ident'", report.Outcomes.Single(o => o.Node.Name == "odd").Detail);
    }

    [Fact]
    public async Task A_pack_that_publishes_together_is_withheld_as_a_whole()
    {
        await _bed.SucceedAsync();
        var before = await _bed.VersionsAsync();
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\npacks: {shop: {publish: together}}\n")
            .Write("other/models/gold/copy.sql", "/**/ select * from {{ ref('store_regions') }}")
            .Write("other/models/gold/alone.sql", "/**/ select 1 as one")
            .Write("data/orders.csv", ShopProject.Orders + "1,2,5.00,paid\n")
            .Write("data/stores.csv", "id,name\n1,North\n2,South\n3,East\n");

        var report = await _bed.RunAsync();

        Assert.Equal(RunStatus.Partial, report.Status);
        var after = await _bed.VersionsAsync();
        Assert.Equal(before.Append(new("alone", 1)).OrderBy(v => v.Key), after.OrderBy(v => v.Key));
        Assert.Equal("built on 'store_regions', which is withheld", report.Outcomes.Single(o => o.Node.Name == "copy").Detail);
        Assert.Equal(AttemptStatus.Withheld, await _bed.AttemptAsync("shop__stores"));
    }

    [Fact]
    public async Task A_table_whose_relationship_breaks_because_the_other_table_moved_says_so()
    {
        await _bed.SucceedAsync();
        _bed.Write("shop/models/gold/orphans.sql", """
            /*
            tests:
              - relationships: {column: store_id, to: shop__stores, field: id}
            */
            select 2::bigint as store_id
            """);
        await _bed.SucceedAsync();
        _bed.Write("data/stores.csv", "id,name\n1,North\n");
        var report = await _bed.RunAsync("shop__stores", "orphans");
        var orphans = report.Outcomes.Single(o => o.Node.Name == "orphans");
        Assert.Equal((AttemptStatus.TestFailed, 1L), (orphans.Status, orphans.Version!.Version));
        Assert.Contains(("test_failed", "orphans"), await ReasonsAsync("orphans"));
    }

    [Fact]
    public async Task Tables_of_one_run_that_disagree_about_a_common_ancestor_are_torn()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/stores.csv", "id,name\n1,North\n2,South\n3,East\n");
        await _bed.SucceedAsync("shop__stores", "store_regions");
        Assert.Contains(await ReasonsAsync("store_regions", "fct_orders"), r => r.Code == "torn");
        Assert.Empty(await ReasonsAsync("store_regions"));
    }

    public void Dispose() => _bed.Dispose();

    private async Task<IReadOnlyList<(string Code, string Table)>> ReasonsAsync(params string[] models)
    {
        await using var data = Npgsql.NpgsqlDataSource.Create(_bed.ConnectionString);
        var snapshot = await new PublicationReader(data, TimeProvider.System).ReadAsync(CancellationToken.None);
        Assert.True(snapshot.Succeeded(out var publications));
        return Degradation.Of(publications, models).Reasons.Select(r => (r.Code, r.Table)).ToList();
    }
}
