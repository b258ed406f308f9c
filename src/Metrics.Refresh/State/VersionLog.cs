using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Leases;
using Metrics.Semantic.Publications;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>Every version of every model that is still on disk: numbers, what was built, what is published.</summary>
internal sealed class VersionLog(NpgsqlDataSource data, TimeProvider clock)
{
    /// <summary>The model's next number. Committed at once, so that no number is used twice whatever becomes of the build.</summary>
    public async Task<long> NextVersionAsync(string model, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            insert into ops.model_counter as c (model, version) values ($1, 1)
            on conflict (model) do update set version = c.version + 1 returning version
            """);
        command.Parameters.AddWithValue(model);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Records a version in the transaction that builds its relation, so that neither exists without the other.</summary>
    public async Task<Outcome<BuiltVersion>> RegisterAsync(NpgsqlConnection builder, LeaseGrant grant, BuiltVersion built, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.table_version (model, version, pack, layer, materialization, relation, rejects_relation, rows_at, fingerprint,
              columns, keys, ancestors, as_of, rows, rejected, state, epoch, run_id, built_at)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'built', $16, $17, $18
            from ops.lease where name = 'refresh' and epoch = $16 and run_id = $17
            """, builder);
        var parameters = command.Parameters;
        parameters.AddWithValue(built.Model);
        parameters.AddWithValue(built.Version);
        parameters.AddWithValue(built.Pack);
        parameters.AddWithValue(built.Layer.Word());
        parameters.AddWithValue(built.Materialization);
        parameters.AddWithValue(built.Relation);
        parameters.Add(new() { Value = (object?)built.RejectsRelation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new() { Value = (object?)built.RowsAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        parameters.AddWithValue(built.Fingerprint);
        parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(built.Columns));
        parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(built.Keys));
        parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(built.Ancestors));
        parameters.Add(new() { Value = (object?)built.AsOf?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        parameters.AddWithValue(built.Rows);
        parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(built.Rejected));
        parameters.AddWithValue(grant.Epoch);
        parameters.AddWithValue(grant.RunId);
        parameters.AddWithValue(clock.GetUtcNow());
        return await command.ExecuteNonQueryAsync(ct) == 1
            ? Outcome<BuiltVersion>.Of(built)
            : Outcome<BuiltVersion>.Refused(grant.LostDiagnostic);
    }

    /// <summary>What is published now, by model.</summary>
    public async Task<IReadOnlyDictionary<string, CurrentVersion>> CurrentAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select p.model, v.pack, v.layer, v.materialization, v.version, v.relation, v.rejects_relation, v.rows_at, v.fingerprint,
                   v.columns::text, v.keys::text, v.ancestors::text, v.as_of, v.rows, v.rejected::text, p.publication, p.published_at, p.held,
                   to_regclass(format('store.%I', v.relation)) is not null
            from ops.published_table p join ops.table_version v on v.model = p.model and v.version = p.version
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var current = new Dictionary<string, CurrentVersion>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var built = new BuiltVersion
            {
                Model = reader.GetString(0),
                Pack = reader.GetString(1),
                Layer = LayerWords.Parse(reader.GetString(2)),
                Materialization = reader.GetString(3),
                Version = reader.GetInt64(4),
                Relation = reader.GetString(5),
                RejectsRelation = reader.IsDBNull(6) ? null : reader.GetString(6),
                RowsAt = reader.IsDBNull(7) ? null : reader.GetInt64(7),
                Fingerprint = reader.GetString(8),
                Columns = StoredJson.ReadColumns(reader.GetString(9)),
                Keys = StoredJson.ReadKeys(reader.GetString(10)),
                Ancestors = StoredJson.ReadAncestors(reader.GetString(11)),
                AsOf = reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
                Rows = reader.GetInt64(13),
                Rejected = StoredJson.ReadRejected(reader.GetString(14)),
            };
            current.Add(built.Model, new CurrentVersion(
                built, reader.GetInt64(15), reader.GetFieldValue<DateTimeOffset>(16), reader.GetBoolean(17), reader.GetBoolean(18)));
        }

        return current;
    }
}
