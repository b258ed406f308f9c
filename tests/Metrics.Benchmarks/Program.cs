using System.Globalization;
using Metrics.Benchmarks;
using Metrics.Benchmarks.Chaos;
using Metrics.Benchmarks.Growth;
using Metrics.Benchmarks.Publishing;
using Metrics.Benchmarks.Sharing;

return args switch
{
    ["load", .. var rest] => await LoadBenchmark.RunAsync(
        rest is [var rows, ..] ? long.Parse(rows, CultureInfo.InvariantCulture) : 5_000_000,
        rest is [_, var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 3),
    ["answers", .. var rest] => await AnswersAsync(rest is [var seconds, ..] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 5),
    ["dashboard", .. var rest] => await DashboardAsync(rest is [var seconds, ..] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 5),
    ["chaos", .. var rest] =>
        await ChaosRun.RunAsync(Number(rest, 0, 50), Number(rest, 1, 1_000_000), (int)Number(rest, 2, Environment.TickCount)),
    ["incremental", .. var rest] => await IncrementalBenchmark.RunAsync(Number(rest, 0, 5_000_000), (int)Number(rest, 1, 10)),
    ["build", .. var rest] => await BuildBenchmark.RunAsync(Number(rest, 0, 1_000_000), (int)Number(rest, 1, 7)),
    ["export", .. var rest] =>
        await ExportBenchmark.RunAsync(rest is [var rows, ..] ? long.Parse(rows, CultureInfo.InvariantCulture) : 5_000_000),
    ["policies", .. var rest] => await PolicyBenchmark.RunAsync(Number(rest, 0, 1_000_000), (int)Number(rest, 1, 7)),
    ["lanes", .. var rest] => await LaneBenchmark.RunAsync(Number(rest, 0, 1_000_000), (int)Number(rest, 1, 300)),
    ["redis", "path", .. var rest] => await RedisPathBenchmark.RunAsync((int)Number(rest, 0, 3), (int)Number(rest, 1, 2)),
    ["builds", var rounds, var seconds, .. var others] =>
        await BuildsAsync((int)Number([rounds], 0, 3), (int)Number([seconds], 0, 3), others),
    ["redis", .. var rest] => await RedisBenchmark.RunAsync((int)Number(rest, 0, 3), (int)Number(rest, 1, 10)),
    ["policy-timing", .. var rest] => await PolicyTimingBenchmark.RunAsync((int)Number(rest, 0, 1000)),
    ["publish", "prepare", var folder, .. var rest] => await PublishBenchmark.PrepareAsync(folder, Number(rest, 0, 5_000_000)),
    ["publish", "warm", var folder, .. var rest] => await PublishBenchmark.RunAsync(folder, Number(rest, 0, 5_000_000), warmSeconds: 300),
    ["publish", "apart", var folder, .. var rest] =>
        await PublishBenchmark.RunAsync(folder, Number(rest, 0, 5_000_000), warmSeconds: 300, isApart: true),
    ["publish", "cold", var folder, .. var rest] => await PublishBenchmark.RunAsync(folder, Number(rest, 0, 5_000_000), warmSeconds: 0),
    ["catalog", .. var rest] => await CatalogBenchmark.RunAsync((int)Number(rest, 0, 2_000)),
    ["bare", var port, var file] => await BareServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), file),
    _ => Usage(),
};

static async Task<int> AnswersAsync(int seconds)
{
    using var storefront = await Storefront.RefreshAsync(transactions: 100_000);
    var hits = await HitBenchmark.RunAsync(storefront, rounds: 3, seconds);
    var misses = Math.Max(await MissBenchmark.RunAsync(storefront, rounds: 500), await CatalogBenchmark.RunAsync(questions: 2_000));
    return Math.Max(Math.Max(hits, misses), await DashboardBenchmark.RunAsync(storefront, rounds: 100, seconds));
}

static async Task<int> BuildsAsync(int rounds, int seconds, IReadOnlyList<string> others)
{
    using var storefront = await Storefront.RefreshAsync(transactions: 100_000);
    return await BuildsBenchmark.RunAsync(storefront, rounds, seconds, others);
}

static async Task<int> DashboardAsync(int seconds)
{
    using var storefront = await Storefront.RefreshAsync(transactions: 100_000);
    return await DashboardBenchmark.RunAsync(storefront, rounds: 100, seconds);
}

static long Number(string[] arguments, int at, long otherwise) =>
    arguments.Length > at ? long.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine(
        "usage: load [rows [rounds]] | answers [seconds a run] | catalog [questions] | dashboard [seconds a run] | chaos [runs [rows "
        + "[seed]]] | "
        + "incremental [rows [days]] | build [rows [rounds]] | export [rows] | lanes [rows [heavy questions]] | "
        + "policies [rows [rounds]] | policy-timing [pairs] | redis [rounds [seconds a phase]] | "
        + "redis path [rounds [seconds a run]] | builds ROUNDS SECONDS [other Metrics.Api.dll …]");
    Console.Error.WriteLine("       publish prepare|cold|warm|apart FOLDER [rows]");
    return 2;
}
