using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>The versions of all models that are still on disk: their numbers, what was built, and what is published.</summary>
internal sealed class VersionLog(NpgsqlDataSource data, TimeProvider clock)
{
    /// <summary>The model's next version number. Committed immediately, so that no number is used twice even if the build fails.</summary>
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
    public async Task<Outcome<BuiltVersion>> RegisterAsync(
        NpgsqlConnection builder, LeaseTerm term, BuiltVersion built, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.table_version (model, version, pack, layer, materialization, relation, rejects_relation, rows_at, fingerprint,
              columns, keys, ancestors, as_of, rows, rejected, state, epoch, run_id, built_at, definition, cursor)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'built', $16, $17, $18, $19, $20
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
        parameters.AddWithValue(term.Epoch);
        parameters.AddWithValue(term.RunId);
        parameters.AddWithValue(clock.GetUtcNow());
        parameters.Add(new() { Value = (object?)built.Definition ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new() { Value = (object?)built.Cursor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        return await command.ExecuteNonQueryAsync(ct) == 1
            ? Outcome<BuiltVersion>.Of(built)
            : Outcome<BuiltVersion>.Refused(term.Lost);
    }

    /// <summary>Records which tests found no bad row in a version.</summary>
    public async Task CleanAsync(BuiltVersion built, IEnumerable<string> tests, CancellationToken ct)
    {
        await using var command = data.CreateCommand("update ops.table_version set clean_tests = $3 where model = $1 and version = $2");
        command.Parameters.AddWithValue(built.Model);
        command.Parameters.AddWithValue(built.Version);
        command.Parameters.AddWithValue(tests.ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The relation that still holds every row of a version; null when the version is no longer kept.</summary>
    public async Task<string?> KeptAsync(string model, long version, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select relation from ops.table_version where model = $1 and version = $2 and state = 'published' and withdrawn_at is null");
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(version);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>How many rows a version had; null when it is no longer known.</summary>
    public async Task<long?> RowsAsync(string model, long version, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select rows from ops.table_version where model = $1 and version = $2");
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(version);
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    /// <summary>
    /// True when statements may still be reading rows that later versions wrote to this version's relation: those versions are not
    /// withdrawn, or were withdrawn less than <paramref name="grace"/> ago.
    /// </summary>
    public async Task<bool> HasLateReadersAsync(BuiltVersion basis, TimeSpan grace, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select exists (select from ops.table_version
              where model = $1 and relation = $2 and version > $3 and state = 'published' and (withdrawn_at is null or withdrawn_at > $4))
            """);
        command.Parameters.AddWithValue(basis.Model);
        command.Parameters.AddWithValue(basis.Relation);
        command.Parameters.AddWithValue(basis.Version);
        command.Parameters.AddWithValue(clock.GetUtcNow() - grace);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>What is published now, by model.</summary>
    public async Task<IReadOnlyDictionary<string, CurrentVersion>> CurrentAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            $"""
            select {VersionRows.Columns}, p.publication, p.published_at, p.held, to_regclass(format('store.%I', v.relation)) is not null
            from ops.published_table p join ops.table_version v on v.model = p.model and v.version = p.version
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var current = new Dictionary<string, CurrentVersion>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var at = VersionRows.Count;
            var built = VersionRows.Read(reader);
            current.Add(built.Model, new CurrentVersion(
                built, reader.GetInt64(at), reader.GetFieldValue<DateTimeOffset>(at + 1), reader.GetBoolean(at + 2),
                reader.GetBoolean(at + 3)));
        }

        return current;
    }

    /// <summary>
    /// A version that can be rolled back to: it was published, is not withdrawn, and its relation still exists; null when there is none.
    /// </summary>
    public async Task<BuiltVersion?> FindAsync(string model, long version, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            $"""
            select {VersionRows.Columns} from ops.table_version v
            where v.model = $1 and v.version = $2 and v.state = 'published' and v.withdrawn_at is null
              and to_regclass(format('store.%I', v.relation)) is not null
            """);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(version);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? VersionRows.Read(reader) : null;
    }
}

/// <summary>Reads rows of <c>ops.table_version</c> under the alias v.</summary>
internal static class VersionRows
{
    public const int Count = 18;

    public const string Columns =
        """
        v.model, v.pack, v.layer, v.materialization, v.version, v.relation, v.rejects_relation, v.rows_at, v.fingerprint,
        v.columns::text, v.keys::text, v.ancestors::text, v.as_of, v.rows, v.rejected::text, v.definition, v.cursor::text, v.clean_tests
        """;

    public static BuiltVersion Read(NpgsqlDataReader reader) => new()
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
        Definition = reader.IsDBNull(15) ? null : reader.GetString(15),
        Cursor = reader.IsDBNull(16) ? null : reader.GetString(16),
        CleanTests = reader.GetFieldValue<string[]>(17).ToEquatableList(),
    };
}

/// <summary>What a version was made from; a row of <c>ops.version_origin</c>.</summary>
/// <param name="Inputs">The versions that it reads directly.</param>
/// <param name="Source">For a loaded table, the source it comes from: <c>storefront.transactions</c>.</param>
/// <param name="Connector">For a loaded table, the connector that read it.</param>
internal sealed record VersionOrigin(EquatableList<Ancestor> Inputs, string? Source = null, string? Connector = null);

/// <summary>What each version was made from.</summary>
internal static class OriginLog
{
    /// <summary>Writes an origin, in the transaction that registers the version.</summary>
    public static async Task WriteAsync(NpgsqlConnection builder, BuiltVersion built, VersionOrigin origin, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into ops.version_origin (model, version, inputs, source, connector) values ($1, $2, $3, $4, $5)", builder);
        command.Parameters.AddWithValue(built.Model);
        command.Parameters.AddWithValue(built.Version);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(origin.Inputs));
        command.Parameters.Add(new() { Value = (object?)origin.Source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)origin.Connector ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The definition behind every published version; null if the release that built it did not record it.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> DefinitionsAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select p.model, v.definition
            from ops.published_table p join ops.table_version v on v.model = p.model and v.version = p.version
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var definitions = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            definitions.Add(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
        return definitions;
    }
}
