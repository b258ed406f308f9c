using Metrics.Domain.Refreshing;
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
        var report = await _bed.RunAsync();
        Assert.Equal("R136", report.Error?.Code.Id);
        Assert.Contains("belongs to project 'shop', and this is project 'other'", report.Error?.Message, StringComparison.Ordinal);
        Assert.Contains("--take-over", report.Error?.Hint, StringComparison.Ordinal);
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("plan")]
    [InlineData("test")]
    [InlineData("retry")]
    [InlineData("serve")]
    [InlineData("rollback", "1")]
    public async Task No_command_of_another_project_touches_the_database(params string[] command)
    {
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        Other();
        using var process = RefreshProcess.Start(_bed, command);
        var (code, said) = await process.EndAsync();
        Assert.Equal(2, code);
        Assert.Contains("R136", said, StringComparison.Ordinal);
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Fact]
    public async Task A_project_that_was_given_another_name_takes_its_database_over_once()
    {
        await _bed.SucceedAsync();
        _bed.Write("metrics.yml", "name: renamed\nvars: {paid: paid}\n");
        Assert.Equal("R136", (await _bed.RunAsync()).Error?.Code.Id);
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
        var refused = await _bed.RunAsync();
        Assert.Equal("R136", refused.Error?.Code.Id);
        Assert.Contains("has tables of another project", refused.Error?.Message, StringComparison.Ordinal);
        using var shop = new RefreshBed();
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

        using var process = RefreshProcess.Start(_bed, "roles");
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
    private void Other()
    {
        foreach (var folder in new[] { "shop", "data" })
            Directory.Delete(Path.Combine(_bed.Project.Path, folder), recursive: true);
        _bed.Write("metrics.yml", "name: other\n").Write("other/models/gold/others.sql", "/* description: x */ select 1 as id");
    }

    private static string Database(RefreshBed bed) => new NpgsqlConnectionStringBuilder(bed.ConnectionString).Database!;

    private static Task<bool> MayAsync(RefreshBed bed, string role, string right) => bed.ScalarAsync<bool>(
        "select has_schema_privilege(@role, case when @role like '%\\_api' then 'ops' else 'gold' end, @right)", new { role, right });
}
