using System.CommandLine;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Scheduling;
using Metrics.Refresh.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Metrics.Refresh.Commands;

/// <summary><c>serve</c>: the worker. It runs the project's schedules, and runs requested over the API, until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var runAtStart = new Option<bool>("--run-at-start") { Description = "Refresh once before the first schedule" };
        var command = new Command(
            "serve", "Run the schedules of metrics.yml and the runs requested over the API, until stopped") { runAtStart };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                return await ServeAsync(context(parsed), parsed.GetValue(runAtStart), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // A worker that is stopped on request has succeeded, even while starting.
                return 0;
            }
        });
        return command;
    }

    private static async Task<int> ServeAsync(CommandContext context, bool runAtStart, CancellationToken ct)
    {
        // An invalid project prevents the start. Later, each run reads the files again and reports their errors.
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Logging.AddRefreshLog(context.LogsJson);
        builder.Services.AddSingleton(warehouse);
        builder.Services.AddSingleton(context.Clock);
        builder.Services.AddSingleton(new WorkerProject(context.ProjectFolder, context.Environment));
        builder.Services.AddSingleton(new SignOfLife(context.Environment(SignOfLife.Variable)));
        builder.Services.AddSingleton<WorkerRuns>();
        builder.Services.AddHostedService<Heartbeat>();
        builder.Services.AddHostedService<RequestedRuns>();
        builder.Services.AddHostedService<Upkeep>();
        builder.Services.AddQuartz(quartz => AddSchedules(quartz, project, runAtStart));
        builder.Services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        using var host = builder.Build();
        if (warehouse.RolesNote is { } note)
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Metrics.Refresh").LogWarning("{Note}", note);
        await host.RunAsync(ct);
        return 0;
    }

    private static void AddSchedules(IQuartzBuilder quartz, Project project, bool runAtStart)
    {
        if (runAtStart)
        {
            quartz.ScheduleJob<RefreshJob>(
                trigger => trigger.WithIdentity("start").StartNow(),
                job => job.WithIdentity("start").UsingJobData(RefreshJob.SelectKey, ""));
        }

        foreach (var schedule in project.Settings.Schedules)
        {
            foreach (var (expression, index) in Crontab.Parse(schedule.Cron).Expressions.Select((e, i) => (e, i)))
            {
                // However many runs were missed while the worker was down or busy, it makes up for them with one.
                quartz.ScheduleJob<RefreshJob>(
                    trigger => trigger.WithIdentity($"{schedule.Name}-{index}").WithCronSchedule(
                        expression,
                        c => c.InTimeZone(schedule.TimeZone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)),
                    job => job.WithIdentity($"{schedule.Name}-{index}").UsingJobData(
                        RefreshJob.SelectKey, string.Join(' ', schedule.Select)));
            }
        }
    }
}
