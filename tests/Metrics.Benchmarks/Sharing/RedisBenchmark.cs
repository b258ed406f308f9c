using System.Diagnostics;
using Metrics.Testing;

namespace Metrics.Benchmarks.Sharing;

/// <summary>
/// Redis is killed, started again, frozen and thawed under load on two replicas: what becomes of hits, and how long until they come from
/// Redis again.
/// </summary>
internal static class RedisBenchmark
{
    private const string Quiet = "quiet";
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly string[] Troubles = ["killed", "started again", "frozen", "thawed"];

    public static async Task<int> RunAsync(int rounds, int seconds)
    {
        if (!RedisServer.IsHere)
        {
            Console.Error.WriteLine("error: redis-server is not installed; as root: apt-get install -y redis-server");
            return 1;
        }

        using var storefront = await Storefront.RefreshAsync(transactions: 20_000);
        using var redis = RedisServer.Start();
        using var first = await Replica.StartAsync(storefront, redis.Configuration);
        using var second = await Replica.StartAsync(storefront, redis.Configuration);
        using var load = new PacedLoad(first, second);
        await load.LearnAsync();
        var (phase, back) = (TimeSpan.FromSeconds(seconds), new List<TimeSpan>());
        // The first seconds only warm.
        load.Phase = new("warming", 0);
        var loading = load.RunAsync();
        await PauseAsync(phase);
        for (var round = 0; round < rounds; round++)
        {
            load.Phase = new(Quiet, round);
            await PauseAsync(phase);
            load.Phase = new(Troubles[0], round);
            redis.Kill();
            await PauseAsync(phase);
            load.Phase = new(Troubles[1], round);
            redis.StartServer();
            back.Add(await BackAsync(load, first, second));
            load.Phase = new(Quiet, round);
            await PauseAsync(phase);
            load.Phase = new(Troubles[2], round);
            redis.Freeze();
            await PauseAsync(phase);
            load.Phase = new(Troubles[3], round);
            redis.Thaw();
            back.Add(await BackAsync(load, first, second));
        }

        load.Stop();
        await loading;
        return Judge([.. load.Seen], back, await File.ReadAllTextAsync("/proc/loadavg"));
    }

    // Each replica finds in Redis what the other has just computed.
    private static async Task<TimeSpan> BackAsync(PacedLoad load, Replica first, Replica second)
    {
        var watch = Stopwatch.StartNew();
        foreach (var (asked, finds) in ((Replica, Replica)[])[(first, second), (second, first)])
        {
            while (watch.Elapsed < Longest)
            {
                var question = load.New();
                await asked.AskAsync(question);
                // It is handed over behind the answer's back.
                await PauseAsync(TimeSpan.FromMilliseconds(20));
                if ((await finds.AskAsync(question)).IsFromRedis)
                    break;
            }
        }

        return watch.Elapsed;
    }

    private static int Judge(List<Seen> seen, List<TimeSpan> back, string load)
    {
        var (errors, wrong) = (seen.Count(s => !s.IsAnswer), seen.Count(s => s.IsWrong));
        Wrk.Print(
            $"{seen.Count} requests, {PacedLoad.RequestsPerSecond} a second on two replicas: {errors} errors, {wrong} wrong answers; "
            + $"load {load.Split(' ')[0]}");
        var sound = errors == 0 && wrong == 0;
        var hits = seen.Where(s => s.IsHit).ToLookup(s => s.At.Phase);
        var quiet = Percentiles(hits[Quiet]);
        foreach (var phase in (string[])[Quiet, .. Troubles])
        {
            var p99 = Percentiles(hits[phase]);
            // Each round beside its own quiet time, and the middle of them: a machine that stops for a moment does so in one.
            var times = Wrk.Median([.. p99.Select(p => p.Value / quiet[p.Key])]);
            Wrk.Print(
                $"{phase}: {hits[phase].Count()} hits, {hits[phase].Count(h => h.IsFromRedis)} of them from Redis; p99 "
                + $"{string.Join(", ", p99.Values.Select(p => FormattableString.Invariant($"{p:0.00}")))} ms, {times:0.00} times the "
                + $"quiet one");
            // What follows a trouble is over too soon to have a p99 of its own.
            if (phase is "killed" or "frozen")
                sound &= times <= 2;
        }

        Wrk.Print(
            $"back after {string.Join(", ", back.Select(b => FormattableString.Invariant($"{b.TotalSeconds:0.00}")))} s (killed and "
            + $"started, thawed, …; at most {Goal.TotalSeconds:0} s)");
        return sound && back.TrueForAll(b => b <= Goal) ? 0 : 1;
    }

    // By round.
    private static SortedDictionary<int, double> Percentiles(IEnumerable<Seen> hits) => new(hits.GroupBy(h => h.At.Round).ToDictionary(
        round => round.Key, round => round.Select(h => h.Took.TotalMilliseconds).Order().ElementAt((int)(round.Count() * 0.99))));

    private static Task PauseAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
