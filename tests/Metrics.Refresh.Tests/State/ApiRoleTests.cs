using Metrics.Answering.Publications;
using Metrics.Refresh.State;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.State;

public sealed class ApiRoleTests
{
    [Theory]
    [InlineData("select * from ops.lease")]
    [InlineData("select * from ops.published_table")]
    [InlineData("select * from ops.run_request")]
    [InlineData("select * from ops.audit")]
    [InlineData("delete from ops.audit")]
    [InlineData("select * from ops.access_key")]
    [InlineData("select * from ops.candidate")]
    [InlineData("select * from ops.candidate_ready")]
    [InlineData("delete from ops.candidate_ready")]
    [InlineData("insert into ops.access_change (change) values (5)")]
    [InlineData("insert into store.sales_v1 values (2)")]
    [InlineData("delete from store.sales_v1")]
    [InlineData("drop table store.sales_v1")]
    [InlineData("create table store.mine (id int)")]
    [InlineData("update ops.lease set epoch = 0")]
    public async Task The_api_may_not(string sql)
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await using var connection = await AsApiAsync(test);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => TestWarehouse.ExecuteAsync(connection, sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("select * from store.sales_v1")]
    [InlineData("select * from ops.api_table")]
    [InlineData("select * from ops.api_run")]
    [InlineData("select * from ops.api_schema")]
    [InlineData("select * from ops.api_catalog_file")]
    [InlineData("select * from ops.api_catalog_type")]
    [InlineData("select * from ops.api_access_key")]
    [InlineData("select * from ops.api_access_change")]
    [InlineData("select * from ops.api_candidate")]
    [InlineData("select * from ops.api_candidate_table")]
    [InlineData("insert into ops.run_request (id, kind) values (gen_random_uuid(), 'run')")]
    [InlineData(
        "insert into ops.audit (at, key_id, key_name, method, route, status, milliseconds, times) values (now(), 'a', 'b', 'GET', '/', "
        + "200, 1, 1)")]
    public async Task The_api_may(string sql)
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await using var connection = await AsApiAsync(test);
        await TestWarehouse.ExecuteAsync(connection, sql);
    }

    [Fact]
    public async Task The_api_reads_pointers_runs_and_workers_with_its_own_role()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        var role = RoleOf(test.ConnectionString);
        await using var source = new NpgsqlDataSourceBuilder($"{test.ConnectionString};Options=-c role={role}").Build();
        Assert.Equal("sales", Assert.Single((await new PublicationReader(source, test.Clock).ReadAsync(default)).Value!.Tables).Model);
        var run = Assert.Single(await new RunReader(source).RunsAsync(10, after: null, default));
        Assert.Empty(await new RunReader(source).ModelRunsAsync(run.Id, default));
        Assert.Empty(await new RunReader(source).WorkersAsync(default));
    }

    // A server of its own, since its roles and its password rules are the whole server's.
    [Fact]
    public async Task The_password_is_set_and_changed_and_never_reaches_the_servers_log()
    {
        using var server = PostgresServer.Start("log_statement=all", "log_min_duration_statement=0");
        var connectionString = server.CreateDatabase();
        await AskPasswordAsync(server, RoleOf(connectionString));
        await using var warehouse = new Warehouse(connectionString, TimeProvider.System);
        foreach (var password in new[] { "first-pass-4711", "first-pass-4711", "second-pass-4712" })
        {
            Assert.Empty((await warehouse.MigrateAsync(password, default)).Diagnostics);
            await using var connection = await LogInAsync(connectionString, password);
            await TestWarehouse.ExecuteAsync(connection, "select * from ops.api_table");
        }

        await Assert.ThrowsAsync<PostgresException>(() => LogInAsync(connectionString, "first-pass-4711"));
        Assert.Null(warehouse.RolesNote);
        var log = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(server.DataFolder)!, "log"));
        Assert.Contains($"alter role \"{RoleOf(connectionString)}\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-471", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_who_may_not_create_roles_is_told_and_goes_on()
    {
        using var server = PostgresServer.Start();
        await AskPasswordAsync(server, "plain");
        var builder = new NpgsqlConnectionStringBuilder(server.CreateDatabase());
        await using (var admin = NpgsqlDataSource.Create(builder))
        {
            await using var command = admin.CreateCommand(
                $"create role plain login password 'owner-pass'; grant create on database {builder.Database} to plain");
            await command.ExecuteNonQueryAsync();
        }

        // With a password, since whatever opens a connection of its own must know it too.
        builder.Username = "plain";
        builder.Password = "owner-pass";
        await using var warehouse = new Warehouse(builder.ConnectionString, TimeProvider.System);
        Assert.Empty((await warehouse.MigrateAsync("secret", default)).Diagnostics);
        Assert.Contains(RoleOf(builder.ConnectionString), warehouse.RolesNote, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warehouse.RolesNote, StringComparison.Ordinal);
    }

    // Named after the database.
    private static string RoleOf(string connectionString) =>
        new RoleNames(new NpgsqlConnectionStringBuilder(connectionString).Database!).Api;

    private static async Task AskPasswordAsync(PostgresServer server, string role)
    {
        var rules = Path.Combine(server.DataFolder, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, $"host all {role} 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(rules)}");
        server.StopServer();
        server.StartServer();
    }

    private static async Task<NpgsqlConnection> LogInAsync(string connectionString, string password)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Username = RoleOf(connectionString), Password = password, Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<NpgsqlConnection> AsApiAsync(TestWarehouse test)
    {
        var connection = await test.ConnectAsync("api");
        await TestWarehouse.ExecuteAsync(connection, $"set role {RoleOf(test.ConnectionString)}");
        return connection;
    }
}
