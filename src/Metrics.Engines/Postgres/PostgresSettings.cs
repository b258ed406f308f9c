using Metrics.Semantic.Engine;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>How the engine uses its server.</summary>
public sealed record PostgresSettings
{
    /// <summary>Where the warehouse is; options for safe reading are added to it.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Units of PostgreSQL's cost that take about a millisecond. The estimate only decides in which lane a statement without a measurement
    /// starts, so it may be wrong by some factor.
    /// </summary>
    public double CostPerMillisecond { get; init; } = 100;

    /// <summary>
    /// The server's statement timeout, in case this process dies before it can stop a statement. The refresh keeps superseded relations
    /// that long, so a longer statement could lose its table.
    /// </summary>
    public TimeSpan LongestStatement { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Statements that it may run at the same time.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Statements that it may run at the same time beside other heavy ones (<see cref="StatementRun.IsCrowded"/>).</summary>
    public int CrowdedConnections { get; init; } = 3;

    /// <summary>A pool of connections, whose statements get the server's parallel workers only when <c>alone</c> is true.</summary>
    internal NpgsqlDataSource Open(int connections, bool alone)
    {
        var theirs = new NpgsqlConnectionStringBuilder(ConnectionString);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            ApplicationName = "metrics-api",
            Timezone = "UTC",
            // JIT compilation costs tens of milliseconds and pays off only for statements that run for seconds.
            Options = $"{theirs.Options} -c default_transaction_read_only=on -c search_path=pg_catalog,public -c jit=off"
                + $" -c statement_timeout={(long)LongestStatement.TotalMilliseconds}"
                + (alone ? "" : " -c max_parallel_workers_per_gather=0"),
            MaxPoolSize = Math.Max(1, connections),
            // Statements change nothing in their session, so there is nothing to reset between them.
            NoResetOnClose = true,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // Statements end by the caller's limit, not the driver's.
            CommandTimeout = 0,
            Timeout = ConnectTimeout.SecondsOf(ConnectionString),
            CancellationTimeout = 2000,
            // Details may quote rows.
            IncludeErrorDetail = false,
        });
    }
}
