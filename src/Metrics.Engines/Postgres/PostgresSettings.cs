using Metrics.Semantic.Engine;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>How the engine uses its server.</summary>
public sealed record PostgresSettings
{
    /// <summary>Where the warehouse is; what is needed for reading safely is set on top of it.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Units of PostgreSQL's cost that take about a millisecond. The estimate only decides where a statement begins about which nothing
    /// was measured yet, so that it may be wrong by a factor.
    /// </summary>
    public double CostPerMillisecond { get; init; } = 100;

    /// <summary>
    /// What the server itself stops, should we die before we can. The refresh keeps superseded relations that long, so a longer
    /// statement could lose its table.
    /// </summary>
    public TimeSpan LongestStatement { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Statements that it may run at once.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Statements that it may run at once beside other heavy ones (<see cref="StatementRun.IsCrowded"/>).</summary>
    public int CrowdedConnections { get; init; } = 3;

    /// <summary>Connections, with as many workers to a statement as the server gives, or with none.</summary>
    internal NpgsqlDataSource Open(int connections, bool alone)
    {
        var theirs = new NpgsqlConnectionStringBuilder(ConnectionString);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            ApplicationName = "metrics-api",
            Timezone = "UTC",
            // Compiling costs tens of milliseconds and pays back only on statements that run for seconds.
            Options = $"{theirs.Options} -c default_transaction_read_only=on -c search_path=pg_catalog,public -c jit=off"
                + $" -c statement_timeout={(long)LongestStatement.TotalMilliseconds}"
                + (alone ? "" : " -c max_parallel_workers_per_gather=0"),
            MaxPoolSize = Math.Max(1, connections),
            // Statements change nothing in their session, so there is nothing to reset between them.
            NoResetOnClose = true,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // The caller's limit ends statements, not the driver's own.
            CommandTimeout = 0,
            Timeout = ConnectTimeout.SecondsOf(ConnectionString),
            CancellationTimeout = 2000,
            // Details quote rows.
            IncludeErrorDetail = false,
        });
    }
}
