using Dapper;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Metrics.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Metrics.Refresh.Tests;

/// <summary>A project folder and a database of its own, and runs from the one into the other.</summary>
internal sealed class RefreshBed : IDisposable
{
    // Compared by the server, which prepares one database for all beds: migrating takes longer than most tests.
    public static readonly Action<string> Migrated = Migrate;
    private readonly NpgsqlDataSource _data;

    public RefreshBed(PostgresServer? server = null)
    {
        ConnectionString = server?.CreateDatabase() ?? PostgresServer.Shared.CreateDatabase(Migrated);
        _data = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Sets up the tables of <c>ops</c>; the first command makes the roles, which are named after the database.</summary>
    private static void Migrate(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using (var command = new NpgsqlCommand("create schema if not exists ops", connection))
            command.ExecuteNonQuery();
        using var context = OpsContext.On(connection);
        context.Database.Migrate();
    }

    public ProjectFolder Project { get; } = new();

    public string ConnectionString { get; }

    public RefreshBed Write(string file, string text)
    {
        Project.Write(file, text);
        return this;
    }

    public Task<RunReport> RunAsync(params string[] select) =>
        RunAsync(new RunOptions(select.ToEquatableList(), "command line", TimeSpan.Zero));

    public async Task<RunReport> RunAsync(RunOptions options)
    {
        var outcome = await TryAsync(options);
        Assert.True(outcome.Succeeded(out var report), string.Join('\n', outcome.Diagnostics));
        return report;
    }

    /// <summary>A run that must be refused; why.</summary>
    public async Task<Diagnostic> RefuseAsync() =>
        Assert.Single((await TryAsync(new RunOptions([], "command line", TimeSpan.Zero))).Diagnostics);

    private async Task<Outcome<RunReport>> TryAsync(RunOptions options)
    {
        Assert.True(Project.Load().Succeeded(out var project), string.Join('\n', Project.Problems()));
        await using var warehouse = new Warehouse(ConnectionString, TimeProvider.System);
        Assert.True((await warehouse.MigrateAsync(null, CancellationToken.None)).Succeeded(out _));
        return await new RefreshRun(warehouse, _ => { }).RunAsync(project, options, CancellationToken.None);
    }

    /// <summary>Moves the published tables back.</summary>
    public async Task<Outcome<RollbackReport>> RollBackAsync(RollbackTarget target, bool discardHistory = false)
    {
        Assert.True(Project.Load().Succeeded(out var project));
        await using var warehouse = new Warehouse(ConnectionString, TimeProvider.System);
        return await new RollbackRun(warehouse, project).RunAsync(target, discardHistory, TimeSpan.FromMinutes(2), CancellationToken.None);
    }

    /// <summary>As if readers of what was superseded or withdrawn had long ended.</summary>
    public Task LetTimePassAsync() => ExecuteAsync(
        "update ops.table_version set superseded_at = superseded_at - interval '1 hour', withdrawn_at = withdrawn_at - interval '1 hour'");

    /// <summary>A run that must succeed.</summary>
    public async Task<RunReport> SucceedAsync(params string[] select)
    {
        var report = await RunAsync(select);
        Assert.True(
            report.Status == RunStatus.Succeeded,
            string.Join('\n', report.Outcomes.Select(o => $"{o.Node.Name} {o.Status} {o.Detail}").Append($"{report.Error}")));
        return report;
    }

    /// <summary>A run that does all its tables and leaves out definitions.</summary>
    public async Task<RunReport> PartlyAsync(params string[] select)
    {
        var report = await RunAsync(select);
        Assert.Equal((RunStatus.Partial, 3), (report.Status, report.ExitCode));
        Assert.DoesNotContain(report.Outcomes, o => o.Status.LeavesOldVersion());
        Assert.NotEmpty(report.BrokenFiles);
        return report;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _data.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null) => Assert.Single(await QueryAsync<T>(sql, parameters));

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await _data.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Every published version by model.</summary>
    public async Task<IReadOnlyDictionary<string, long>> VersionsAsync() =>
        (await QueryAsync<(string Model, long Version)>("select model, version from ops.published_table"))
            .ToDictionary(r => r.Model, r => r.Version);

    /// <summary>All that a reader could notice: every pointer's row and the oid of everything in <c>store</c>.</summary>
    public async Task<string> FootprintAsync() => await ScalarAsync<string>(
        """
        select coalesce((select string_agg(p::text, E'\n' order by p.model) from ops.published_table p), '')
            || E'\n--\n' || coalesce((
              select string_agg(c.oid::text || ' ' || c.relname, E'\n' order by c.oid) from pg_class c
              where c.relnamespace = 'store'::regnamespace), '')
        """);

    public async Task<AttemptStatus> AttemptAsync(string model) =>
        AttemptWords.Parse(await ScalarAsync<string>("select status from ops.table_attempt where model = @model", new { model }));

    public void Dispose()
    {
        _data.Dispose();
        Project.Dispose();
    }
}
