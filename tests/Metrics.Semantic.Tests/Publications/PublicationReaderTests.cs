using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests.Publications;

[Trait("Needs", "PostgreSQL")]
public sealed class PublicationReaderTests : IAsyncLifetime
{
    private const string Contract = ContractTables.Sql;
    private readonly NpgsqlDataSource _data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _data.DisposeAsync();

    [Fact]
    public async Task A_database_nobody_set_up_is_not_ready() => await RefusedAsync(DiagnosticCode.NotReady, "has not been set up");

    [Fact]
    public async Task A_warehouse_without_a_publication_is_not_ready()
    {
        await ExecuteAsync(Contract);
        await RefusedAsync(DiagnosticCode.NotReady, "nothing has been published");
    }

    [Fact]
    public async Task A_schema_of_another_release_is_not_ready()
    {
        await ExecuteAsync($"{Contract} update ops.api_schema set version = 99");
        await RefusedAsync(DiagnosticCode.NotReady, "99");
    }

    [Fact]
    public async Task A_user_without_rights_is_told_so()
    {
        var role = $"stranger_{Guid.NewGuid():n}";
        await ExecuteAsync($"{Contract} create role {role}");
        await using var stranger = NpgsqlDataSource.Create($"{_data.ConnectionString};Options=-c role={role}");
        var refusal = Assert.Single((await new PublicationReader(stranger, TimeProvider.System).ReadAsync(default)).Diagnostics);
        Assert.Equal(DiagnosticCode.NotReady, refusal.Code);
        Assert.Contains("permission denied", refusal.Cause!.Full, StringComparison.Ordinal);
        Assert.DoesNotContain("permission denied", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_and_the_password_stays_secret()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=u;Password=topsecret;Database=d");
        var refusal = Assert.Single((await new PublicationReader(nowhere, TimeProvider.System).ReadAsync(default)).Diagnostics);
        Assert.Equal(DiagnosticCode.WarehouseUnavailable, refusal.Code);
        Assert.DoesNotContain("topsecret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_column_of_the_contract_is_read()
    {
        var run = Guid.NewGuid();
        await ExecuteAsync(
            $$"""
            {{Contract}}
            insert into ops.api_publication values (4, '{{run}}', now()), (9, '{{run}}', now());
            insert into ops.api_table values ('sales', 'shop', 'silver', 'table', 5, 4, 'sales_v5', 5,
              '[{"name": "id", "type": "bigint"}]', '[["id"], ["store", "day"]]', '[{"model": "raw", "version": 7}]',
              '2026-11-20T01:02:03.456789Z', '2026-11-21T10:00:00Z', '2026-11-21T09:00:00Z',
              '[{"table": "raw", "rejected": 3, "rows": 10000}]',
              '{"status": "test_failed", "at": "2026-11-21T10:00:00.5+00:00", "run_id": "{{run}}", "detail": "unique(id)"}', true,
              '2026-11-21T08:00:00Z')
            """);
        var snapshot = (await new PublicationReader(_data, TimeProvider.System).ReadAsync(default)).Value!;
        Assert.Equal(9, snapshot.Publication);
        Assert.Equal(new PublishedTable
        {
            Model = "sales",
            Pack = "shop",
            Layer = Layer.Silver,
            Version = 5,
            Publication = 4,
            Relation = "sales_v5",
            RowsAt = 5,
            Columns = [new TableColumn("id", "bigint")],
            Keys = [["id"], ["store", "day"]],
            Ancestors = [new Ancestor("raw", 7)],
            AsOf = new DateTimeOffset(2026, 11, 20, 1, 2, 3, 456, 789, TimeSpan.Zero),
            CheckedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
            PublishedAt = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            BuiltAt = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero),
            Rejected = [new RejectCount("raw", 3, 10_000)],
            LastAttempt = new Attempt(AttemptStatus.TestFailed, new DateTimeOffset(2026, 11, 21, 10, 0, 0, 500, TimeSpan.Zero), run,
                DataText.Sealed("the details are for administrators", "unique(id)")),
            Held = true,
        }, Assert.Single(snapshot.Tables));
    }

    private async Task RefusedAsync(DiagnosticCode code, string because)
    {
        var refusal = Assert.Single((await new PublicationReader(_data, TimeProvider.System).ReadAsync(default)).Diagnostics);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    private Task ExecuteAsync(string sql) => _data.ExecuteAsync(sql);
}
