using System.Globalization;
using Metrics.Benchmarks;

return args switch
{
    ["load", .. var rest] => await LoadBenchmark.RunAsync(
        rest is [var rows, ..] ? long.Parse(rows, CultureInfo.InvariantCulture) : 5_000_000,
        rest is [_, var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 3),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: load [rows [rounds]]");
    return 2;
}
