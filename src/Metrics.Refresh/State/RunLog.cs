using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

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
