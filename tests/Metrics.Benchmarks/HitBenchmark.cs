using System.Globalization;
using System.Net.Http.Headers;

namespace Metrics.Benchmarks;

/// <summary>Cached answers a second against a minimal Kestrel application that sends the same body, in turns, warmed, driven by wrk.</summary>
internal static class HitBenchmark
{
    private const double Least = 0.5;
    private const string Question =
        """{"metrics":["transacted_amount"],"group_by":["store","store__name"],"order_by":["-transacted_amount","store"],"limit":10}""";

    public static async Task<int> RunAsync(Storefront storefront, int rounds, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-bench-");
        try
        {
            var (api, bare) = ($"http://127.0.0.1:{Wrk.FreePort()}", Wrk.FreePort());
            using var serving = Child.Start(Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = api });
            var (file, script) = (Path.Combine(folder.FullName, "body"), Path.Combine(folder.FullName, "post.lua"));
            await File.WriteAllBytesAsync(file, await FirstAnswerAsync(api));
            await File.WriteAllTextAsync(script, $"wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body='{Question}'\n");
            using var minimal = Child.Start(Path.Combine(AppContext.BaseDirectory, "Metrics.Benchmarks.dll"), new Dictionary<string, string>(), "bare", $"{bare}", file);
            using (var client = new HttpClient())
                await Wrk.StartedAsync(client, $"http://127.0.0.1:{bare}/");
            (string Name, string Url, string? Script)[] runs =
            [
                ("minimal, GET", $"http://127.0.0.1:{bare}/", null), ("saved query, GET", $"{api}/api/v1/saved-queries/top_stores/result", null),
                ("minimal, POST", $"http://127.0.0.1:{bare}/", script), ("query, POST", $"{api}/api/v1/query", script),
            ];
            var found = runs.ToDictionary(r => r.Name, _ => new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (name, url, post) in runs)
                {
                    var rate = await Wrk.RateAsync(url, post, seconds);
                    // The first round only warms.
                    if (round > 0)
                        found[name].Add(rate);
                }
            }

            foreach (var (name, rates) in found)
                Wrk.Print($"{name}: {Wrk.Median(rates):N0} requests/s (median of {rounds} × {seconds} s; {string.Join(", ", rates.Select(r => r.ToString("N0", CultureInfo.InvariantCulture)))})");
            var (get, posted) = (Wrk.Median(found["saved query, GET"]) / Wrk.Median(found["minimal, GET"]), Wrk.Median(found["query, POST"]) / Wrk.Median(found["minimal, POST"]));
            Wrk.Print($"of the minimal application: GET {get:P0}, POST {posted:P0} (at least {Least:P0}); load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
            return get >= Least && posted >= Least ? 0 : 1;
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
        return (await posted.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(answer) ? answer : throw new InvalidOperationException("the two doors answer differently");
    }
}
