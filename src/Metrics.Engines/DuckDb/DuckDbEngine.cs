using System.Globalization;
using DuckDB.NET.Data;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;

namespace Metrics.Engines.DuckDb;

/// <summary>Runs statements on DuckDB, which is a library of this process: one instance, which reads files of one folder and no
/// others.</summary>
/// <remarks>
/// The library knows no waiting: each statement has a thread of its own while it runs, and is interrupted from another one. It has tables
/// of versions only, so there is no change key to read.
/// </remarks>
public sealed class DuckDbEngine : IEngine
{
    // The first three would look into a table that was materialized to hide rows, and evaluate conditions of others there; the last makes
    // plans that fail of themselves ("failed to bind column reference"), found by random questions.
    private const string Disabled = "cte_filter_pusher,cte_inlining,materialized_cte,compressed_materialization";

    private readonly DuckDBConnection _root;

    private DuckDbEngine(DuckDBConnection root, IDialect dialect) => (_root, Dialect) = (root, dialect);

    /// <inheritdoc/>
    public IDialect Dialect { get; }

    /// <summary>Told of every failure with the library's own words, which callers do not get.</summary>
    public Action<Diagnostic>? Failed { get; init; }

    /// <summary>An instance without tables.</summary>
    /// <param name="settings">What it may use.</param>
    /// <param name="tables">The tables that will be there, as they are in the store that they are copied from.</param>
    public static DuckDbEngine Open(DuckDbSettings settings, ISharedTables tables)
    {
        var root = new DuckDBConnection("DataSource=:memory:");
        try
        {
            root.Open();
            var folder = Text(Path.GetFullPath(settings.Folder));
            foreach (var setting in new[]
                     {
                         $"set memory_limit = '{settings.MemoryMiB.ToString(CultureInfo.InvariantCulture)}MiB'",
                         $"set threads = {settings.Threads.ToString(CultureInfo.InvariantCulture)}", $"set temp_directory = {folder}",
                         "set default_null_order = 'nulls_last'", "set default_order = 'asc'", "set integer_division = false",
                         "set autoinstall_known_extensions = false", "set autoload_known_extensions = false",
                         // Calendars are in the package, and have to be asked for.
                         "load icu", "set global TimeZone = 'UTC'", $"set disabled_optimizers = '{Disabled}'",
                         // In this order: what is said after the last two is refused.
                         $"set allowed_directories = [{folder}]", "set enable_external_access = false", "set lock_configuration = true",
                     })
            {
                using var command = root.CreateCommand();
                command.CommandText = setting;
                command.ExecuteNonQuery();
            }

            return new DuckDbEngine(root, DuckDbDialect.Over(tables));
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Nothing: it has no costs to tell, and what it is asked is quick.</summary>
    public Task<TimeSpan?> EstimateAsync(SqlStatement statement, CancellationToken ct) => Task.FromResult<TimeSpan?>(null);

    /// <inheritdoc/>
    public Task<Outcome<ResultTable>> ExecuteAsync(StatementRun run, CancellationToken ct) => GuardedAsync(
        () =>
        {
            using var rows = DuckDbRows.Begin(Connect(), run, ct);
            return rows.ReadAll(ct);
        },
        ct);

    /// <inheritdoc/>
    public Task<Outcome<KeyedTable>> ExecuteAsync(StatementRun run, string changeKey, CancellationToken ct) =>
        Task.FromResult(Outcome<KeyedTable>.Refused(NoChangeKey));

    /// <inheritdoc/>
    public Task<Outcome<ChangeKeyValue>> ReadChangeKeyAsync(string changeKey, bool isCrowded, CancellationToken ct) =>
        Task.FromResult(Outcome<ChangeKeyValue>.Refused(NoChangeKey));

    /// <inheritdoc/>
    public Task<Outcome<RowStream>> StreamAsync(StatementRun run, CancellationToken ct) => GuardedAsync(
        () =>
        {
            var rows = DuckDbRows.Begin(Connect(), run, ct);
            try
            {
                var first = rows.ReadSome(ct);
                if (first.Succeeded(out var table))
                    return Outcome<RowStream>.Of(new DuckDbRowStream(this, rows, table));
                rows.Dispose();
                return Outcome<RowStream>.Refused(first.Diagnostics);
            }
            catch
            {
                rows.Dispose();
                throw;
            }
        },
        ct);

    /// <inheritdoc/>
    public async Task<string> ZoneRulesAsync(string zone, CancellationToken ct)
    {
        var ruled = await GuardedAsync(
            () =>
            {
                using var connection = Connect();
                using var command = connection.CreateCommand();
                command.CommandText =
                    $"""
                    select concat(sum(cast(epoch_us(timezone($1, m)) // 1000000 as hugeint) * (n % 9973)), ' ',
                      sum(cast(epoch_us(timezone($1, timezone('UTC', m))) // 1000000 as hugeint) * (n % 9973)))
                    from (select n, make_timestamptz(({ZoneRules.Begin} + n * 3600) * 1000000) as m
                          from range({ZoneRules.Hours}) as g (n)) as t
                    """;
                command.Parameters.Add(new DuckDBParameter(zone));
                using var interrupt = DuckDbInterrupt.On(command, ct);
                return Outcome<string>.Of((string)command.ExecuteScalar()!);
            },
            ct);
        return ruled.Succeeded(out var rules) ? rules : "no zone of its own";
    }

    /// <summary>Closes the instance; statements at work keep it until they end.</summary>
    public ValueTask DisposeAsync() => _root.DisposeAsync();

    /// <summary>Another connection to the same tables.</summary>
    internal DuckDBConnection Connect()
    {
        var connection = _root.Duplicate();
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Does what waits inside the library on a thread of its own.</summary>
    internal async Task<Outcome<T>> GuardedAsync<T>(Func<Outcome<T>> run, CancellationToken ct)
        where T : class
    {
        try
        {
            return await Task.Factory.StartNew(run, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is DuckDBException or OperationCanceledException && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException("the statement was stopped", e, ct);
        }
        catch (DuckDBException e)
        {
            var problem = DuckDbFailure.Of(e);
            Failed?.Invoke(problem);
            return Outcome<T>.Refused(problem);
        }
    }

    private static Diagnostic NoChangeKey =>
        new(DiagnosticCode.EngineRefused, "the columnar engine has tables of versions only, and no change key");

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>What DuckDB may use. The limits are the process's: all files and statements share them.</summary>
public sealed record DuckDbSettings
{
    /// <summary>The one folder whose files it may read, and where it puts what does not fit into memory.</summary>
    public required string Folder { get; init; }

    /// <summary>Memory in MiB; what does not fit goes to the folder.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Threads for all statements together.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
