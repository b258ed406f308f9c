using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// Opens the connections that tables are built and tested on. Building sorts, hashes and indexes whole tables, which answers never do, so
/// these sessions get more memory than the server gives to others: a part of the machine's, divided by the tables that are built at once.
/// </summary>
internal sealed class BuildSessions(NpgsqlDataSource data, long bytesPerTable)
{
    private const long Mebibyte = 1 << 20;
    private const long Most = 1024 * Mebibyte;
    private const long Least = 64 * Mebibyte;

    // Of the memory there is, so that the server's own, its readers and the operating system's cache keep theirs.
    private const int MachinePart = 8;

    // A statement may sort or hash at several places, and in several processes.
    private const int StatementPart = 4;

    /// <summary>Made for a run that builds so many tables at once.</summary>
    /// <param name="data">Connections of the run.</param>
    /// <param name="memory">What all of them may take, in bytes; null for a part of the machine's.</param>
    /// <param name="tables">How many are built at once.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<BuildSessions> StartAsync(NpgsqlDataSource data, long? memory, int tables, CancellationToken ct)
    {
        var all = memory ?? Math.Clamp(await MemoryAsync(data, ct) / MachinePart, Least * tables, Most * tables);
        return new BuildSessions(data, Math.Max(Mebibyte, all / tables));
    }

    /// <summary>An open connection; the pool takes its settings back.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await data.OpenConnectionAsync(ct);
        try
        {
            // What an operator has set higher stays.
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

    // Nobody but the server's own machine can be asked how much it has; from elsewhere there is what its operator told it to count on.
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
