using Npgsql;

namespace Metrics.Api.Health;

/// <summary>Logs which role this service uses, as soon as the warehouse is reachable.</summary>
internal sealed partial class RoleNotice(WarehouseRole role, TimeProvider clock, ILogger<RoleNotice> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await SaidAsync(stoppingToken))
                await Task.Delay(Pause, clock, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or could not start.
        }
    }

    private async Task<bool> SaidAsync(CancellationToken ct)
    {
        try
        {
            var (name, note) = await role.ReadAsync(ct);
            if (note is null)
                LogRole(name);
            else
                LogNote(note);
            return true;
        }
        catch (NpgsqlException)
        {
            // Not reachable yet. Nothing is logged here: /health/ready shows it, and every refused request is logged.
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Reading the warehouse as {Role}")]
    private partial void LogRole(string role);

    [LoggerMessage(2, LogLevel.Warning, "{Note}")]
    private partial void LogNote(string note);
}
