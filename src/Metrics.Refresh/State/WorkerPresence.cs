using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>A worker process that reports that it is alive; a row of <c>ops.worker</c>.</summary>
internal sealed class Worker
{
    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SeenAt { get; set; }
}

/// <summary>Reports that this worker is alive, so that one can see why a requested run does not start.</summary>
internal sealed class WorkerPresence(NpgsqlDataSource data, TimeProvider clock)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);
    private readonly Guid _id = Guid.CreateVersion7();

    /// <summary>To be called every few seconds.</summary>
    public async Task SayAliveAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var context = OpsContext.On(connection);
        if (await context.Workers.SingleOrDefaultAsync(w => w.Id == _id, ct) is { } known)
        {
            known.SeenAt = now;
        }
        else
        {
            await context.Workers.Where(w => w.SeenAt < now - Forgotten).ExecuteDeleteAsync(ct);
            context.Workers.Add(new Worker { Id = _id, Host = Environment.MachineName, StartedAt = now, SeenAt = now });
        }

        await context.SaveChangesAsync(ct);
    }

    public async Task LeaveAsync(CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var context = OpsContext.On(connection);
        await context.Workers.Where(w => w.Id == _id).ExecuteDeleteAsync(ct);
    }
}
