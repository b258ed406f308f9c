using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>A requested run that has not begun; a row of <c>ops.run_request</c>.</summary>
/// <param name="Id">The id that the run will have.</param>
/// <param name="Selection">The requested part of the graph; null for all of it, or for what <paramref name="RetryOf"/> left undone.</param>
/// <param name="FullRefresh">Whether everything selected is to be built, changed or not.</param>
/// <param name="RetryOf">The run whose undone part is requested; null for none.</param>
/// <param name="RequestedAt">When it was requested.</param>
internal sealed record RunRequest(Guid Id, string? Selection, bool FullRefresh, Guid? RetryOf, DateTimeOffset RequestedAt);

/// <summary>The requests in <c>ops.run_request</c>: runs to start, and runs to cancel.</summary>
internal sealed class RunRequests(NpgsqlDataSource data, TimeProvider clock)
{
    /// <summary>The oldest waiting request; null when none waits.</summary>
    public async Task<RunRequest?> NextAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select q.id, q.selection, q.full_refresh, q.retry_of, q.requested_at from ops.run_request q
            where q.kind = 'run' and not exists (select from ops.run r where r.id = q.id)
              and not exists (select from ops.run_request c where c.kind = 'cancel' and c.target = q.id)
            order by q.requested_at, q.id limit 1
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new RunRequest(
                reader.GetGuid(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.GetBoolean(2),
                reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetFieldValue<DateTimeOffset>(4))
            : null;
    }

    /// <summary>True when cancellation of this run was requested.</summary>
    public async Task<bool> IsCancelledAsync(Guid run, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select exists (select from ops.run_request where kind = 'cancel' and target = $1)");
        command.Parameters.AddWithValue(run);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Requests cancellation of a queued or running run. Returns its status so far; null when there is no such run.</summary>
    public async Task<RunStatus?> CancelAsync(Guid run, string by, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var look =
            new NpgsqlCommand("select status from ops.api_run where id = $1", connection) { Parameters = { new() { Value = run } } };
        if (await look.ExecuteScalarAsync(ct) is not string word)
            return null;
        var status = RunStatusWords.Parse(word);
        if (status.IsFinished())
            return status;
        await using var ask = new NpgsqlCommand(
            "insert into ops.run_request (id, kind, target, requested_at, requested_by) values ($1, 'cancel', $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7(clock.GetUtcNow()) }, new() { Value = run }, new() { Value = clock.GetUtcNow() },
                    new() { Value = by },
            },
        };
        await ask.ExecuteNonQueryAsync(ct);
        return status;
    }

    /// <summary>Ends a request for a run that cannot even begin; the reason becomes the run's error.</summary>
    public Task RefuseAsync(RunRequest request, DataText error, CancellationToken ct) =>
        EndAsync(request, RunStatus.Failed, [error], warnings: [], ct);

    /// <summary>Ends a request for which there is nothing to do.</summary>
    public Task SettleAsync(RunRequest request, DataText warning, CancellationToken ct) =>
        EndAsync(request, RunStatus.Succeeded, error: [], [warning], ct);

    private async Task EndAsync(
        RunRequest request, RunStatus status, EquatableList<DataText> error, EquatableList<DataText> warnings, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            insert into ops.run
              (id, kind, status, selection, full_refresh, trigger, requested_at, started_at, finished_at, error, warnings, retry_of,
               error_said, warnings_said)
            values ($1, 'run', $2, $3, $4, 'request', $5, $6, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing
            """);
        command.Parameters.AddWithValue(request.Id);
        command.Parameters.AddWithValue(status.Word());
        command.Parameters.Add(new() { Value = (object?)request.Selection ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.AddWithValue(request.FullRefresh);
        command.Parameters.AddWithValue(request.RequestedAt.ToUniversalTime());
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.Add(new() { Value = error.Count == 0 ? DBNull.Value : string.Join('\n', error.Select(e => e.Full)),
            NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = StoredJson.Write(warnings.Select(w => w.Full).ToEquatableList()),
            NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (object?)request.RetryOf ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = StoredJson.Write(error), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = StoredJson.Write(warnings), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(ct);
    }
}
