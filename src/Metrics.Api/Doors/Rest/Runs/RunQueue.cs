using Dapper;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Api.Doors.Rest.Runs;

/// <summary>Requests runs and cancellations from the worker, through the one table of requests that the API may write to.</summary>
internal sealed class RunQueue(NpgsqlDataSource data, TimeProvider clock)
{
    // Any number works, as long as all replicas use the same.
    private const long AskingLock = 0x72756e73;

    /// <summary>The id the run will have: a new one, or that of an equal request that is already waiting.</summary>
    public async Task<(Guid Id, bool Joined)> AskAsync(RunAsked asked, string by, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One request at a time, or two equal ones would not see each other.
        await connection.ExecuteAsync(
            new("select pg_advisory_xact_lock(@key)", new { key = AskingLock }, transaction, cancellationToken: ct));
        var waiting = await connection.QueryFirstOrDefaultAsync<Guid?>(new(
            """
            select id from ops.api_run
            where status = 'queued' and kind = 'run' and selection is not distinct from @Selection and full_refresh = @FullRefresh
              and retry_of is not distinct from @RetryOf and retry_when_lost = @RetryWhenLost
            order by requested_at, id limit 1
            """, asked, transaction, cancellationToken: ct));
        if (waiting is { } joined)
            return (joined, true);
        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        await connection.ExecuteAsync(new(
            """
            insert into ops.run_request (id, kind, selection, full_refresh, retry_of, retry_when_lost, requested_at, requested_by)
            values (@id, 'run', @Selection, @FullRefresh, @RetryOf, @RetryWhenLost, @now, @by)
            """, new { id, asked.Selection, asked.FullRefresh, asked.RetryOf, asked.RetryWhenLost, now, by }, transaction,
            cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return (id, false);
    }

    /// <summary>Requests the cancellation of a run. Returns its status before that, or null when no run has this id.</summary>
    public async Task<RunStatus?> CancelAsync(Guid run, string by, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var word = await connection.QuerySingleOrDefaultAsync<string?>(
            new("select status from ops.api_run where id = @run", new { run }, cancellationToken: ct));
        if (word is null || RunStatusWords.Parse(word) is var status && status.IsFinished())
            return word is null ? null : RunStatusWords.Parse(word);
        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        await connection.ExecuteAsync(new(
            "insert into ops.run_request (id, kind, target, requested_at, requested_by) values (@id, 'cancel', @run, @now, @by)",
            new { id, run, now, by }, cancellationToken: ct));
        return status;
    }
}
