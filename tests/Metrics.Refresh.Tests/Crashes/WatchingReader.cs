using System.Data;
using Dapper;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Refresh.Tests.Crashes;

/// <summary>
/// Reads pointers and their relations in one transaction, again and again, and notes everything that should never be seen.
/// </summary>
internal sealed class WatchingReader(NpgsqlDataSource data, IsolationLevel isolation, IReadOnlyList<string> tables)
{
    public List<string> Findings { get; } = [];

    public long Reads { get; private set; }

    /// <summary>Reads that saw two generations and were told so.</summary>
    public long Degraded { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadOnceAsync();
                Reads++;
            }
            catch (Exception e)
            {
                Findings.Add($"{isolation}: {e.Message}");
            }
        }
    }

    private async Task ReadOnceAsync()
    {
        await using var connection = await data.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(isolation);
        var snapshot = await PointersAsync(connection);
        var generations = new HashSet<long>();
        foreach (var name in tables)
        {
            if (!snapshot.TryGet(name, out var table))
            {
                Findings.Add($"{isolation}: '{name}' is not published");
                continue;
            }

            var (rows, least, most) = await connection.QuerySingleAsync<(long, long?, long?)>(
                $"select count(*), min(generation), max(generation) from store.\"{table.Relation}\"");
            if (rows != CrashProject.Rows || least != most || least is null)
                Findings.Add($"{isolation}: {table.Relation} has {rows} rows of generations {least} to {most}");
            generations.Add(least ?? -1);
        }

        if (generations.Count > 1)
        {
            var told = Degradation.Of(snapshot, tables);
            Degraded++;
            if (!told.Degraded)
                Findings.Add($"{isolation}: generations {string.Join(", ", generations)} together, and nobody said so");
        }

        await transaction.CommitAsync();
    }

    private static async Task<PublicationSnapshot> PointersAsync(NpgsqlConnection connection)
    {
        var tables = new List<PublishedTable>();
        await using var command = new NpgsqlCommand(
            """
            select model, pack, layer, version, publication, relation, ancestors::text, last_attempt::text, checked_at, published_at,
              built_at
            from ops.api_table
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            tables.Add(new PublishedTable
            {
                Model = reader.GetString(0), Pack = reader.GetString(1), Layer = LayerWords.Parse(reader.GetString(2)),
                Version = reader.GetInt64(3),
                Publication = reader.GetInt64(4), Relation = reader.GetString(5), Ancestors = StoredJson.ReadAncestors(reader.GetString(6)),
                LastAttempt = StoredJson.ReadAttempt(reader.GetString(7)), CheckedAt = reader.GetFieldValue<DateTimeOffset>(8),
                PublishedAt = reader.GetFieldValue<DateTimeOffset>(9), BuiltAt = reader.GetFieldValue<DateTimeOffset>(10), RowsAt = null,
                AsOf = null, Columns = [], Keys = [], Rejected = [], Held = false,
            });
        }

        return new PublicationSnapshot(tables, tables.Max(t => t.Publication), DateTimeOffset.UnixEpoch);
    }
}
