using Metrics.Domain;
using Metrics.Refresh.State;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Metrics.Refresh.Scheduling;

/// <summary>The scheduler's job: one run.</summary>
internal sealed partial class RefreshJob(WorkerRuns runs, ILogger<RefreshJob> logger) : IJob
{
    public const string SelectKey = "select";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var select = context.MergedJobDataMap.GetString(SelectKey) ?? "";
            await runs.RunAsync(select.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToEquatableList(), cancellationToken);
        }
        catch (Exception e) when (WarehouseFailure.In(e) is { } failure)
        {
            // The database is not available; what was published stays, and the next scheduled run tries again.
            LogUnavailable(failure.Message);
        }
        catch (OperationCanceledException)
        {
            // The worker stopped before this run could begin.
        }
    }

    [LoggerMessage(21, LogLevel.Error, "The warehouse cannot be used: {Reason}")]
    private partial void LogUnavailable(string reason);
}
