using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks.Chaos;

/// <summary>
/// Refreshes that are killed, cut off, left without a disk or a server, under readers; and after each one that is left alone.
/// </summary>
internal static class ChaosRun
{
    private const int ReadsPerSecond = 20;
    private static readonly string Refresh = Child.Program("Metrics.Refresh");

    public static async Task<int> RunAsync(long runs, long rows, int seed)
    {
        Print($"{runs} runs of {rows:N0} payments, seed {seed}");
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("metrics-chaos-").FullName;
        // The server's own user has to get through to its files.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherExecute);
        var disk = SmallDisk.Mount(Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName, Math.Max(1_000, rows / 300));
        try
        {
            using var server = PostgresServer.StartIn(
                Directory.CreateDirectory(Path.Combine(folder, "disk", "pg")).FullName, "max_wal_size=256MB", "restart_after_crash=on");
            return await RunAsync(runs, rows, random, folder, server, disk);
        }
        finally
        {
            disk?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(long runs, long rows, Random random, string folder, PostgresServer server, SmallDisk? disk)
    {
        var (project, connectionString) = (new ChaosProject(folder, random), server.CreateDatabase());
        var environment =
            new Dictionary<string, string> { ["ConnectionStrings__Warehouse"] = connectionString, ["STOREFRONT_DATA"] = project.Data };
        await Child.SampleAsync(project.Data, rows);
        await Child.RunAsync(Refresh, environment, "--project", project.Folder, "run");
        var ledger = new ChaosLedger(connectionString);
        project.Begin(await ledger.FirstAsync(rows), await ledger.DevicesAsync());
        var api = new Uri($"http://127.0.0.1:{FreePort()}");
        var served = new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = api.ToString(), ["Metrics__Keyless"] = "true" };
        using var serving = Child.Start(Child.Program("Metrics.Api"), served, _ => { });
        await ReadyAsync(api, serving);
        using var stop = new CancellationTokenSource();
        var readers = new ChaosReaders(api, project, ReadsPerSecond);
        var reading = readers.RunAsync(stop.Token);
        var findings = new List<string>();
        var maker = new MishapMaker(server, connectionString, disk, random);
        var usual = TimeSpan.FromSeconds(2);
        for (var run = 1; run <= runs; run++)
        {
            var bad = run % 7 == 3;
            project.WriteDayTotals(bad);
            project.AddFile();
            var mishap = run <= maker.Possible.Count ? maker.Possible[run - 1] : maker.Possible[random.Next(maker.Possible.Count)];
            var said = new List<string>();
            using (var struck = Child.Start(Refresh, environment, said.Add, "--project", project.Folder, "run", "--wait", "60s"))
            {
                await maker.StrikeAsync(mishap, struck, usual);
                var code = await struck.EndAsync();
                Print($"run {run}: {mishap}, exit {code}");
                // However it ends, it says why: a program that falls over is a finding too.
                if (said.Exists(l => l.StartsWith("Unhandled exception", StringComparison.Ordinal)))
                    findings.Add($"run {run}: {mishap}: {string.Join(' ', said.Take(8))}");
            }

            var watch = Stopwatch.StartNew();
            var log = new List<string>();
            using (var clean = Child.Start(Refresh, environment, log.Add, "--project", project.Folder, "run", "--wait", "60s"))
            {
                // A bad day of the second fact fails once it is tried; tried again with nothing else to move, the run fails as a whole.
                var code = await clean.EndAsync();
                if (bad ? code is not (1 or 3) : code != 0)
                    findings.Add($"run {run}: the run after it ended with {code}: {string.Join(' ', log)}");
            }

            usual = watch.Elapsed;
            findings.AddRange((await ledger.CheckAsync(project.Generations[^1], bad)).Select(f => $"run {run}: {f}"));
            if (!bad)
                Print(
                    $"run {run}: the next one clean in {watch.Elapsed.TotalSeconds:F1} s; {readers.Summary}; load "
                    + $"{File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        }

        project.WriteDayTotals(bad: false);
        var before = await ledger.HashesAsync();
        await Child.RunAsync(Refresh, environment, "--project", project.Folder, "run", "--wait", "60s");
        before = await ledger.HashesAsync();
        await Child.RunAsync(Refresh, environment, "--project", project.Folder, "run", "--full-refresh");
        if (await ledger.HashesAsync() is var after && after != before)
            findings.Add($"a full refresh is something else than the increments: {before} / {after}");
        await stop.CancelAsync();
        await reading;
        Print($"{runs} runs: {readers.Summary}; {findings.Count} findings");
        foreach (var finding in findings.Concat(readers.Wrong).Take(20))
            Print($"FINDING {finding}");
        if (readers.Answers == 0 || (runs >= 7 && readers.Degraded == 0))
            findings.Add("nothing was put to the test");
        return findings.Count + readers.Wrong.Count == 0 ? 0 : 1;
    }

    private static async Task ReadyAsync(Uri api, Child serving)
    {
        using var client = new HttpClient { BaseAddress = api };
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException) when (!serving.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        throw new InvalidOperationException("the API is not ready");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Print(string line) => Console.WriteLine(line);
}
