using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;

namespace Metrics.Engines.DuckDb;

/// <summary>Runs statements on DuckDB, a library inside this process: one instance, which can read files of one folder only.</summary>
/// <remarks>
/// The library has no asynchronous calls: each statement occupies one thread while it runs, and is interrupted from another. All its tables
/// have versions, so there is no change key to read.
/// </remarks>
public sealed class DuckDbEngine : IEngine
{
    // The first three would look into a table that was materialized to hide rows, and evaluate outer conditions there. The last makes plans
    // that fail ("failed to bind column reference"), as random questions showed.
    private const string Disabled = "cte_filter_pusher,cte_inlining,materialized_cte,compressed_materialization";

    private readonly DuckDBConnection _root;

    private DuckDbEngine(DuckDBConnection root, IDialect dialect) => (_root, Dialect) = (root, dialect);

    /// <inheritdoc/>
    public IDialect Dialect { get; }

    /// <summary>Called with every failure in the library's own words, which callers do not get.</summary>
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
                         // The calendar extension is in the package, but has to be loaded.
                         "load icu", "set global TimeZone = 'UTC'", $"set disabled_optimizers = '{Disabled}'",
                         // The order matters: settings after the last two are refused.
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

    /// <summary>Null: DuckDB reports no costs, and its statements are quick.</summary>
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

    /// <summary>Closes the instance; running statements keep it until they end.</summary>
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

    /// <summary>Runs a blocking call of the library on a dedicated thread.</summary>
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

/// <summary>What DuckDB may use. The limits apply to the process: all files and statements share them.</summary>
public sealed record DuckDbSettings
{
    /// <summary>The one folder whose files it may read, and where it puts what does not fit into memory.</summary>
    public required string Folder { get; init; }

    /// <summary>Memory in MiB; what does not fit goes to the folder.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Threads for all statements together.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>Describes failures of the library without its messages, which may quote values.</summary>
internal static class DuckDbFailure
{
    /// <summary>The message for a number that is too wide for this engine only.</summary>
    public const string TooWide = "a number is wider than the columnar engine's, which have 38 digits";

    public static Diagnostic Of(DuckDBException e) =>
        (IsTooWide(e) ? new(DiagnosticCode.EngineRefused, TooWide)
            : OfType(e.ErrorType)) with { Cause = DataText.Sealed("the columnar engine's message", e.Message) };

    // Overflows of narrower types happen in PostgreSQL too, so they do not count here.
    private static bool IsTooWide(DuckDBException e) => e.ErrorType is DuckDBErrorType.OutOfRange or DuckDBErrorType.Conversion
        && (e.Message.Contains("DECIMAL", StringComparison.Ordinal) || e.Message.Contains("INT128", StringComparison.Ordinal)
            || e.Message.Contains("HUGEINT", StringComparison.Ordinal));

    private static Diagnostic OfType(DuckDBErrorType type) => type switch
    {
        DuckDBErrorType.OutOfMemory => new(DiagnosticCode.EngineFailed, "the columnar engine has no memory left for the statement"),
        DuckDBErrorType.Io or DuckDBErrorType.Fatal or DuckDBErrorType.Internal =>
            new(DiagnosticCode.EngineFailed, $"the columnar engine failed ({type})"),
        _ => new(DiagnosticCode.EngineRefused, $"the columnar engine refused the statement ({type})"),
    };
}

/// <summary>Rows of a running statement, each part read when it is asked for.</summary>
internal sealed class DuckDbRowStream(DuckDbEngine engine, DuckDbRows rows, ResultTable first) : RowStream
{
    private ResultTable? _first = first;

    /// <inheritdoc/>
    public override EquatableList<ResultColumn> Columns => rows.Run.Columns;

    /// <inheritdoc/>
    public override async Task<Outcome<ResultTable>> NextAsync(CancellationToken ct)
    {
        if (_first is not { } table)
            return await engine.GuardedAsync(() => rows.ReadSome(ct), ct);
        _first = null;
        return Outcome<ResultTable>.Of(table);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        rows.Dispose();
        return ValueTask.CompletedTask;
    }
}
