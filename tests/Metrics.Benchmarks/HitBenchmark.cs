using System.Globalization;
using System.Net.Http.Headers;
using Metrics.Testing;

namespace Metrics.Benchmarks;

/// <summary>
/// Cached answers a second against a minimal Kestrel application that sends the same body, in turns, warmed, driven by wrk.
/// </summary>
internal static class HitBenchmark
{
    private const double Least = 0.5;
    private const double LeastFromRedis = 0.2;
    private const string Question =
        """{"metrics":["transacted_amount"],"group_by":["store","store__name"],"order_by":["-transacted_amount","store"],"limit":10}""";

    public static async Task<int> RunAsync(Storefront storefront, int rounds, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-bench-");
        try
        {
            var (api, bare) = ($"http://127.0.0.1:{Wrk.FreePort()}", Wrk.FreePort());
            using var serving = Child.Start(
                Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = api });
            var (file, script) = (Path.Combine(folder.FullName, "body"), Path.Combine(folder.FullName, "post.lua"));
            await File.WriteAllBytesAsync(file, await FirstAnswerAsync(api));
            await File.WriteAllTextAsync(
                script, $"wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body='{Question}'\n");
            var key = (await storefront.CommandAsync("keys", "create", "--name", "bench", "--requests-per-second", "1000000")).Trim();
            using var redis = RedisServer.IsHere ? RedisServer.Start() : null;
            // No result and no body stays in this one's memory, so every answer is looked up in Redis, read, and written anew; what the
            // request asked it knows.
            var forgetful = $"http://127.0.0.1:{Wrk.FreePort()}";
            using var sharing = redis is null
                ? null : Child.Start(Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment)
                {
                    ["ASPNETCORE_URLS"] = forgetful, ["ConnectionStrings__Redis"] = redis.Configuration, ["Metrics__CacheBytes"] = "1",
                    ["Metrics__BodyCacheBytes"] = "1",
                });
            using var minimal = Child.Start(
                Path.Combine(AppContext.BaseDirectory, "Metrics.Benchmarks.dll"), new Dictionary<string, string>(), "bare",
                $"{bare}", file);
            using (var client = new HttpClient())
                await Wrk.StartedAsync(client, $"http://127.0.0.1:{bare}/");
            const string Saved = "/api/v1/saved-queries/top_stores/result";
            List<(string Name, string Url, string? Script, string? Key)> runs =
            [
                ("minimal, GET", $"http://127.0.0.1:{bare}/", null, null), ("saved query, GET", $"{api}{Saved}", null, null),
                ("saved query, GET, key", $"{api}{Saved}", null, key),
                ("minimal, POST", $"http://127.0.0.1:{bare}/", script, null), ("query, POST", $"{api}/api/v1/query", script, null),
                ("query, POST, key", $"{api}/api/v1/query", script, key),
            ];
            if (sharing is not null)
            {
                using var client = new HttpClient();
                var (fromRedis, once) = (await Wrk.StartedAsync(client, $"{forgetful}{Saved}"), await File.ReadAllBytesAsync(file));
                if (!fromRedis.AsSpan().SequenceEqual(once))
                    throw new InvalidOperationException("the answer from Redis is another");
                runs.Add(("saved query, GET, Redis", $"{forgetful}{Saved}", null, key));
            }

            var found = runs.ToDictionary(r => r.Name, _ => new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (name, url, post, bearer) in runs)
                {
                    var rate = await Wrk.RateAsync(url, post, seconds, bearer);
                    // The first round only warms.
                    if (round > 0)
                        found[name].Add(rate);
                }
            }

            foreach (var (name, rates) in found)
                Wrk.Print(
                    $"{name}: {Wrk.Median(rates):N0} requests/s (median of {rounds} × {seconds} s; "
                    + $"{string.Join(", ", rates.Select(r => r.ToString("N0", CultureInfo.InvariantCulture)))})");
            double Of(string name, string minimalName) => Wrk.Median(found[name]) / Wrk.Median(found[minimalName]);
            var (get, posted) = (Of("saved query, GET, key", "minimal, GET"), Of("query, POST, key", "minimal, POST"));
            Wrk.Print(
                $"of the minimal application: GET {Of("saved query, GET", "minimal, GET"):P0}, POST "
                + $"{Of("query, POST", "minimal, POST"):P0}; with a key GET {get:P0}, POST {posted:P0} (at least {Least:P0}); load "
                + $"{(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
            if (sharing is null)
            {
                Wrk.Print($"redis-server is not installed: answers from Redis were not measured");
                return get >= Least && posted >= Least ? 0 : 1;
            }

            var shared = Of("saved query, GET, Redis", "minimal, GET");
            Wrk.Print($"of the minimal application, from Redis every time: {shared:P0} (at least {LeastFromRedis:P0})");
            return get >= Least && posted >= Least && shared >= LeastFromRedis ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Both doors must say the same, or the comparison means nothing.
    private static async Task<byte[]> FirstAnswerAsync(string api)
    {
        using var client = new HttpClient();
        var answer = await Wrk.StartedAsync(client, $"{api}/api/v1/saved-queries/top_stores/result");
        using var content = new StringContent(Question, MediaTypeHeaderValue.Parse("application/json"));
        var posted = await client.PostAsync($"{api}/api/v1/query", content);
        return (await posted.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(answer)
            ? answer : throw new InvalidOperationException("the two doors answer differently");
    }
}
