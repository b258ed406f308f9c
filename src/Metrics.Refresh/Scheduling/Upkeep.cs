using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Metrics.Refresh.Scheduling;

/// <summary>Maintenance between runs: closes runs whose process is gone, and drops superseded relations when they are due.</summary>
/// <remarks>It takes the lease for a moment, so only one of several workers does it, and never during a run.</remarks>
internal sealed partial class Upkeep(Warehouse warehouse, WorkerProject project, TimeProvider clock, ILogger<Upkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    // The pause before another attempt at what is still in use or failed.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private RefreshSettings? _settings;
    private bool _wasLost;
    private DateTimeOffset _dropsFrom = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
                await TryLookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops. Each step is whole, and the next worker goes on.
        }
    }

    private async Task TryLookAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
        }
        catch (Exception e) when (e is TimeoutException || WarehouseFailure.In(e) is not null)
        {
            LogUnavailable(e.Message);
            _dropsFrom = clock.GetUtcNow() + Pause;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        // While the settings cannot be read, the last readable ones apply. Without any, it is unknown how many versions to keep.
        _settings = ProjectLoader.LoadSettings(project.Folder, project.Environment)?.Refresh ?? _settings;
        var retention = _settings is null ? null : new Retention(RetentionPolicy.Of(_settings), clock);
        bool drops;
        await using (var connection = await warehouse.Data.OpenConnectionAsync(ct))
        {
            // A holder whose renewal is overdue may still renew, perhaps after its machine slept: it has until the next poll.
            var (isFree, isLost) = ((await LeaseRow.ReadAsync(connection, ct)).IsFree, await HasLostRunAsync(connection, ct));
            if (!isFree && !(isLost && _wasLost))
            {
                _wasLost = isLost;
                return;
            }

            drops = retention is not null && clock.GetUtcNow() >= _dropsFrom && await retention.IsDueAsync(connection, ct);
            if (!drops && !isLost && !await IsRunOpenAsync(connection, ct))
                return;
            _wasLost = false;
        }

        var timing = _settings is null ? new LeaseTiming() : new LeaseTiming { Length = _settings.Lease };
        var lease = new RefreshLease(warehouse, timing) { Holder = LeaseHolder.ThisProcessCleaningUp };
        switch (await lease.TryAcquireAsync(Guid.CreateVersion7(clock.GetUtcNow()), ct))
        {
            case Acquisition.Granted(var grant):
                await using (grant)
                {
                    Tell(grant.Takeover);
                    if (drops)
                        await DropAsync(retention!, grant, ct);
                }

                break;
            case Acquisition.Refused(var reason):
                LogRefused(reason.ToString());
                break;
        }
    }

    private static async Task<bool> HasLostRunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from ops.lost_run)", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    // If the lease is free, a run recorded as running no longer has a process.
    private static async Task<bool> IsRunOpenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from ops.run where status = 'running')", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private async Task DropAsync(Retention retention, LeaseGrant grant, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, grant.Lost);
        try
        {
            var report = await retention.DropAsync(grant, stop.Token);
            if (report.Dropped.Count > 0)
                LogDropped(string.Join(", ", report.Dropped));
            if (report.Kept.Count == 0)
                return;
            LogKept(string.Join(", ", report.Kept));
            _dropsFrom = clock.GetUtcNow() + Pause;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogRefused(grant.LostDiagnostic.ToString());
        }
    }

    private void Tell(Takeover found)
    {
        foreach (var run in found.LostRuns)
        {
            var retried = run.RetriedAs is { } again ? $"; it is requested again as {again}" : "";
            LogLost($"{DiagnosticCode.RunLost.Id}: run {run.Id} ended without recording it and is now {run.Status}{retried}");
        }

        if (found.Dropped.Count > 0)
            LogLeftovers(string.Join(", ", found.Dropped));
    }

    [LoggerMessage(30, LogLevel.Warning, "{Problem}")]
    private partial void LogLost(string problem);

    [LoggerMessage(31, LogLevel.Information, "Dropped what unfinished runs left in store: {Relations}")]
    private partial void LogLeftovers(string relations);

    [LoggerMessage(32, LogLevel.Information, "Dropped superseded relations that nothing can be reading any more: {Relations}")]
    private partial void LogDropped(string relations);

    [LoggerMessage(33, LogLevel.Information, "Superseded, but still in use, and tried again in a minute: {Relations}")]
    private partial void LogKept(string relations);

    [LoggerMessage(34, LogLevel.Warning, "Cleaning up has to wait: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(35, LogLevel.Warning, "Cleaning up has to wait, the warehouse cannot be used: {Reason}")]
    private partial void LogUnavailable(string reason);
}
