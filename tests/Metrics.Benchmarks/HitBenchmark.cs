using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Metrics.Benchmarks;

/// <summary>Cached answers a second against a minimal Kestrel application that sends the same body, in turns, warmed, driven by wrk.</summary>
internal static partial class HitBenchmark
{
    private const double Least = 0.5;
    private const string Question =
        """{"metrics":["transacted_amount"],"group_by":["store","store__name"],"order_by":["-transacted_amount","store"],"limit":10}""";

    public static async Task<int> RunAsync(Storefront storefront, int rounds, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-bench-");
        try
        {
            var (api, bare) = ($"http://127.0.0.1:{FreePort()}", FreePort());
            using var serving = Child.Start(Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = api });
            var (file, script) = (Path.Combine(folder.FullName, "body"), Path.Combine(folder.FullName, "post.lua"));
            await File.WriteAllBytesAsync(file, await FirstAnswerAsync(api));
            await File.WriteAllTextAsync(script, $"wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body='{Question}'\n");
            using var minimal = Child.Start(Path.Combine(AppContext.BaseDirectory, "Metrics.Benchmarks.dll"), new Dictionary<string, string>(), "bare", $"{bare}", file);
            using (var client = new HttpClient())
                await StartedAsync(client, $"http://127.0.0.1:{bare}/");
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
                    var rate = await WrkAsync(url, post, seconds);
                    // The first round only warms.
                    if (round > 0)
                        found[name].Add(rate);
                }
            }

            foreach (var (name, rates) in found)
                Print($"{name}: {Median(rates):N0} requests/s (median of {rounds} × {seconds} s; {string.Join(", ", rates.Select(r => r.ToString("N0", CultureInfo.InvariantCulture)))})");
            var (get, posted) = (Median(found["saved query, GET"]) / Median(found["minimal, GET"]), Median(found["query, POST"]) / Median(found["minimal, POST"]));
            Print($"of the minimal application: GET {get:P0}, POST {posted:P0} (at least {Least:P0}); load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
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
        var answer = await StartedAsync(client, $"{api}/api/v1/saved-queries/top_stores/result");
        using var content = new StringContent(Question, MediaTypeHeaderValue.Parse("application/json"));
        var posted = await client.PostAsync($"{api}/api/v1/query", content);
        return (await posted.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(answer) ? answer : throw new InvalidOperationException("the two doors answer differently");
    }

    private static async Task<byte[]> StartedAsync(HttpClient client, string url)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await client.GetByteArrayAsync(url);
            }
            catch (HttpRequestException) when (tries < 300)
            {
                // Still starting.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private static async Task<double> WrkAsync(string url, string? script, int seconds)
    {
        string[] arguments = ["-t1", "-c16", $"-d{seconds}s", .. script is null ? Array.Empty<string>() : ["-s", script], url];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (wrk.ExitCode != 0 || said.Contains("Non-2xx", StringComparison.Ordinal) || !RequestsPerSecond().IsMatch(said))
            throw new InvalidOperationException(said);
        return double.Parse(RequestsPerSecond().Match(said).Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestsPerSecond();
}
