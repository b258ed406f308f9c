using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>The history of runs. A run's end is written by its publishing transaction, everything before it here.</summary>
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

    /// <summary>A model that was built turns out not to be published.</summary>
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

    /// <summary>A model's turn has come; <see cref="RecordAsync"/> says how it ended.</summary>
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

    /// <summary>Writes what is known of a model in this run, over what was written before.</summary>
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
