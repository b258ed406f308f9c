using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Metrics.Benchmarks.Publishing;

/// <summary>
/// What callers notice of a publication: fifty requests a second of twenty saved queries while the fact behind them is built anew and
/// published, with or without warming; and a question that nobody asked before, right after it and again when all is quiet.
/// </summary>
internal static class PublishBenchmark
{
    private const int RequestsPerSecond = 50;
    private const int Questions = 20;
    private const double MostTimes = 1.5;

    // Of the publications with the saved questions alone, so many of the last.
    private const int Judged = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostMore = TimeSpan.FromMilliseconds(250);
    private static int _fresh;

    /// <summary>Makes the warehouse and nothing else.</summary>
    public static async Task<int> PrepareAsync(string folder, long rows)
    {
        using var storefront = await KeptStorefront.OpenAsync(folder, rows);
        Console.WriteLine($"{rows:N0} transactions in {folder}");
        return 0;
    }

    public static async Task<int> RunAsync(string folder, long rows, int warmSeconds, bool isApart = false)
    {
        using var storefront = await KeptStorefront.OpenAsync(folder, rows);
        if (isApart)
            await storefront.GoApartAsync();
        await storefront.WaitForWarmingAsync(warmSeconds);
        var address = $"http://127.0.0.1:{Wrk.FreePort()}";
        using var api = Child.Start(
            Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = address });
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(5) };
        await Wrk.StartedAsync(client, $"{address}/health/ready");
        var questions = await SavedAsync(client);
        foreach (var question in questions)
            await AskAsync(client, question);
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentQueue<Request>();
        var load = LoadAsync(client, questions, seen, stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None);
        var rounds = new List<Round>();
        // In its first publications a process compiles code that it has not run so often before, for a second or two each time. Those after
        // them are judged together by what is asked again and again, with nothing else beside it: five slow requests decide p99 of one. The
        // last is judged by a question that nobody asked before, which takes both cores whenever it comes.
        foreach (var withUnasked in warmSeconds == 0 ? [true] : new[] { true, false, false, false, false, false, false, true })
            rounds.Add(await PublishAsync(storefront, client, withUnasked));
        await stop.CancelAsync();
        await load;
        var cold = new List<double>();
        for (var i = 0; i < 5; i++)
            cold.Add((await AskAsync(client, Unwarmed())).Took.TotalMilliseconds);

        Wrk.Print(
            $"{rows:N0} rows, {RequestsPerSecond} requests/s of {questions.Count} saved queries, load {Load()}, warm_seconds "
            + $"{warmSeconds}");
        var isKept = rounds.Select((r, i) => Tell(r, seen, i + 1)).ToList()[^1];
        var alone = rounds.Where(r => r.Known is null).TakeLast(Judged).ToList();
        if (alone.Count > 0)
        {
            var before = Figures(alone.SelectMany(r => Between(seen, r.Began - Window, r.Began)));
            var after = Figures(alone.SelectMany(r => Between(seen, r.Published, r.Published + Window)));
            Wrk.Print($"saved questions alone, the last {alone.Count} of these publications together: before {before}");
            Wrk.Print($"  after {after}");
            isKept &= after.P99 <= MostTimes * before.P99;
        }

        Wrk.Print($"the warehouse and its runs have {(isApart ? "a core of their own" : "the same cores as the service")}");
        Wrk.Print($"a question nobody asked, five times when all is quiet: {Wrk.Median(cold):0} ms");
        // Without warming there is nothing to hold it to.
        return warmSeconds == 0 || isKept ? 0 : 1;
    }

    // Both windows have the same in them: the saved questions alone, or one besides that nobody asked before.
    private static async Task<Round> PublishAsync(KeptStorefront storefront, HttpClient client, bool withUnasked)
    {
        var opened = Stopwatch.StartNew();
        var known = withUnasked ? await AskAsync(client, Unwarmed()) : null;
        await Task.Delay(
            Window - opened.Elapsed > TimeSpan.Zero ? Window - opened.Elapsed : TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        var (began, watch) = (TimeProvider.System.GetUtcNow(), Stopwatch.StartNew());
        var said = await storefront.RefreshFactAsync();
        var refreshed = watch.Elapsed;
        var unwarmed = withUnasked ? await AskAsync(client, Unwarmed()) : null;
        var published = await storefront.PublishedAtAsync();
        var left = published + Window - TimeProvider.System.GetUtcNow();
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        return new Round(began, published, said, refreshed, known, unwarmed);
    }

    private static IEnumerable<Request> Between(IEnumerable<Request> seen, DateTimeOffset from, DateTimeOffset until) =>
        seen.Where(r => r.At >= from && r.At < until);

    // Whether a question that nobody asked took little more than before.
    private static bool Tell(Round round, IReadOnlyCollection<Request> seen, int number)
    {
        var (began, published) = (round.Began, round.Published);
        var before = Figures(Between(seen, began - Window, began));
        var during = Figures(Between(seen, began, published));
        var after = Figures(Between(seen, published, published + Window));
        var warmed = round.Said.Split('\n').FirstOrDefault(l => l.Contains("API processes", StringComparison.Ordinal))?.Trim();
        Wrk.Print(
            $"publication {number} of the process, at {published:HH:mm:ss.fff}; refresh of the fact: {round.Refreshed.TotalSeconds:0.0} "
            + $"s; {warmed ?? "nothing warmed"}");
        Wrk.Print($"  ten seconds before the refresh: {before}");
        Wrk.Print($"  while it builds and warms:      {during}");
        Wrk.Print($"  ten seconds after publishing:   {after}");
        var slowest = Between(seen, published, published + Window).OrderByDescending(r => r.Took).Take(8);
        Wrk.Print($"    the slowest of them: {string.Join(", ", slowest.Select(r => r.After(published)))}");
        if (round is not { Known: { } known, Unwarmed: { } unwarmed })
            return true;
        var (own, more) = (known.Took.TotalMilliseconds, (unwarmed.Took - known.Took).TotalMilliseconds);
        Wrk.Print(
            $"  a question nobody asked: {own + more:0} ms {(unwarmed.At - published).TotalSeconds:0.00} s after, {own:0} ms before "
            + $"({more:0} ms more)");
        return more <= MostMore.TotalMilliseconds;
    }

    private static async Task<List<string>> SavedAsync(HttpClient client)
    {
        using var list = JsonDocument.Parse(await client.GetByteArrayAsync("/api/v1/saved-queries?limit=1000"));
        return list.RootElement.GetProperty("items").EnumerateArray().Select(i =>
            $"/api/v1/saved-queries/{i.GetProperty("name").GetString()}/result").Take(Questions).ToList();
    }

    // Another condition each time, that all rows of the answer meet.
    private static string Unwarmed() =>
        "/api/v1/query?metrics=transactions,transacted_amount&group_by=store__city&where=transactions%20%3E%20-"
        + Interlocked.Increment(ref _fresh);

    // In turns, whatever becomes of those before.
    private static async Task LoadAsync(HttpClient client, List<string> questions, ConcurrentQueue<Request> seen, CancellationToken ct)
    {
        var (asking, watch) = (new List<Task>(), Stopwatch.StartNew());
        for (var i = 0; !ct.IsCancellationRequested; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / RequestsPerSecond);
            if (due > watch.Elapsed)
                await Task.Delay(due - watch.Elapsed, TimeProvider.System, CancellationToken.None);
            var question = questions[i % questions.Count];
            asking.Add(Task.Run(async () => seen.Enqueue(await AskAsync(client, question)), CancellationToken.None));
        }

        await Task.WhenAll(asking);
    }

    private static async Task<Request> AskAsync(HttpClient client, string question)
    {
        var (at, began) = (TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp());
        using var answer = await client.GetAsync(question);
        await answer.Content.ReadAsByteArrayAsync();
        answer.EnsureSuccessStatusCode();
        var cache = answer.Headers.TryGetValues("Cache-Status", out var said) ? said.Single() : "";
        var isReady = answer.Headers.TryGetValues("Server-Timing", out var timing) && timing.Single() == "cache;desc=\"hit\"";
        return new Request(at, Stopwatch.GetElapsedTime(began), cache.StartsWith("metrics; hit", StringComparison.Ordinal), isReady);
    }

    private static Figure Figures(IEnumerable<Request> requests)
    {
        var all = requests.ToList();
        var took = all.Select(r => r.Took.TotalMilliseconds).Order().ToList();
        return took.Count == 0
            ? new Figure(0, 0, 0, 0, 0, 0)
            : new Figure(
                took.Count, took[took.Count / 2], took[(int)(took.Count * 0.99)], took[^1], all.Count(r => r.IsHit),
                all.Count(r => r.IsReady));
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private sealed record Request(DateTimeOffset At, TimeSpan Took, bool IsHit, bool IsReady)
    {
        public string After(DateTimeOffset moment) => string.Create(
            CultureInfo.InvariantCulture,
            $"{Took.TotalMilliseconds:0} ms at {(At - moment).TotalSeconds:0.00} s{(IsReady ? "" : " (written anew)")}");
    }

    private sealed record Round(
        DateTimeOffset Began, DateTimeOffset Published, string Said, TimeSpan Refreshed, Request? Known, Request? Unwarmed);

    private sealed record Figure(int Count, double P50, double P99, double Max, int Hits, int Ready)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} requests, {Hits} hits, {Ready} of them ready, p50 {P50:0.0} ms, p99 {P99:0.0} ms, max {Max:0} ms");
    }
}
