using System.Diagnostics;
using System.Globalization;
using Dapper;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks.Growth;

/// <summary>
/// What a day's file costs beside what all of it cost: ten days, from the file to gold, each a run as the worker makes it.
/// </summary>
internal static class IncrementalBenchmark
{
    private const int RowsPerDay = 1_000;
    private const double Limit = 0.05;

    public static async Task<int> RunAsync(long rows, int days)
    {
        using var server = PostgresServer.Start();
        using var project = new GrowthProject();
        var connectionString = server.CreateDatabase();
        await project.BeginAsync(rows);
        await using var warehouse = new Warehouse(connectionString, TimeProvider.System);
        if (!(await warehouse.MigrateAsync(null, CancellationToken.None)).Succeeded(out _))
            throw new InvalidOperationException("the warehouse cannot be set up");
        var cpu = new CpuClock(server.DataFolder);
        var full = await TimeAsync(project, warehouse, cpu);
        Print($"full run over {rows:N0} payments: {full}; load {Load()}");
        var each = new List<Cost>();
        for (var day = 1; day <= days; day++)
        {
            project.AddDay(RowsPerDay);
            each.Add(await TimeAsync(project, warehouse, cpu));
            Print($"day {day}: {RowsPerDay:N0} payments in {each[^1]}; load {Load()}");
        }

        await CheckAsync(connectionString, rows + ((long)days * RowsPerDay));
        var (first, last) = (Cost.Median(each.Take(days / 2)), Cost.Median(each.Skip(days - (days / 2))));
        var day1 = Cost.Median(each);
        Print(
            $"a day takes {day1} at the median: {day1.Seconds / full.Seconds:P1} of the full run's time, "
            + $"{day1.Processor / full.Processor:P1} of its processor time (at most {Limit:P0})");
        Print($"the first half of the days {first}, the second {last}");
        var busy = double.Parse(Load(), CultureInfo.InvariantCulture) > 2 * Environment.ProcessorCount;
        if (busy)
            Print($"the machine is busy with other work (load {Load()}): judged by processor time");
        return (busy ? day1.Processor / full.Processor : day1.Seconds / full.Seconds) <= Limit ? 0 : 1;
    }

    // The worker reads the project anew for every run, and so does this.
    private static async Task<Cost> TimeAsync(GrowthProject project, Warehouse warehouse, CpuClock cpu)
    {
        var (watch, before) = (Stopwatch.StartNew(), cpu.Read());
        if (!ProjectLoader.Load(project.Folder, _ => null).Succeeded(out var loaded))
            throw new InvalidOperationException("the project is invalid");
        var outcome = await new RefreshRun(warehouse, _ => { }).RunAsync(
            loaded, new RunOptions([], "command line", TimeSpan.Zero), CancellationToken.None);
        if (!outcome.Succeeded(out var report) || report.Status != RunStatus.Succeeded)
            throw new InvalidOperationException($"a run did not succeed: {outcome.Value?.Error}");
        return new Cost(watch.Elapsed.TotalSeconds, cpu.Read() - before);
    }

    // Fast is worth nothing when it is wrong: every model against its query over all rows.
    private static async Task CheckAsync(string connectionString, long rows)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        var wrong = await connection.QueryAsync<string>(
            """
            (select 'day ' || t::text from (
              (select day, status, payments, amount from gold.daily_payments) except all
              (select happened_at::date, lower(btrim(status)), count(*), sum(amount)::numeric(16,2)
               from bronze.shop__payments group by 1, 2)) as t limit 3)
            union all
            (select 'device ' || t::text from (
              (select device_id, count(*), sum(amount)::numeric(16,2), max(happened_at) from bronze.shop__payments group by 1) except all
              (select device_id, payments, amount, last_at from gold.device_payments)) as t limit 3)
            union all
            select count(*) || ' payments' from gold.fct_payments having count(*) <> @rows
            """, new { rows }, commandTimeout: 600);
        if (wrong.AsList() is { Count: > 0 } findings)
            throw new InvalidOperationException($"the models are wrong: {string.Join("; ", findings)}");
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static void Print(string line) => Console.WriteLine(line);
}
