using Metrics.Domain.Refreshing;
using Metrics.Refresh.Commands;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Runs;

/// <summary>Running part of a project, again, elsewhere, or not at all.</summary>
public sealed class OperatingTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task What_changed_since_it_was_published_is_selected_by_its_state()
    {
        await _bed.SucceedAsync();
        Assert.Empty((await _bed.SucceedAsync("state:modified")).Outcomes);
        _bed.Write("shop/models/silver/paid_orders.sql",
            "/* materialization: ephemeral */ select * from {{ source('shop', 'orders') }} where status in ('{{ var('paid') }}', 'late')")
            .Write("data/stores.csv", "id,name\n1,North\n");
        var report = await _bed.SucceedAsync("state:modified");
        Assert.Equal(["fct_orders"], report.Outcomes.Select(o => o.Node.Name));
        Assert.Empty((await _bed.SucceedAsync("state:modified")).Outcomes);
    }

    [Fact]
    public async Task A_plan_says_what_would_be_built_and_why()
    {
        var steps = await PlanAsync();
        Assert.All(steps, s => Assert.Equal(("build", "never published"), (s.Action, s.Reason)));
        await _bed.SucceedAsync();
        Assert.All(await PlanAsync(), s => Assert.Equal(("unchanged", "version 1"), (s.Action, s.Reason)));
        _bed.Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n")
            .Write("shop/seeds/seeds.yml", "seeds: [{name: regions, columns: [{name: store, type: text}, {name: region, type: text}]}]");
        File.Delete(Path.Combine(_bed.Project.Path, "data/stores.csv"));
        Assert.Equal(
            [
                ("regions", "build", "its definition or a var changed since version 1"),
                ("shop__orders", "build", "its file changed since version 1"),
                ("shop__stores", "fail", "no file"),
                ("store_regions", "fail", "'shop__stores' fails"),
                ("fct_orders", "fail", "'store_regions' fails"),
                ("sales", "fail", "'fct_orders' fails"),
            ],
            (await PlanAsync()).Select(
                s => (s.Table, s.Action, s.Reason.StartsWith("table 'shop__stores': cannot read", StringComparison.Ordinal) ? "no file"
                : s.Reason)));
    }

    [Fact]
    public async Task A_retry_runs_what_failed_and_what_was_skipped_and_nothing_else()
    {
        _bed.Write("shop/models/gold/fct_orders.sql", "/* key: id */ select no_such_column as id from {{ ref('paid_orders') }}");
        var failed = await _bed.RunAsync();
        Assert.Equal(RunStatus.Partial, failed.Status);
        var fixedSql = "/* key: id */ select id, store_id, amount, status, null::text as region from {{ ref('paid_orders') }}";
        _bed.Write("shop/models/gold/fct_orders.sql", fixedSql);

        var (code, output) = await RunProcessAsync("retry");

        Assert.True(code == 0, output);
        Assert.Contains($"Retrying 2 tables of run {failed.RunId}: fct_orders, sales", output, StringComparison.Ordinal);
        Assert.Equal("fct_orders sales",
            await _bed.ScalarAsync<string>("select selection from ops.run order by requested_at desc limit 1"));
        (code, output) = await RunProcessAsync("retry");
        Assert.True(code == 0 && output.Contains("nothing to retry", StringComparison.Ordinal), output);
        (code, output) = await RunProcessAsync("retry", $"{Guid.NewGuid()}");
        Assert.True(code == CommandContext.Usage && output.Contains("there is no run", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task A_cancelled_run_is_retried_whole_but_for_what_was_up_to_date()
    {
        await _bed.SucceedAsync("shop__stores", "regions");
        _bed.Write("shop/models/gold/slow.sql", "/**/ select id from {{ ref('fct_orders') }}, pg_sleep(600)");
        using (var run = RefreshProcess.Start(_bed, "run"))
        {
            await UntilAsync("select count(*) from ops.model_run where model = 'sales'", 1);
            var id = await _bed.ScalarAsync<Guid>("select id from ops.run where status = 'running'");
            var (cancelled, said) = await RunProcessAsync("cancel", $"{id}");
            Assert.True(cancelled == 0, said);
            Assert.Equal(1, (await run.EndAsync()).ExitCode);
            Assert.Equal("cancelled", await _bed.ScalarAsync<string>("select status from ops.run where id = @id", new { id }));
            Assert.Equal(CommandContext.Usage, (await RunProcessAsync("cancel", $"{id}")).ExitCode);
        }

        File.Delete(Path.Combine(_bed.Project.Path, "shop/models/gold/slow.sql"));
        var (code, output) = await RunProcessAsync("retry");
        Assert.True(code == 0, output);
        Assert.Contains("Retrying 4 tables", output, StringComparison.Ordinal);
        Assert.Equal(15m, await _bed.ScalarAsync<decimal>("select amount from gold.sales where region = 'Up'"));
    }

    [Fact]
    public async Task A_table_that_takes_longer_than_it_may_fails_alone()
    {
        _bed.Write("shop/models/gold/slow.sql", "/* timeout: 300ms */ select id from {{ ref('store_regions') }}, pg_sleep(600)")
            .Write("shop/models/gold/after.sql", "/**/ select id from {{ ref('slow') }}");
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Partial, report.Status);
        var slow = report.Outcomes.Single(o => o.Node.Name == "slow");
        Assert.Equal(AttemptStatus.BuildFailed, slow.Status);
        Assert.Contains("error R113: 'slow' took longer than 0.3 s", slow.Detail, StringComparison.Ordinal);
        Assert.Equal(AttemptStatus.Skipped, report.Outcomes.Single(o => o.Node.Name == "after").Status);
        Assert.Contains("sales", (await _bed.VersionsAsync()).Keys);
    }

    [Fact]
    public async Task A_full_refresh_builds_what_is_unchanged_too()
    {
        await _bed.SucceedAsync();
        var (code, output) = await RunProcessAsync("run", "--full-refresh", "--select", "sales");
        Assert.True(code == 0, output);
        Assert.Equal((2L, 1L), ((await _bed.VersionsAsync())["sales"], (await _bed.VersionsAsync())["fct_orders"]));
        Assert.True(await _bed.ScalarAsync<bool>("select full_refresh from ops.api_run order by requested_at desc limit 1"));
    }

    [Fact]
    public async Task Vars_are_those_of_the_environment_chosen()
    {
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\nenvironments: {development: {vars: {paid: refused}}, production: {}}\n");
        await _bed.SucceedAsync();
        Assert.Equal(3, await _bed.ScalarAsync<long>("select count(*) from gold.fct_orders"));
        var (code, output) = await RunProcessAsync("run", "--environment", "development");
        Assert.True(code == 0, output);
        Assert.Equal(1, await _bed.ScalarAsync<long>("select count(*) from gold.fct_orders"));
        (code, output) = await RunProcessAsync("run", "--environment", "develop");
        Assert.True(
            code == CommandContext.Usage
                && output.Contains("declares development, production under 'environments'", StringComparison.Ordinal), output);
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\nenvironments: {development: {vars: {payd: refused}}}\n");
        Assert.Contains("environment 'development' sets var 'payd'", Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_model_is_as_if_it_were_not_there()
    {
        await _bed.SucceedAsync();
        var sales = Path.Combine(_bed.Project.Path, "shop/models/gold/sales.sql");
        await File.WriteAllTextAsync(sales, (await File.ReadAllTextAsync(sales)).Replace("key: region", "key: region\nenabled: false"));
        await _bed.SucceedAsync();
        Assert.DoesNotContain("sales", (await _bed.VersionsAsync()).Keys);
        _bed.Write("shop/models/gold/more.sql", "/**/ select * from {{ ref('sales') }}");
        Assert.Contains("'more' reads 'sales', which is disabled", Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\npacks: {shop: {enabled: false}}\n");
        Assert.True(_bed.Project.Load().Succeeded(out var project));
        Assert.Empty(project.Nodes);
    }

    public void Dispose() => _bed.Dispose();

    private async Task<IReadOnlyList<PlanStep>> PlanAsync(params string[] select)
    {
        Assert.True(_bed.Project.Load().Succeeded(out var project));
        await using var warehouse = new Warehouse(_bed.ConnectionString, TimeProvider.System);
        Assert.True((await warehouse.MigrateAsync(null, CancellationToken.None)).Succeeded(out _));
        var plan = await RunPlan.MakeAsync(project, warehouse, select, [], CancellationToken.None);
        Assert.True(plan.Succeeded(out var made));
        return made.Steps;
    }

    private async Task<(int ExitCode, string Output)> RunProcessAsync(params string[] arguments)
    {
        using var process = RefreshCommand.Start(_bed, arguments);
        return await process.EndAsync();
    }

    private Task UntilAsync(string sql, long least) => Eventually.IsAsync(
        () => _bed.ScalarAsync<long>($"select case when to_regclass('ops.run') is null then 0 else ({sql}) end"), n => n >= least,
        n => $"{n}, not {least}: {sql}", TimeSpan.FromMinutes(4));
}
