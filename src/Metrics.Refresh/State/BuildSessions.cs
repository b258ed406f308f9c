using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// Opens the connections on which tables are built and tested. Building sorts, hashes and indexes whole tables, which queries of the API
/// never do, so these sessions get more memory than others: a part of the machine's, divided by the number of parallel builds.
/// </summary>
internal sealed class BuildSessions(NpgsqlDataSource data, long bytesPerTable)
{
    private const long Mebibyte = 1 << 20;
    private const long Most = 1024 * Mebibyte;
    private const long Least = 64 * Mebibyte;

    // One eighth of the memory, so that enough is left for the server, its readers and the operating system's cache.
    private const int MachinePart = 8;

    // One quarter as work_mem: a statement may sort or hash in several places, and in several processes.
    private const int StatementPart = 4;

    /// <summary>Creates them for a run.</summary>
    /// <param name="data">Connections of the run.</param>
    /// <param name="memory">The memory for all of them together, in bytes; null for a part of the machine's.</param>
    /// <param name="tables">How many tables are built at the same time.</param>
    /// <param name="ct">Cancels it.</param>
    public static async Task<BuildSessions> StartAsync(NpgsqlDataSource data, long? memory, int tables, CancellationToken ct)
    {
        var all = memory ?? Math.Clamp(await MemoryAsync(data, ct) / MachinePart, Least * tables, Most * tables);
        return new BuildSessions(data, Math.Max(Mebibyte, all / tables));
    }

    /// <summary>An open connection; the pool resets its settings when it is returned.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await data.OpenConnectionAsync(ct);
        try
        {
            // Higher values set by an operator are kept.
            await using var command = new NpgsqlCommand(
                """
                select set_config(name, greatest(pg_size_bytes(current_setting(name)), least) / 1024 || 'kB', false)
                from (values ('work_mem', $1), ('maintenance_work_mem', $2)) as s (name, least)
                """, connection);
            command.Parameters.AddWithValue(bytesPerTable / StatementPart);
            command.Parameters.AddWithValue(bytesPerTable);
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // On the server's own machine, the memory available; from elsewhere, effective_cache_size, which is what its operator configured.
    private static async Task<long> MemoryAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select coalesce(inet_server_addr() = inet_client_addr(), true), pg_size_bytes(current_setting('effective_cache_size'))
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : reader.GetInt64(1);
    }
}
