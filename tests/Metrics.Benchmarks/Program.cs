using System.Globalization;
using Metrics.Benchmarks;

return args switch
{
    ["load", .. var rest] => await LoadBenchmark.RunAsync(
        rest is [var rows, ..] ? long.Parse(rows, CultureInfo.InvariantCulture) : 5_000_000,
        rest is [_, var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 3),
    ["answers", .. var rest] => await AnswersAsync(rest is [var seconds, ..] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 5),
    ["bare", var port, var file] => await BareServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), file),
    _ => Usage(),
};

static async Task<int> AnswersAsync(int seconds)
{
    using var storefront = await Storefront.RefreshAsync(transactions: 100_000);
    var hits = await HitBenchmark.RunAsync(storefront, rounds: 3, seconds);
    return Math.Max(hits, await MissBenchmark.RunAsync(storefront, rounds: 500));
}

static int Usage()
{
    Console.Error.WriteLine("usage: load [rows [rounds]] | answers [seconds a run]");
    return 2;
}
