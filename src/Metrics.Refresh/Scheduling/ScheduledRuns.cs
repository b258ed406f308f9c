using Metrics.Domain;
using Metrics.Refresh.Commands;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Scheduling;

/// <summary>Where the worker's project lies; read anew for every run, so that edits count without a restart.</summary>
internal sealed record WorkerProject(string Folder, Func<string, string?> Environment);

/// <summary>Runs what a schedule asks for, one after the other.</summary>
internal sealed partial class ScheduledRuns(Warehouse warehouse, WorkerProject project, ILoggerFactory logs) : IDisposable
{
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromMinutes(30);
    private readonly ILogger _logger = logs.CreateLogger("Metrics.Refresh");
    private readonly SemaphoreSlim _one = new(1);

    public async Task RunAsync(EquatableList<string> select, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var loaded = ProjectLoader.Load(project.Folder, project.Environment);
            foreach (var problem in loaded.Diagnostics)
                LogProblem(problem.ToString());
            if (!loaded.Succeeded(out var current))
                return;
            using var progress = new LoggedProgress(logs, ownsFactory: false);
            var outcome = await new RefreshRun(warehouse, progress.Show).RunAsync(current, new RunOptions(select, RunOptions.Schedule, PatienceWithOthers), ct);
            foreach (var problem in outcome.Diagnostics)
                LogProblem(problem.ToString());
            if (outcome.Succeeded(out var report) && report.Error is { } error)
                LogProblem(error.ToString());
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    [LoggerMessage(20, LogLevel.Error, "{Problem}")]
    private partial void LogProblem(string problem);
}
