using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.State;

/// <summary>A migrated database of its own, and the few steps of a run that tests need.</summary>
internal sealed class TestWarehouse : IAsyncDisposable
{
    private TestWarehouse(string connectionString)
    {
        ConnectionString = connectionString;
        Warehouse = new Warehouse(connectionString, Clock);
        Lease = new RefreshLease(Warehouse, Timing);
        Publisher = new Publisher(Clock);
    }

    public string ConnectionString { get; }

    public MovableClock Clock { get; } = new();

    public Warehouse Warehouse { get; }

    public static LeaseTiming Timing { get; } = new()
    {
        Length = TimeSpan.FromMinutes(2), Patience = TimeSpan.FromMinutes(1), Poll = TimeSpan.FromMilliseconds(20),
    };

    public RefreshLease Lease { get; }

    public Publisher Publisher { get; }

    public static async Task<TestWarehouse> CreateAsync()
    {
        var test = new TestWarehouse(PostgresServer.Shared.CreateDatabase());
        var migrated = await test.Warehouse.MigrateAsync(apiPassword: null, default);
        Assert.Empty(migrated.Diagnostics);
        return test;
    }

    public async Task<LeaseGrant> AcquireAsync()
    {
        var acquisition = await Lease.TryAcquireAsync(Guid.CreateVersion7(), default);
        return Assert.IsType<Acquisition.Granted>(acquisition).Grant;
    }

    /// <summary>Acquires and starts a run.</summary>
    public async Task<LeaseGrant> StartRunAsync()
    {
        var grant = await AcquireAsync();
        await new RunLog(grant.Data, Clock).StartAsync(
            grant.Term, new RunStart { Kind = "run", Trigger = "command line", ModelsTotal = 1 }, default);
        return grant;
    }

    /// <summary>Builds a table (or view) version with one transaction, as a materialization does.</summary>
    public async Task<BuiltVersion> BuildAsync(
        LeaseGrant grant, string model, string select, Layer layer = Layer.Gold, string kind = "table", params Ancestor[] ancestors)
    {
        var versions = new VersionLog(grant.Data, Clock);
        var version = await versions.NextVersionAsync(model, default);
        var relation = $"{model}_v{version}";
        await using var connection = await grant.Data.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"create {kind} store.{relation} as {select}");
        var built = new BuiltVersion
        {
            Model = model,
            Pack = "shop",
            Layer = layer,
            Materialization = kind,
            Version = version,
            Relation = relation,
            Fingerprint = $"{model}:{select}",
            Columns = await ColumnsAsync(connection, relation),
            Keys = [["id"]],
            Ancestors = ancestors.ToEquatableList(),
            AsOf = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero),
            Rows = 1,
            Rejected = [new RejectCount("shop__sales", 3, 10_000)],
        };
        Assert.Empty((await versions.RegisterAsync(connection, grant.Term, built, default)).Diagnostics);
        await transaction.CommitAsync();
        return built;
    }

    public async Task<Publication> PublishAsync(LeaseGrant grant, params BuiltVersion[] built)
    {
        var published = await Publisher.PublishAsync(grant, Request(built), default);
        Assert.Empty(published.Diagnostics);
        return published.Value!;
    }

    public static PublishRequest Request(params BuiltVersion[] built) => new()
    {
        Status = RunStatus.Succeeded,
        Moves = built.Select(b => new Move(b.Model, b.Version)).ToEquatableList(),
        ModelsPublished = built.Length,
        ModelsFailed = 0,
    };

    /// <summary>A whole run that builds and publishes one table.</summary>
    public async Task<BuiltVersion> RunAsync(string model, string select, Layer layer = Layer.Gold, string kind = "table")
    {
        await using var grant = await StartRunAsync();
        var built = await BuildAsync(grant, model, select, layer, kind);
        await PublishAsync(grant, built);
        return built;
    }

    public async Task<PublicationSnapshot> SnapshotAsync()
    {
        var read = await new PublicationReader(Warehouse.Data, Clock).ReadAsync(default);
        Assert.Empty(read.Diagnostics);
        return read.Value!;
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Warehouse.Data.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Warehouse.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Relations in <c>store</c>, sorted, in one line.</summary>
    public Task<string?> StoreAsync() => ScalarAsync<string>(
        "select coalesce(string_agg(relname, ' ' order by relname), '') from pg_class "
        + "where relnamespace = 'store'::regnamespace and relkind in ('r', 'v')");

    /// <summary>A connection outside any pool, under any name.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string applicationName)
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Application Name={applicationName}");
        await connection.OpenAsync();
        return connection;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => Warehouse.DisposeAsync();

    private static async Task<EquatableList<TableColumn>> ColumnsAsync(NpgsqlConnection connection, string relation)
    {
        await using var command = new NpgsqlCommand(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute "
            + "where attrelid = to_regclass($1) and attnum > 0 order by attnum",
            connection);
        command.Parameters.AddWithValue($"store.{relation}");
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<TableColumn>();
        while (await reader.ReadAsync())
            columns.Add(new TableColumn(reader.GetString(0), reader.GetString(1)));
        return columns.ToEquatableList();
    }
}
