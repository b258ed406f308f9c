using Dapper;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>Reads the history of runs through the contract views of <c>ops</c>.</summary>
public sealed class RunReader(NpgsqlDataSource data)
{
    private const string Run =
        """
        select id, kind, status, selection, full_refresh as FullRefresh, trigger, requested_at as RequestedAt, started_at as StartedAt,
               finished_at as FinishedAt, publication, error, warnings::text, models_total as ModelsTotal,
               models_published as ModelsPublished, models_failed as ModelsFailed, retry_of as RetryOf,
               retry_when_lost as RetryWhenLost, error_said::text as ErrorSaid, warnings_said::text as WarningsSaid
        from ops.api_run
        """;

    /// <summary>Runs newest first; the next page goes on after the last one's <see cref="RunPlace"/>.</summary>
    public async Task<IReadOnlyList<RunRecord>> RunsAsync(int limit, RunPlace? after, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var where = after is null ? "" : "where (requested_at, id) < (@requestedAt, @id)";
        var rows = await connection.QueryAsync<RunRow>(new($"{Run} {where} order by requested_at desc, id desc limit @limit",
            new { limit, requestedAt = after?.RequestedAt.UtcDateTime, id = after?.Id }, cancellationToken: ct));
        return rows.Select(r => r.ToRecord()).ToList();
    }

    /// <summary>One run; null when there is none of this id.</summary>
    public async Task<RunRecord?> RunAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<RunRow>(
            new($"{Run} where id = @id", new { id }, cancellationToken: ct)))?.ToRecord();
    }

    /// <summary>What a run did with each model, in the order they began.</summary>
    public async Task<IReadOnlyList<ModelRunRecord>> ModelRunsAsync(Guid run, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<ModelRunRow>(new(
            """
            select run_id as RunId, model, layer, status, version, rows, rejected, bytes, started_at as StartedAt,
                finished_at as FinishedAt, error, said::text
            from ops.api_model_run where run_id = @run order by started_at nulls last, model
            """, new { run }, cancellationToken: ct));
        return rows.Select(r => r.ToRecord()).ToList();
    }

    /// <summary>The data tests of a run.</summary>
    public Task<IReadOnlyList<TestRecord>> TestsAsync(Guid run, CancellationToken ct) =>
        TestsAsync("ops.api_test where run_id = @run", run, ct);

    /// <summary>The latest result of each data test.</summary>
    /// <remarks>All tests of a project: the names by which they are found, ordered and paged depend on the caller.</remarks>
    public Task<IReadOnlyList<TestRecord>> LatestTestsAsync(CancellationToken ct) => TestsAsync("ops.api_latest_test", run: null, ct);

    /// <summary>Workers, the one seen last first.</summary>
    public async Task<IReadOnlyList<WorkerRecord>> WorkersAsync(CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<WorkerRow>(new(
            "select id, host, started_at as StartedAt, seen_at as SeenAt from ops.api_worker order by seen_at desc, id",
            cancellationToken: ct));
        return rows.Select(r => new WorkerRecord(r.Id, r.Host, r.StartedAt.ToOffset(), r.SeenAt.ToOffset())).ToList();
    }

    private async Task<IReadOnlyList<TestRecord>> TestsAsync(string from, Guid? run, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<TestRow>(new(
            $"""
            select run_id as RunId, model, test, severity, status, bad_rows as BadRows, at, detail, said::text
            from {from} order by model collate "C", test collate "C"
            """, new { run }, cancellationToken: ct));
        return rows.Select(r => r.ToRecord()).ToList();
    }
}
