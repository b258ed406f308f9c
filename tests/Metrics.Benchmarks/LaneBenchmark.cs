using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// What many heavy questions at once do to others: how long quick questions and answers from cache take meanwhile, what becomes of the
/// heavy ones, and how long eight readers that do not read keep a ninth from being served. Everything stays on this machine, and ends by
/// itself.
/// </summary>
internal static class LaneBenchmark
{
    private const double MostQuick = 250;
    private const double MostHit = 20;
    private const int Stalled = 8;
    private const string Hit = "/api/v1/saved-queries/top_stores/result";
    private const string Export = "/api/v1/query?metrics=transactions_all_statuses"
        + "&group_by=transaction,store__country,metric_time__second&format=csv";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static int _number;

    public static async Task<int> RunAsync(long transactions, int heavy)
    {
        using var storefront = await Storefront.RefreshAsync(transactions);
        var key = (await storefront.CommandAsync("keys", "create", "--name", "other", "--requests-per-second", "100000")).Trim();
        var url = $"http://127.0.0.1:{Wrk.FreePort()}";
        var environment = new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = url };
        using var api = Child.Start(Child.Program("Metrics.Api"), environment);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1000 };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(3) };
        await Wrk.StartedAsync(client, $"{url}/health/ready");
        // A new key is seen by the next look; and everything is compiled once.
        for (var i = 0; i < 50; i++)
        {
            await AskAsync(client, Quick(), key);
            await AskAsync(client, Hit, i % 2 == 0 ? key : null);
            await Task.Delay(Between, TimeProvider.System);
        }

        var calm = await LoadAsync(client, key, TimeSpan.FromSeconds(5), () => false);
        var alone = await AskAsync(client, Heavy(), null);
        Wrk.Print($"{transactions:N0} transactions; one heavy question alone: {alone.Milliseconds / 1000:F1} s ({alone.Code})");
        Wrk.Print($"before: {Describe(calm)}");
        return Math.Max(await CrowdAsync(client, url, key, heavy), await StallAsync(storefront, client, url));
    }

    private static async Task<int> CrowdAsync(HttpClient client, string url, string key, int heavy)
    {
        var asked = Crowd.AskAsync([.. Enumerable.Range(0, heavy).Select(_ => url + Heavy())], Longest + Longest);
        var others = await LoadAsync(client, key, TimeSpan.FromSeconds(70), () => asked.IsCompleted);
        var answers = await asked;
        var groups = answers.GroupBy(a => a.Code).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => FormattableString.Invariant($"{g.Count()} x {g.Key} within {g.Max(a => a.Milliseconds) / 1000:F1} s"));
        Wrk.Print($"{heavy} heavy questions at once without a key: {string.Join(", ", groups)}");
        Wrk.Print($"meanwhile: {Describe(others)} (at most {MostQuick:F0} and {MostHit:F0} ms at p99)");
        // Callers without a key are one caller, who has asked for more than may wait.
        var good = answers.Count == heavy && answers.All(a => a.Milliseconds < Longest.TotalMilliseconds + 1000)
            && others.Where(o => o.Name.StartsWith("quick, with a key", StringComparison.Ordinal))
                .All(o => o.P99 < MostQuick && o.Failed == 0)
            && others.Where(o => o.Name.StartsWith("hit", StringComparison.Ordinal)).All(o => o.P99 < MostHit && o.Failed == 0);
        return good ? 0 : 1;
    }

    // Eight ask for more than they will ever read; the ninth reads.
    private static async Task<int> StallAsync(Storefront storefront, HttpClient client, string url)
    {
        List<Socket> sockets = [];
        for (var i = 0; i < Stalled; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync(IPAddress.Loopback, new Uri(url).Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Export} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            sockets.Add(socket);
        }

        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        var before = await AtWorkAsync(storefront);
        var watch = Stopwatch.StartNew();
        using var answer = await client.GetAsync(Export, HttpCompletionOption.ResponseHeadersRead);
        var served = watch.Elapsed.TotalSeconds;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        while (await stream.ReadAsync(buffer) > 0)
        {
            // Only its end is wanted.
        }

        var read = watch.Elapsed.TotalSeconds;
        while (await AtWorkAsync(storefront) > 0 && watch.Elapsed < Longest + Longest)
            await Task.Delay(Between, TimeProvider.System);
        Wrk.Print($"{Stalled} readers that do not read had {before} statements at work; the ninth got {(int)answer.StatusCode}");
        Wrk.Print($"after {served:F1} s and all of it after {read:F1} s; no statement was left after {watch.Elapsed.TotalSeconds:F1} s");
        sockets.ForEach(s => s.Dispose());
        return answer.StatusCode == HttpStatusCode.OK && await AtWorkAsync(storefront) == 0 ? 0 : 1;
    }

    private static int Next() => Interlocked.Increment(ref _number);

    private static string Heavy() =>
        "/api/v1/query?metrics=median_time_to_fifth_transaction,transactions,average_transacted_amount"
        + $"&group_by=store&limit=10&order_by=-transactions&where=transactions%20%3E%20-{Next()}";

    private static string Quick() => $"/api/v1/query?metrics=stores_opened&group_by=store__country&where=stores_opened%20%3E%20-{Next()}";

    private static async Task<List<Kind>> LoadAsync(HttpClient client, string key, TimeSpan longest, Func<bool> isOver)
    {
        var kinds = new (string Name, Func<string> Path, string? Key)[]
        {
            ("quick, with a key", Quick, key), ("quick, without", Quick, null),
            ("hit, with a key", () => Hit, key), ("hit, without", () => Hit, null),
        };
        var asking = kinds.Select(_ => new List<Task<Asked>>()).ToList();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < longest && !isOver(); await Task.Delay(Between, TimeProvider.System))
        {
            for (var i = 0; i < kinds.Length; i++)
                asking[i].Add(AskAtAsync(watch.Elapsed, client, kinds[i].Path(), kinds[i].Key));
        }

        var all = await Task.WhenAll(asking.Select(a => Task.WhenAll(a)));
        return [.. kinds.Zip(all, (k, a) => Kind.Of(k.Name, a))];
    }

    private static async Task<Asked> AskAtAsync(TimeSpan at, HttpClient client, string path, string? key) =>
        await AskAsync(client, path, key) with { At = at };

    private static async Task<Asked> AskAsync(HttpClient client, string path, string? key)
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        if (answer.IsSuccessStatusCode)
            return new Asked("200", milliseconds);
        using var problem = JsonDocument.Parse(body);
        return new Asked($"{(int)answer.StatusCode} {problem.RootElement.GetProperty("code")}", milliseconds);
    }

    private static async Task<long> AtWorkAsync(Storefront storefront)
    {
        await using var connection = new NpgsqlConnection(storefront.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select count(*) from pg_stat_activity
            where application_name = 'metrics-api' and state = 'active' and backend_type = 'client backend'
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Describe(IEnumerable<Kind> kinds) => string.Join("; ", kinds.Select(k => FormattableString.Invariant(
        $"{k.Name}: {k.Count} asked, {k.Failed} not answered, p50 {k.P50:F0}, p99 {k.P99:F0}, most {k.Most:F0} ms ({k.Slowest})")));

    private sealed record Asked(string Code, double Milliseconds)
    {
        public TimeSpan At { get; init; }
    }

    private sealed record Kind(string Name, int Count, int Failed, double P50, double P99, double Most, string Slowest)
    {
        public static Kind Of(string name, Asked[] asked)
        {
            var times = asked.Select(a => a.Milliseconds).Order().ToList();
            var failed = asked.Count(a => a.Code != "200");
            var slowest = string.Join(", ", asked.OrderByDescending(a => a.Milliseconds).Take(4).Select(a => FormattableString.Invariant(
                $"{a.Milliseconds:F0} at {a.At.TotalSeconds:F1} s")));
            return new(name, times.Count, failed, times[times.Count / 2], times[(int)(times.Count * 0.99)], times[^1], slowest);
        }
    }
}
