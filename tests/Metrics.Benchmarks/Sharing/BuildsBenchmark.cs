using System.Globalization;
using Metrics.Testing;

namespace Metrics.Benchmarks.Sharing;

/// <summary>
/// Several builds of the API over one warehouse and one Redis, in turns: a cached answer from memory, and the same one looked up in Redis
/// every time.
/// </summary>
internal static class BuildsBenchmark
{
    private const string Saved = "/api/v1/saved-queries/top_stores/result";

    public static async Task<int> RunAsync(Storefront storefront, int rounds, int seconds, IReadOnlyList<string> others)
    {
        if (!RedisServer.IsHere)
        {
            Console.Error.WriteLine("error: redis-server is not installed; as root: apt-get install -y redis-server");
            return 1;
        }

        var key = (await storefront.CommandAsync("keys", "create", "--name", "bench", "--requests-per-second", "1000000")).Trim();
        using var redis = RedisServer.Start();
        var (processes, runs) = (new List<IDisposable>(), new List<(string Name, string Url)>());
        try
        {
            byte[]? expected = null;
            foreach (var (nth, program) in ((string[])[Child.Program("Metrics.Api"), .. others]).Index())
            {
                var build = nth == 0 ? "this build" : nth.ToString(CultureInfo.InvariantCulture);
                foreach (var (name, settings) in Settings(redis))
                {
                    var url = $"http://127.0.0.1:{Wrk.FreePort()}";
                    var environment = new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = url };
                    foreach (var (setting, value) in settings)
                        environment[setting] = value;
                    processes.Add(Child.Start(program, environment));
                    using var client = new HttpClient();
                    var answer = await Wrk.StartedAsync(client, url + Saved);
                    expected ??= answer;
                    if (!answer.AsSpan().SequenceEqual(expected))
                        throw new InvalidOperationException($"{build} answers differently");
                    runs.Add(($"{name}, {build}", url + Saved));
                }
            }

            var found = runs.ToDictionary(r => r.Name, _ => new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (name, url) in runs.OrderBy(r => r.Name, StringComparer.Ordinal))
                {
                    var rate = await Wrk.RateAsync(url, null, seconds, key);
                    // The first round only warms.
                    if (round > 0)
                        found[name].Add(rate);
                }
            }

            foreach (var (name, rates) in found.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                var all = string.Join(", ", rates.Select(r => r.ToString("N0", CultureInfo.InvariantCulture)));
                Wrk.Print($"{name}: {Wrk.Median(rates):N0} requests/s ({all})");
            }

            return 0;
        }
        finally
        {
            processes.ForEach(p => p.Dispose());
        }
    }

    private static IEnumerable<(string Name, Dictionary<string, string> Settings)> Settings(RedisServer redis) =>
    [
        ("memory", []),
        ("Redis", new()
        {
            ["ConnectionStrings__Redis"] = redis.Configuration, ["Metrics__CacheBytes"] = "1", ["Metrics__BodyCacheBytes"] = "1",
        }),
    ];
}
