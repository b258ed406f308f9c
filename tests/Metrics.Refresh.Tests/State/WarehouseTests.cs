using Metrics.Domain.Diagnostics;
using Metrics.Refresh.State;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.State;

public sealed class WarehouseTests
{
    [Fact]
    public async Task Several_processes_may_migrate_an_empty_database_at_once()
    {
        var connectionString = PostgresServer.Shared.CreateDatabase();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var warehouse = new Warehouse(connectionString, TimeProvider.System);
            return await warehouse.MigrateAsync(apiPassword: null, default);
        })));
        Assert.All(outcomes, o => Assert.Empty(o.Diagnostics));
    }

    [Fact]
    public async Task Databases_of_one_server_may_be_migrated_at_once()
    {
        var databases = Enumerable.Range(0, 6).Select(_ => PostgresServer.Shared.CreateDatabase()).ToArray();
        var outcomes = await Task.WhenAll(databases.Select(database => Task.Run(async () =>
        {
            await using var warehouse = new Warehouse(database, TimeProvider.System);
            return await warehouse.MigrateAsync($"password of {database}", default);
        })));
        Assert.All(outcomes, o => Assert.Empty(o.Diagnostics));
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        var before = await test.ScalarAsync<string>("select string_agg(p::text, ';') from ops.published_table p");
        Assert.Empty((await test.Warehouse.MigrateAsync(apiPassword: null, default)).Diagnostics);
        Assert.Equal(before, await test.ScalarAsync<string>("select string_agg(p::text, ';') from ops.published_table p"));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.ExecuteAsync("""insert into ops.migration ("MigrationId", "ProductVersion") values ('29990101000000_Later', '99')""");
        var refusal = Assert.Single((await test.Warehouse.MigrateAsync(apiPassword: null, default)).Diagnostics);
        Assert.Equal(DiagnosticCode.NewerWarehouse, refusal.Code);
        Assert.Contains("29990101000000_Later", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so_without_the_password()
    {
        await using var warehouse = new Warehouse("Host=127.0.0.1;Port=1;Username=u;Password=topsecret;Database=d", TimeProvider.System);
        var refusal = Assert.Single((await warehouse.MigrateAsync(apiPassword: null, default)).Diagnostics);
        Assert.Equal(DiagnosticCode.WarehouseUnavailable, refusal.Code);
        Assert.DoesNotContain("topsecret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_contract_schema_is_of_this_release()
    {
        await using var test = await TestWarehouse.CreateAsync();
        Assert.Equal(Warehouse.SchemaVersion, await test.ScalarAsync<int>("select version from ops.api_schema"));
        Assert.Equal(Answering.Publications.PublicationReader.KnownSchema, Warehouse.SchemaVersion);
    }
}
