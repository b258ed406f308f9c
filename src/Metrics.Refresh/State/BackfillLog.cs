using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>The state of a backfill, which is kept between calls.</summary>
internal sealed record BackfillState(
    long Version, string Relation, EquatableList<TableColumn> Columns, EquatableList<DateTime> Done, long Written, bool Finished);

/// <summary>Rows of <c>ops.backfill</c>: each slice is recorded in the transaction that writes its rows.</summary>
internal static class BackfillLog
{
    /// <summary>The backfill of a model with this fingerprint and, unless null, this slice length; null when there is none.</summary>
    public static async Task<BackfillState?> FindAsync(
        NpgsqlConnection connection, string model, string fingerprint, string? slice, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select version, relation, columns::text, done, written, finished from ops.backfill
            where model = $1 and fingerprint = $2 and slice = coalesce($3, slice)
            """, connection);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(fingerprint);
        command.Parameters.Add(new() { Value = (object?)slice ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new BackfillState(
                reader.GetInt64(0), reader.GetString(1), StoredJson.ReadColumns(reader.GetString(2)),
                reader.GetFieldValue<DateTime[]>(3).ToEquatableList(), reader.GetInt64(4), reader.GetBoolean(5))
            : null;
    }

    public static async Task BeginAsync(
        NpgsqlConnection connection, string model, string fingerprint, string slice, BackfillState state, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.backfill (model, version, relation, fingerprint, slice, columns) values ($1, $2, $3, $4, $5, $6)
            on conflict (model) do update set version = excluded.version, relation = excluded.relation, fingerprint = excluded.fingerprint,
              slice = excluded.slice, columns = excluded.columns, done = '{}', written = 0, finished = false
            """, connection);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(state.Version);
        command.Parameters.AddWithValue(state.Relation);
        command.Parameters.AddWithValue(fingerprint);
        command.Parameters.AddWithValue(slice);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(state.Columns));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Records a slice as done, or with null the backfill as finished; false when another run holds the lease by now.</summary>
    public static async Task<bool> AddAsync(
        NpgsqlConnection connection, LeaseTerm term, string model, BackfillState state, DateTime? slice, long written, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            update ops.backfill
            set done = case when $3::timestamp is null then done else done || $3::timestamp end, written = written + $4,
              finished = $3::timestamp is null
            where model = $1 and version = $2 and exists (select from ops.lease where name = 'refresh' and epoch = $5 and run_id = $6)
            """, connection);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(state.Version);
        command.Parameters.Add(new() { Value = (object?)slice ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Timestamp });
        command.Parameters.AddWithValue(written);
        command.Parameters.AddWithValue(term.Epoch);
        command.Parameters.AddWithValue(term.RunId);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Removes and returns a finished backfill, in the transaction that registers its version.</summary>
    public static async Task<BackfillState?> TakeAsync(
        NpgsqlConnection connection, string model, string fingerprint, long after, CancellationToken ct)
    {
        if (await FindAsync(connection, model, fingerprint, null, ct) is not { Finished: true } state || state.Version <= after)
            return null;
        await using var command = new NpgsqlCommand("delete from ops.backfill where model = $1", connection);
        command.Parameters.AddWithValue(model);
        await command.ExecuteNonQueryAsync(ct);
        return state;
    }
}
