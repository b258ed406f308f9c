using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Scheduling;

/// <summary>The worker's project; read again for every run, so that edits apply without a restart.</summary>
internal sealed record WorkerProject(string Folder, Func<string, string?> Environment);

/// <summary>Makes scheduled and requested runs one after the other; stopping the worker cancels the current one.</summary>
internal sealed partial class WorkerRuns(Warehouse warehouse, WorkerProject project, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    : IDisposable
{
    private const string Request = "request";
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromMinutes(30);
    private readonly ILogger _logger = logs.CreateLogger("Metrics.Refresh");
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Makes a scheduled run.</summary>
    public Task RunAsync(EquatableList<string> select, CancellationToken ct) =>
        OneAsync(
            stop => TryRunAsync(
                (_, _) => Task.FromResult(Outcome<RunOptions>.Of(new RunOptions(select, RunOptions.Schedule, PatienceWithOthers))), stop),
            ct);

    /// <summary>Makes a requested run; false when it could not begin and has to be tried again later.</summary>
    public async Task<bool> RunAsync(RunRequest request, CancellationToken ct)
    {
        var outcome = await OneAsync(stop => TryRunAsync((current, token) => OptionsAsync(request, current, token), stop), ct);
        var requests = new RunRequests(warehouse.Data, warehouse.Clock);
        if (outcome.Succeeded(out var report))
        {
            if (report.Error is not { } error)
                return true;
            if (error.Code == DiagnosticCode.LeaseHeld || error.Code == DiagnosticCode.LeftoverBackends)
                return false;
            // A run that began is in the history already. A request that could not begin would otherwise be tried again and again.
            await requests.RefuseAsync(request, Refusal([error]), ct);
            return true;
        }

        if (outcome.Diagnostics is [var only] && only.Code == DiagnosticCode.NothingToRetry)
            await requests.SettleAsync(request, DataText.Open(only.Message), ct);
        else
            await requests.RefuseAsync(request, Refusal(outcome.Diagnostics), ct);
        return true;
    }

    public void Dispose() => _one.Dispose();

    // What a retry has to do is known only when it begins: the project may have changed since the request.
    private async Task<Outcome<RunOptions>> OptionsAsync(RunRequest request, Project current, CancellationToken ct)
    {
        if (request.RetryOf is not { } run)
            return Outcome<RunOptions>.Of(
                Asked(new RunOptions(Words(request.Selection), Request, PatienceWithOthers) { FullRefresh = request.FullRefresh }));
        var found = await RunRetry.FindAsync(current, warehouse, run, ct);
        if (!found.Succeeded(out var retry))
            return Outcome<RunOptions>.Refused(found.Diagnostics);
        return retry.Tables.Count > 0
            ? Outcome<RunOptions>.Of(Asked(retry.Options(Request, PatienceWithOthers)))
            : Outcome<RunOptions>.Refused(new Diagnostic(DiagnosticCode.NothingToRetry, retry.Nothing));

        RunOptions Asked(RunOptions options) => options with { RunId = request.Id, RequestedAt = request.RequestedAt };
    }

    // The detail quotes the project's files or the warehouse.
    private static DataText Refusal(EquatableList<Diagnostic> problems) => DataText.About(
        $"the run could not begin: {problems[0].Code.Title} ({problems[0].Code.Id})", string.Join('\n', problems), tables: default);

    private static EquatableList<string> Words(string? selection) =>
        (selection ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToEquatableList();

    private async Task<T> OneAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await _one.WaitAsync(stop.Token);
        try
        {
            return await run(stop.Token);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Outcome<RunReport>> TryRunAsync(
        Func<Project, CancellationToken, Task<Outcome<RunOptions>>> askAsync, CancellationToken ct)
    {
        var loaded = ProjectLoader.Load(project.Folder, project.Environment);
        foreach (var problem in loaded.Diagnostics)
            LogProblem(problem.ToString());
        if (!loaded.Succeeded(out var current))
            return Outcome<RunReport>.Refused(loaded.Diagnostics);
        var asked = await askAsync(current, ct);
        if (!asked.Succeeded(out var options))
            return Outcome<RunReport>.Refused(asked.Diagnostics);
        using var progress = new LoggedProgress(logs, ownsFactory: false);
        var outcome = await new RefreshRun(warehouse, progress.Show).RunAsync(current, options, ct);
        foreach (var problem in outcome.Diagnostics)
            LogProblem(problem.ToString());
        if (outcome.Succeeded(out var report) && report.Error is { } error)
            LogProblem(error.ToString());
        return outcome;
    }

    [LoggerMessage(20, LogLevel.Error, "{Problem}")]
    private partial void LogProblem(string problem);
}
