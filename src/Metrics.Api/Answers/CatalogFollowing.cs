using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Answers;

/// <summary>Keeps pointers and catalog up with the warehouse for as long as the host lives, and logs what keeps it from doing so.</summary>
internal sealed partial class CatalogFollowing(CatalogFeed catalogs, TimeProvider clock, ILogger<CatalogFollowing> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Why nothing can be asked yet: no pointers, or no catalog that was bound to them; null when it can.</summary>
    public IReadOnlyList<Diagnostic>? NotYet() => catalogs.Take().Snapshot is { Value: null } none ? none.Diagnostics : null;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalogs.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (string? said = null; ; await Task.Delay(Pause, clock, stoppingToken))
        {
            var found = catalogs.Problem;
            var problem = found?.Message;
            if (found is not null && problem != said)
                LogBehind(ForLog.Of(found));
            if (problem is null && said is not null)
                LogCaughtUp();
            said = problem;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Answers stay as they were, unconfirmed: {Problem}")]
    private partial void LogBehind(string problem);

    [LoggerMessage(2, LogLevel.Information, "Publications are followed again")]
    private partial void LogCaughtUp();
}
