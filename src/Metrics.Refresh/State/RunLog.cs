using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>The history of runs. The end of a run is written by its publishing transaction, everything before it by this class.</summary>
internal sealed class RunLog(NpgsqlDataSource data, TimeProvider clock)
{
    public const string Running = "running";

    public async Task StartAsync(LeaseTerm term, RunStart start, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var context = OpsContext.On(connection);
        context.Runs.Add(new Run
        {
            Id = term.RunId,
            Kind = start.Kind,
            Status = RunStatus.Running.Word(),
            Selection = start.Selection,
            FullRefresh = start.FullRefresh,
            Trigger = start.Trigger,
            RetryOf = start.RetryOf,
            Epoch = term.Epoch,
            RequestedAt = start.RequestedAt ?? now,
            StartedAt = now,
            Warnings = "[]",
            ModelsTotal = start.ModelsTotal,
        });
        await context.SaveChangesAsync(ct);
    }

    /// <summary>Corrects the record of a model that was built but is not going to be published.</summary>
    public async Task CorrectAsync(Guid run, string model, string status, DataText? error, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "update ops.model_run set status = $3, error = $4, said = $5 where run_id = $1 and model = $2");
        command.Parameters.AddWithValue(run);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(status);
        command.Parameters.Add(new() { Value = (object?)error?.Full ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(
            new() { Value = error is null ? DBNull.Value : StoredJson.Write(error), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Records that work on a model begins; <see cref="RecordAsync"/> records how it ended.</summary>
    public async Task BeginAsync(Guid run, string model, Layer layer, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            insert into ops.model_run (run_id, model, layer, status, started_at) values ($1, $2, $3, $4, $5)
            on conflict (run_id, model) do nothing
            """);
        command.Parameters.AddWithValue(run);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(layer.Word());
        command.Parameters.AddWithValue(Running);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Writes a model's record in this run, replacing an earlier one.</summary>
    public async Task RecordAsync(ModelRun run, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var context = OpsContext.On(connection);
        context.Attach(run).State =
            await context.ModelRuns.AnyAsync(r => r.RunId == run.RunId && r.Model == run.Model, ct)
                ? EntityState.Modified
                : EntityState.Added;
        await context.SaveChangesAsync(ct);
    }
}

/// <summary>A run about to begin. <c>Trigger</c> is <c>command line</c>, <c>schedule</c> or <c>request</c>.</summary>
internal sealed record RunStart
{
    /// <summary>What was requested: <c>run</c>, <c>test</c>, …</summary>
    public required string Kind { get; init; }

    public required string Trigger { get; init; }

    public string? Selection { get; init; }

    public bool FullRefresh { get; init; }

    /// <summary>The run whose undone part it does; null for none.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>When it was requested; null for now.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    public required int ModelsTotal { get; init; }
}

/// <summary>Results of data tests: the history by run, the latest result of each test, and a few of its bad rows.</summary>
internal sealed class TestLog(NpgsqlDataSource data)
{
    /// <summary>Writes the results of one table's or metric's tests.</summary>
    /// <param name="model">The table, or the metric of golden tests; a metric may have the same name as a table.</param>
    /// <param name="results">The results, each with its samples of bad rows.</param>
    /// <param name="others">
    /// The tests of this name that were not run. Latest results of tests that are neither among them nor among the results are deleted,
    /// since these tests no longer exist. Null deletes none.
    /// </param>
    /// <param name="ct">Cancels it.</param>
    public async Task RecordAsync(
        string model, IReadOnlyList<(TestResult Result, IReadOnlyList<string> Samples)> results, IEnumerable<string>? others,
        CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var command = new NpgsqlCommand(
            """
            with given as (
              select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as t (run_id, model, test, severity, status, bad_rows, at, detail,
                  said)),
            history as (
              insert into ops.test_result (run_id, model, test, severity, status, bad_rows, at, detail, said) select * from given)
            insert into ops.latest_test (run_id, model, test, severity, status, bad_rows, at, detail, said) select * from given
            on conflict (model, test) do update
            set run_id = excluded.run_id, severity = excluded.severity, status = excluded.status, bad_rows = excluded.bad_rows,
                at = excluded.at, detail = excluded.detail,
                said = excluded.said
            """, connection))
        {
            var rows = results.Select(r => r.Result).ToList();
            command.Parameters.AddWithValue(rows.Select(r => r.RunId).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Model).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Test).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Severity).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Status).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.BadRows).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.At).ToArray());
            command.Parameters.Add(
                new() { Value = rows.Select(r => r.Detail).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = rows.Select(r => r.Said).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync(ct);
        }

        if (others is not null)
            await ForgetOthersAsync(connection, model, [.. results.Select(r => r.Result.Test), .. others], ct);
        await SampleAsync(connection, results, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Tables whose last attempt failed in a data test.</summary>
    public async Task<IReadOnlySet<string>> FailedAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select model from ops.table_attempt where status = 'test_failed'");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var models = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            models.Add(reader.GetString(0));
        return models;
    }

    /// <summary>
    /// Tables that stay as they are when a run fails as a whole: their last attempt left an older version in place for a reason of its own,
    /// or a rollback holds them, so that no scheduled run would build them.
    /// </summary>
    public async Task<IReadOnlySet<string>> LeftAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select model from ops.table_attempt where status not in ('published', 'unchanged')
            union select model from ops.published_table where held
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var models = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            models.Add(reader.GetString(0));
        return models;
    }

    /// <summary>Deletes the latest results of names that are neither known nor published any more.</summary>
    public async Task ForgetAsync(string[] known, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "delete from ops.latest_test t where model <> all($1) and not exists (select from ops.published_table p where p.model = "
            + "t.model)");
        command.Parameters.AddWithValue(known);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task ForgetOthersAsync(NpgsqlConnection connection, string model, string[] tests, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from ops.latest_test where model = $1 and test <> all($2)", connection);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(tests);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task SampleAsync(
        NpgsqlConnection connection, IReadOnlyList<(TestResult Result, IReadOnlyList<string> Samples)> results, CancellationToken ct)
    {
        var samples = results.SelectMany(r => r.Samples.Select(s => (r.Result, Row: s))).ToList();
        if (samples.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            "insert into ops.test_sample (run_id, model, test, bad_row) select * from unnest($1, $2, $3, $4) as t", connection);
        command.Parameters.AddWithValue(samples.Select(s => s.Result.RunId).ToArray());
        command.Parameters.AddWithValue(samples.Select(s => s.Result.Model).ToArray());
        command.Parameters.AddWithValue(samples.Select(s => s.Result.Test).ToArray());
        command.Parameters.Add(
            new() { Value = samples.Select(s => s.Row).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(ct);
    }
}
