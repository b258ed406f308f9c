using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.Leases;
using Metrics.Refresh.State;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Publishing;

/// <summary>
/// Ends a run in one short transaction: pointers, catalog, attempts, the run's own row and the notification, all or nothing.
/// </summary>
internal sealed class Publisher(TimeProvider clock)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    // The transaction waits for more than one lock, and may then have to be retried before the lease can be renewed.
    private static readonly TimeSpan LongestWait = LockTimeout * 4;

    /// <summary>Publishes under the lease, or is refused (R131) and changes nothing. A failed run ends here too, without moves.</summary>
    public async Task<Outcome<Publication>> PublishAsync(LeaseGrant grant, PublishRequest request, CancellationToken ct)
    {
        var moved = request.Moves.Select(m => m.Model).ToArray();
        if (request.Attempts.Any(a => a.Status == AttemptStatus.Published || moved.Contains(a.Model)))
            throw new ArgumentException("a published attempt is written for every move, and for nothing else", nameof(request));
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        if (!await ExtendAsync(connection, grant, ct))
            return Outcome<Publication>.Refused(grant.LostDiagnostic);
        await using var transaction = await BeginAsync(connection, ct);
        // Locked first and until the commit: no other process can take the lease, and publications are numbered in the order they commit.
        if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
            return Outcome<Publication>.Refused(grant.LostDiagnostic);
        var at = clock.GetUtcNow();
        // Comes before the files of a rollback are recorded: what is published now, unchanged or retired has no files due.
        var settled = request.Attempts.Where(a => a.Status == AttemptStatus.Unchanged).Select(a => a.Model).ToArray();
        await OwedFileLog.SettleAsync(connection, moved.Concat(request.Retired).Concat(settled), ct);
        var publication = await MintAsync(connection, grant, request, at, ct);
        await WriteAttemptsAsync(connection, grant, request, at, ct);
        if (publication is { } number)
        {
            await MovePointersAsync(connection, grant, request, number, at, ct);
            if (request.Restored.Count > 0)
                await PointersBack.MoveAsync(connection, request.Restored, number, at, ct);
            await OwedFileLog.WriteAsync(connection, request.Owed, ct);
            await PointersBack.RememberAsync(connection, number, request.Moves.Concat(request.Restored), request.Retired, ct);
            if (request.Catalog is { } catalog)
                await CatalogWriter.WriteAsync(connection, catalog, number, ct);
        }

        // A run by hand found the table to match its definition and inputs, so it is no longer held.
        await ExecuteAsync(connection, "update ops.published_table set held = false where held and model = any($1)",
            [Value(settled)], ct);
        await FinishRunAsync(connection, grant, request, publication, at, ct);
        // The offer is withdrawn however the run ended: from here on the pointers apply.
        await ExecuteAsync(connection, "delete from ops.candidate", [], ct);
        // Sent even without a new number: attempts changed, and with them what answers say about freshness.
        await ExecuteAsync(connection,
            "select pg_notify('metrics_published', coalesce($1, (select max(publication) from ops.publication), 0)::text)",
            [Nullable(publication)], ct);
        await transaction.CommitAsync(ct);
        return Outcome<Publication>.Of(new Publication(publication, at));
    }

    // The publishing transaction blocks renewal of the lease, and an extension inside it is not visible, so this comes first.
    private static async Task<bool> ExtendAsync(NpgsqlConnection connection, LeaseGrant grant, CancellationToken ct)
    {
        await using var transaction = await BeginAsync(connection, ct);
        var extended = await LeaseRow.ExtendAsync(connection, grant, LongestWait, ct);
        await transaction.CommitAsync(ct);
        return extended;
    }

    private static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"set local lock_timeout = '{(int)LockTimeout.TotalMilliseconds}ms'", [], ct);
        return transaction;
    }

    private static async Task<long?> MintAsync(
        NpgsqlConnection connection, LeaseGrant grant, PublishRequest request, DateTimeOffset at, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.publication (publication, run_id, published_at)
            select coalesce((select max(publication) from ops.publication), 0) + 1, $1, $2
            where $3 or exists (select from ops.published_table where model = any($4))
            returning publication
            """, connection);
        command.Parameters.AddRange(
            new[] { Value(grant.RunId), Value(at), Value(
                request.Moves.Count + request.Restored.Count > 0 || request.Catalog is not null), Value(request.Retired.ToArray()) });
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    // checked_at advances only if the table was found to match its definition and inputs.
    private static Task WriteAttemptsAsync(
        NpgsqlConnection connection, LeaseGrant grant, PublishRequest request, DateTimeOffset at, CancellationToken ct)
    {
        var attempts = request.Moves.Select(m => new TableAttempt(m.Model, AttemptStatus.Published, Detail: null))
            .Concat(request.Restored.Select(m => new TableAttempt(m.Model, AttemptStatus.Published,
                DataText.Open($"rolled back to version {m.Version}"))))
            .Concat(request.Attempts).ToArray();
        return ExecuteAsync(connection,
            """
            insert into ops.table_attempt as a (model, status, at, run_id, detail, said, checked_at)
            select model, status, $5, $6, detail, said,
                case when status = 'unchanged' or (status = 'published' and detail is null) then $5 end
            from unnest($1, $2, $3, $4) as t (model, status, detail, said)
            on conflict (model) do update
            set status = excluded.status, at = excluded.at, run_id = excluded.run_id, detail = excluded.detail, said = excluded.said,
                checked_at = coalesce(excluded.checked_at, a.checked_at)
            """,
            [
                Value(attempts.Select(a => a.Model).ToArray()), Value(attempts.Select(a => a.Status.Word()).ToArray()),
                new() { Value = attempts.Select(a => a.Detail?.Full).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new()
                {
                    Value = attempts.Select(a => a.Detail is { } text ? StoredJson.Write(text) : null).ToArray(),
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                },
                Value(at), Value(grant.RunId),
            ], ct);
    }

    private static async Task MovePointersAsync(
        NpgsqlConnection connection, LeaseGrant grant, PublishRequest request, long publication, DateTimeOffset at, CancellationToken ct)
    {
        var (models, versions) = (request.Moves.Select(m => m.Model).ToArray(), request.Moves.Select(m => m.Version).ToArray());
        await ExecuteAsync(connection,
            """
            update ops.table_version v set superseded_at = $1 from ops.published_table p
            where p.model = v.model and p.version = v.version and (p.model = any($2) or p.model = any($3))
            """, [Value(at), Value(models), Value(request.Retired.ToArray())], ct);
        var found = await ExecuteAsync(connection,
            """
            update ops.table_version v set state = 'published', publication = $3, published_at = $4
            from unnest($1, $2) as t (model, version)
            where v.model = t.model and v.version = t.version and v.state = 'built' and v.epoch = $5
            """, [Value(models), Value(versions), Value(publication), Value(at), Value(grant.Epoch)], ct);
        if (found != models.Length)
            throw new InvalidOperationException($"{models.Length - found} of the versions to publish were not built by run {grant.RunId}");
        await ExecuteAsync(connection,
            """
            insert into ops.published_table (model, version, publication, published_at, held)
            select model, version, $3, $4, false from unnest($1, $2) as t (model, version)
            on conflict (model) do update
            set version = excluded.version, publication = excluded.publication, published_at = excluded.published_at, held = false
            """, [Value(models), Value(versions), Value(publication), Value(at)], ct);
        await ExecuteAsync(connection, "delete from ops.published_table where model = any($1)", [Value(request.Retired.ToArray())], ct);
        await ExecuteAsync(connection, "delete from ops.table_attempt where model = any($1)", [Value(request.Retired.ToArray())], ct);
        await ExecuteAsync(connection, "delete from ops.latest_test where model = any($1)", [Value(request.Retired.ToArray())], ct);
    }

    private static async Task FinishRunAsync(
        NpgsqlConnection connection, LeaseGrant grant, PublishRequest request, long? publication, DateTimeOffset at, CancellationToken ct)
    {
        var runs = await ExecuteAsync(connection,
            """
            update ops.run set status = $2, finished_at = $3, publication = $4, error = $5, warnings = $6, models_published = $7,
                models_failed = $8,
              error_said = $9, warnings_said = $10
            where id = $1 and status = 'running'
            """,
            [
                Value(grant.RunId), Value(request.Status.Word()), Value(at), Nullable(publication),
                new() { Value = request.Error.Count == 0 ? DBNull.Value : string.Join('\n', request.Error.Select(e => e.Full)),
                    NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = StoredJson.Write(request.Warnings.Select(w => w.Full).ToEquatableList()),
                    NpgsqlDbType = NpgsqlDbType.Jsonb },
                Value(request.ModelsPublished), Value(request.ModelsFailed), Json(request.Error), Json(request.Warnings),
            ], ct);
        // Tables that were at work when the run was cancelled.
        await ExecuteAsync(connection,
            """
            update ops.model_run set status = 'skipped', finished_at = $2, error = $3, said = $4 where run_id = $1 and status = 'running'
            """,
            [
                Value(grant.RunId), Value(at),
                new() { Value = request.Error.Count == 0 ? DBNull.Value : request.Error[0].Full, NpgsqlDbType = NpgsqlDbType.Text },
                new()
                {
                    Value = request.Error.Count == 0 ? DBNull.Value : StoredJson.Write(request.Error[0]),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                },
            ], ct);
        if (runs != 1)
            throw new InvalidOperationException($"run {grant.RunId} was never started, or has ended already");
    }

    private static NpgsqlParameter Json(EquatableList<DataText> texts) =>
        new() { Value = StoredJson.Write(texts), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter Nullable(long? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }
}

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
