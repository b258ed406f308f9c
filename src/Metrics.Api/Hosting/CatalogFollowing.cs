using Metrics.Answering.Catalogs;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Hosting;

/// <summary>Keeps pointers and catalog up to date with the warehouse while the host runs, and logs what prevents it.</summary>
internal sealed partial class CatalogFollowing(
    CatalogFeed catalogs, TimeProvider clock, ILogger<CatalogFollowing> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // If nothing in a catalog fits the tables, every change would flood the log.
    private const int LinesAtMost = 20;

    private EquatableList<Diagnostic> _said;

    /// <summary>Why nothing can be asked yet: no pointers, or no catalog bound to them; null when questions can be asked.</summary>
    public IReadOnlyList<Diagnostic>? NotYet() => catalogs.Take().Snapshot is { Value: null } none ? none.Diagnostics : null;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalogs.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? said = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var found = catalogs.Problem;
            var problem = found?.Message;
            if (found is not null && problem != said)
                LogBehind(ForLog.Of(found));
            if (problem is null && said is not null)
                LogCaughtUp();
            said = problem;
            TellDefinitions();
            // Suppressed: an exception for being stopped would look to the host like a failure of this service, if its start had failed.
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Once for each change in what is wrong with the definitions. Before there are tables every definition would be wrong, so nothing is
    // logged.
    private void TellDefinitions()
    {
        var state = catalogs.Take();
        if (state.Snapshot.Value is null || state.Catalog.Diagnostics == _said)
            return;
        var before = _said;
        _said = state.Catalog.Diagnostics;
        foreach (var diagnostic in _said.OrderBy(d => d.Severity == DiagnosticSeverity.Error ? 0 : 1).Take(LinesAtMost))
            LogDefinition(diagnostic.ToString());
        if (_said.Count > LinesAtMost)
            LogMoreDefinitions(_said.Count - LinesAtMost);
        if (_said.Count == 0 && before.Count > 0)
            LogSound();
    }

    [LoggerMessage(1, LogLevel.Warning, "Publications cannot be followed; answers are unconfirmed: {Problem}")]
    private partial void LogBehind(string problem);

    [LoggerMessage(3, LogLevel.Warning, "Definitions: {Problem}")]
    private partial void LogDefinition(string problem);

    [LoggerMessage(4, LogLevel.Warning, "Definitions: {Count} more lines; GET /api/v1/diagnostics shows all")]
    private partial void LogMoreDefinitions(int count);

    [LoggerMessage(5, LogLevel.Information, "Definitions: nothing is wrong with them any more")]
    private partial void LogSound();

    [LoggerMessage(2, LogLevel.Information, "Publications are followed again")]
    private partial void LogCaughtUp();
}
