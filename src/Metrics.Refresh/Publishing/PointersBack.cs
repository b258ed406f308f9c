using Metrics.Domain;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>Records the history of pointers and moves them back, inside the publishing transaction.</summary>
internal static class PointersBack
{
    /// <summary>
    /// Points at versions of earlier publications and withdraws the versions after them. Pages of withdrawn versions are gone immediately,
    /// their rows once no reader can be left.
    /// </summary>
    public static async Task MoveAsync(
        NpgsqlConnection connection, EquatableList<Move> moves, long publication, DateTimeOffset at, CancellationToken ct)
    {
        var (models, versions) = (moves.Select(m => m.Model).ToArray(), moves.Select(m => m.Version).ToArray());
        await ExecuteAsync(connection,
            """
            update ops.table_version v set withdrawn_at = $3, superseded_at = coalesce(superseded_at, $3)
            from unnest($1, $2) as t (model, version)
            where v.model = t.model and v.version > t.version and v.state = 'published' and v.withdrawn_at is null
            """, ct, Value(models), Value(versions), Value(at));
        await ExecuteAsync(connection,
            "update ops.table_version v set superseded_at = null from unnest($1, $2) as t (model, version) "
            + "where v.model = t.model and v.version = t.version",
            ct, Value(models), Value(versions));
        await ExecuteAsync(connection,
            """
            insert into ops.published_table (model, version, publication, published_at, held)
            select model, version, $3, $4, true from unnest($1, $2) as t (model, version)
            on conflict (model) do update
            set version = excluded.version, publication = excluded.publication, published_at = excluded.published_at, held = true
            """, ct, Value(models), Value(versions), Value(publication), Value(at));
    }

    /// <summary>Records which version each pointer names from this publication on.</summary>
    public static async Task RememberAsync(
        NpgsqlConnection connection, long publication, IEnumerable<Move> moves, EquatableList<string> retired, CancellationToken ct)
    {
        var all = moves.Select(m => (m.Model, Version: (long?)m.Version))
            .Concat(retired.Select(r => (Model: r, Version: (long?)null))).ToList();
        await ExecuteAsync(connection,
            "insert into ops.pointer_move (publication, model, version) "
            + "select $3, model, version from unnest($1, $2) as t (model, version)",
            ct, Value(all.Select(a => a.Model).ToArray()), Value(all.Select(a => a.Version).ToArray()), Value(publication));
    }

    private static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
