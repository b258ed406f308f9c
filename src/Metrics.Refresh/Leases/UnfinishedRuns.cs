using Metrics.Domain;
using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>Runs whose process ended before it could say how they ended.</summary>
internal static class UnfinishedRuns
{
    public static async Task<EquatableList<Guid>> FailAsync(NpgsqlConnection connection, long epoch, TimeProvider clock, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with failed as (
              update ops.run set status = 'failed', error = 'ended without finishing', finished_at = $2
              where status = 'running' and epoch < $1 returning id),
            models as (
              update ops.model_run set status = 'skipped', error = 'the run ended without finishing', finished_at = $2
              where status = 'running' and run_id in (select id from failed))
            select id from failed order by id
            """, connection);
        command.Parameters.AddWithValue(epoch);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var runs = new List<Guid>();
        while (await reader.ReadAsync(ct))
            runs.Add(reader.GetGuid(0));
        return runs.ToEquatableList();
    }
}
