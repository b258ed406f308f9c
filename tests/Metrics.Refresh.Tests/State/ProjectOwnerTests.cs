using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Runs;
using Metrics.Refresh.Tests.Runs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.State;

/// <summary>Projects beside each other: a database is one project's, and its roles are its own.</summary>
public sealed class ProjectOwnerTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task A_run_of_another_project_is_refused_and_takes_nothing_away()
    {
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        Other();
        var refused = await _bed.RefuseAsync();
        Assert.Equal("R136", refused.Code.Id);
        Assert.Contains("belongs to project 'shop', and this is project 'other'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--take-over", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Fact]
    public async Task A_project_that_is_only_called_the_same_is_refused_too_and_one_that_makes_half_of_the_tables_is_not()
    {
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        Other("shop");
        // A name that many projects have does not make it the same one.
        _bed.Write("other/models/gold/sales.sql", "/* description: x */ select 1 as id");
        var refused = await _bed.RefuseAsync();
        Assert.Equal("R136", refused.Code.Id);
        Assert.Contains("is also called 'shop', and this one makes 1 of its 6 tables", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _bed.FootprintAsync());
        foreach (var model in new[] { "gold/fct_orders", "silver/store_regions" })
            _bed.Write($"other/models/{model}.sql", "/* description: x */ select 1 as id");
        Assert.Equal(3, (await _bed.SucceedAsync()).Retired.Count);
    }

    [Fact]
    public async Task Of_a_few_tables_all_are_not_taken_away_by_a_project_that_is_called_the_same()
    {
        using var bed = new RefreshBed();
        bed.Write("metrics.yml", "name: shop\n").Write("shop/models/gold/one.sql", "/* description: x */ select 1 as id")
            .Write("shop/models/gold/two.sql", "/* description: x */ select 1 as id");
        await bed.SucceedAsync();
        Directory.Delete(Path.Combine(bed.Project.Path, "shop"), recursive: true);
        bed.Write("shop/models/gold/three.sql", "/* description: x */ select 1 as id");
        Assert.Contains("makes 0 of its 2 tables", (await bed.RefuseAsync()).Message, StringComparison.Ordinal);
        bed.Write("shop/models/gold/one.sql", "/* description: x */ select 1 as id");
        Assert.Single((await bed.SucceedAsync()).Retired);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("plan")]
    [InlineData("test")]
    [InlineData("retry")]
    [InlineData("serve")]
    [InlineData("rollback", "1")]
    [InlineData("backfill", "others")]
    [InlineData("keys", "list")]
    [InlineData("keys", "create", "--name", "mine")]
    [InlineData("cancel", "00000000-0000-0000-0000-000000000001")]
    [InlineData("policies", "explain", "--role", "sales")]
    [InlineData("roles")]
    public async Task No_command_of_another_project_touches_the_database_or_its_roles(params string[] command)
    {
        await _bed.SucceedAsync();
        var (before, password) = (await _bed.FootprintAsync(), await PasswordAsync());
        Other();
        _bed.Project.Environment["METRICS_API_PASSWORD"] = "of-the-other";
        using var process = RefreshCommand.Start(_bed, command);
        var (code, said) = await process.EndAsync();
        Assert.Equal(2, code);
        Assert.Contains("R136", said, StringComparison.Ordinal);
        Assert.Equal((before, password), (await _bed.FootprintAsync(), await PasswordAsync()));
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.access_key"));
    }

    [Fact]
    public async Task A_database_of_an_earlier_release_is_not_brought_up_to_this_one_by_another_project()
    {
        await _bed.SucceedAsync();
        await _bed.ExecuteAsync("""drop table ops.project; delete from ops.migration where "MigrationId" like '%_Owner'""");
        Other();
        using var process = RefreshCommand.Start(_bed, "run");
        var (code, said) = await process.EndAsync();
        Assert.True(code == 2 && said.Contains("R136", StringComparison.Ordinal), said);
        Assert.True(await _bed.ScalarAsync<bool>("select to_regclass('ops.project') is null"));
    }

    [Fact]
    public async Task A_run_that_a_worker_of_another_project_is_asked_for_ends_with_the_reason()
    {
        await _bed.SucceedAsync();
        using var worker = RefreshProcess.Start(_bed, "serve");
        await UntilAsync(worker, "select count(*) > 0 from ops.worker");
        _bed.Write("metrics.yml", "name: renamed\nvars: {paid: paid}\n");
        var id = Guid.CreateVersion7();
        await _bed.ExecuteAsync($"insert into ops.run_request (id, kind) values ('{id}', 'run')");
        await UntilAsync(worker, $"select count(*) > 0 from ops.run where id = '{id}'");
        var ended = await _bed.ScalarAsync<string>($"select status || ' ' || error from ops.api_run where id = '{id}'");
        Assert.StartsWith("failed ", ended, StringComparison.Ordinal);
        Assert.Contains("R136", ended, StringComparison.Ordinal);
        worker.Terminate();
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_rollback_that_waited_while_the_database_was_taken_over_is_refused()
    {
        await _bed.SucceedAsync();
        await _bed.ExecuteAsync("update ops.project set name = 'other'");
        var before = await _bed.FootprintAsync();
        var refused = Assert.Single((await _bed.RollBackAsync(new RollbackTarget.Publication(1))).Diagnostics);
        Assert.Equal("R136", refused.Code.Id);
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Fact]
    public async Task A_project_that_was_given_another_name_takes_its_database_over_once()
    {
        await _bed.SucceedAsync();
        _bed.Write("metrics.yml", "name: renamed\nvars: {paid: paid}\n");
        Assert.Equal("R136", (await _bed.RefuseAsync()).Code.Id);
        var taken = await _bed.RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { TakeOver = true });
        Assert.Equal(RunStatus.Succeeded, taken.Status);
        Assert.Empty(taken.Retired);
        await _bed.SucceedAsync();
    }

    [Fact]
    public async Task A_database_of_an_earlier_release_is_of_the_project_that_makes_its_tables()
    {
        await _bed.SucceedAsync();
        await _bed.ExecuteAsync("delete from ops.project");
        Other();
        // One name in common is none.
        _bed.Write("other/models/gold/sales.sql", "/* description: x */ select 1 as id");
        var refused = await _bed.RefuseAsync();
        Assert.Equal("R136", refused.Code.Id);
        Assert.Contains("has tables of another project", refused.Message, StringComparison.Ordinal);
        ShopProject.Write(_bed);
        Directory.Delete(Path.Combine(_bed.Project.Path, "other"), recursive: true);
        await _bed.SucceedAsync();
        Assert.Equal("shop", await _bed.ScalarAsync<string>("select name from ops.project"));
    }

    [Fact]
    public async Task Roles_are_named_after_their_database_and_those_of_one_project_read_nothing_of_another()
    {
        using var other = ShopProject.Write(new RefreshBed());
        await _bed.SucceedAsync();
        await other.SucceedAsync();
        var (mine, theirs) = (Database(_bed), Database(other));
        foreach (var role in new[] { "api", "bi", "analyst" })
        {
            Assert.True(await MayAsync(_bed, $"{mine}_{role}", "usage"));
            Assert.False(await MayAsync(_bed, $"{theirs}_{role}", "usage"));
        }

        using var process = RefreshCommand.Start(_bed, "roles");
        Assert.Contains($"api\t{mine}_api\n", (await process.EndAsync()).Output, StringComparison.Ordinal);
    }

    // As earlier releases left it: the three names were the whole server's. A server of its own, since roles are the server's.
    [Fact]
    public async Task A_database_that_has_the_roles_of_earlier_releases_keeps_them()
    {
        using var server = PostgresServer.Start();
        using var bed = ShopProject.Write(new RefreshBed(server));
        await bed.ExecuteAsync(
            "create role metrics_api login; create schema ops; grant usage on schema ops to metrics_api; "
            + "create role metrics_bi; create role metrics_analyst");
        await bed.SucceedAsync();
        Assert.Equal("metrics_analyst metrics_api metrics_bi", await bed.ScalarAsync<string>(
            "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname ~ '_(api|bi|analyst)$'"));
        Assert.True(await bed.ScalarAsync<bool>("select has_table_privilege('metrics_bi', 'gold.sales', 'select')"));
    }

    [Fact]
    public async Task A_name_that_roles_have_no_room_for_is_cut_and_kept_apart()
    {
        var names = new List<string>();
        foreach (var last in "ab")
        {
            var database = $"{new string('x', 61)}{last}";
            var builder = new NpgsqlConnectionStringBuilder(_bed.ConnectionString) { Database = database };
            await _bed.ExecuteAsync($"drop database if exists {database}");
            await _bed.ExecuteAsync($"create database {database}");
            await using var warehouse = new Metrics.Refresh.State.Warehouse(builder.ConnectionString, TimeProvider.System);
            Assert.True((await warehouse.MigrateAsync(null, default)).Succeeded(out _));
            await using var connection = await warehouse.Data.OpenConnectionAsync();
            names.Add((await Metrics.Refresh.State.RoleNames.OfAsync(connection, default)).Api);
        }

        Assert.Equal(2, names.Distinct().Count());
        Assert.Equal(2L, await _bed.ScalarAsync<long>("select count(*) from pg_roles where rolname = any(@names)", new { names }));
    }

    public void Dispose() => _bed.Dispose();

    // Another project, with a table of its own.
    private void Other(string name = "other")
    {
        foreach (var folder in new[] { "shop", "data" })
            Directory.Delete(Path.Combine(_bed.Project.Path, folder), recursive: true);
        _bed.Write("metrics.yml", $"name: {name}\n").Write("other/models/gold/others.sql", "/* description: x */ select 1 as id");
    }

    private Task<string> PasswordAsync() => _bed.ScalarAsync<string>(
        "select coalesce(rolpassword, '') from pg_authid where rolname = @role", new { role = $"{Database(_bed)}_api" });

    private Task UntilAsync(RefreshProcess worker, string sql) => Eventually.HoldsAsync(
        () => _bed.ScalarAsync<bool>(sql), () => worker.HasExited ? "the worker ended" : $"never: {sql}", TimeSpan.FromMinutes(4),
        inVain: () => worker.HasExited);

    private static string Database(RefreshBed bed) => new NpgsqlConnectionStringBuilder(bed.ConnectionString).Database!;

    private static Task<bool> MayAsync(RefreshBed bed, string role, string right) => bed.ScalarAsync<bool>(
        "select has_schema_privilege(@role, case when @role like '%\\_api' then 'ops' else 'gold' end, @right)", new { role, right });
}
