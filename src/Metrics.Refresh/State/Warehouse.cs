using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>The database the refresh owns: opens connections to it and brings its schemas up to this release.</summary>
internal sealed class Warehouse : IAsyncDisposable
{
    /// <summary>The version in <c>ops.api_schema</c> after this release's migrations.</summary>
    public const int SchemaVersion = 6;

    /// <summary>The application name of connections that belong to no run.</summary>
    public const string ApplicationName = "metrics-refresh";

    // Any number will do, as long as all releases use the same.
    private const long MigrationLock = 0x6d657472696373;
    private readonly NpgsqlConnectionStringBuilder _settings;

    public Warehouse(string connectionString, TimeProvider clock)
    {
        _settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = ApplicationName, Timezone = "UTC" };
        Clock = clock;
        Data = NpgsqlDataSource.Create(_settings);
    }

    /// <summary>Connections outside any run: for <c>plan</c>, migrations and the presence of workers.</summary>
    public NpgsqlDataSource Data { get; }

    public TimeProvider Clock { get; }

    /// <summary>A note for operators about roles that could not be set up; null when there is none.</summary>
    public string? RolesNote { get; private set; }

    /// <summary>Creates or upgrades <c>ops</c>, the other schemas and the API's role. Safe when several processes start at once.</summary>
    public Task<Outcome<Warehouse>> MigrateAsync(string? apiPassword, CancellationToken ct) => MigrateAsync(apiPassword, claim: null, ct);

    /// <summary>The same for a project: a database of another project is refused, and nothing is changed in it or in its roles.</summary>
    public async Task<Outcome<Warehouse>> MigrateAsync(string? apiPassword, ProjectClaim? claim, CancellationToken ct)
    {
        try
        {
            // Not pooled, so that closing the connection releases the lock in every case.
            await using var source = Open(ApplicationName, options: null, pooling: false);
            await using var connection = await source.OpenConnectionAsync(ct);
            await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", ct);
            if (claim is not null && await ProjectOwner.RefuseAsync(connection, claim, ct) is { } other)
                return Outcome<Warehouse>.Refused(other);
            await ExecuteAsync(connection, "create schema if not exists ops", ct);
            await using var context = OpsContext.On(connection);
            if (await NewerMigrationAsync(context, ct) is { } newer)
                return Outcome<Warehouse>.Refused(new Diagnostic(DiagnosticCode.NewerWarehouse,
                    $"the warehouse was upgraded by a newer release (migration {newer}); this one does not support it",
                    Hint: "run that release, or point at another database"));
            await context.Database.MigrateAsync(ct);
            var roles = await RoleNames.OfAsync(connection, ct);
            var (note, foreign) = await ApiRole.EnsureAsync(connection, roles.Api, apiPassword, ct);
            if (foreign is not null)
                return Outcome<Warehouse>.Refused(foreign);
            string?[] notes = [note, await ReaderRoles.EnsureAsync(connection, roles, ct)];
            RolesNote = notes.Any(n => n is not null) ? string.Join("; ", notes.Where(n => n is not null)) : null;
            return Outcome<Warehouse>.Of(this);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return Outcome<Warehouse>.Refused(new Diagnostic(DiagnosticCode.WarehouseUnavailable,
                $"user {_settings.Username} may not set up the warehouse: {e.MessageText}",
                Hint: "the refresh's user must own the schemas ops, store, bronze, silver and gold, or be allowed to create them"));
        }
        catch (Exception error) when (WarehouseFailure.In(error) is { } e
            && (e is not PostgresException refused || WarehouseFailure.IsAway(refused)))
        {
            return Outcome<Warehouse>.Refused(new Diagnostic(DiagnosticCode.WarehouseUnavailable,
                $"cannot use database {_settings.Database} at {_settings.Host}: {e.Message}"));
        }
    }

    /// <summary>A data source of this database under another application name; <paramref name="options"/> are server settings.</summary>
    public NpgsqlDataSource Open(string applicationName, string? options, bool pooling = true) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            ApplicationName = applicationName,
            Options = string.Join(' ', new[] { _settings.Options, options }.Where(o => !string.IsNullOrEmpty(o))),
            Pooling = pooling,
        });

    /// <summary>An engine that answers questions from this database, published or not.</summary>
    public AdmittedEngine OpenEngine(TimeSpan longestStatement) =>
        AdmittedEngine.OverPostgres(
            new PostgresSettings { ConnectionString = _settings.ConnectionString, LongestStatement = longestStatement },
            new Lanes(LaneSettings.Single(2), Clock),
            Clock);

    public ValueTask DisposeAsync() => Data.DisposeAsync();

    private static async Task<string?> NewerMigrationAsync(OpsContext context, CancellationToken ct)
    {
        var known = context.Database.GetMigrations().ToHashSet();
        return (await context.Database.GetAppliedMigrationsAsync(ct)).LastOrDefault(m => !known.Contains(m));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // No timeout: another process may take long to migrate. The caller's token ends the wait.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
