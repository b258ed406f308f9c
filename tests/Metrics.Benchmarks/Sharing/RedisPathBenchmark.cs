using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Metrics.Testing;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Metrics.Benchmarks.Sharing;

/// <summary>
/// What one look into Redis costs through <c>IDistributedCache</c>, and what by the client itself, in turns on one connection.
/// </summary>
internal static class RedisPathBenchmark
{
    private const int Callers = 16;
    private static readonly int[] Sizes = [1024, 8 * 1024, 64 * 1024];

    public static async Task<int> RunAsync(int rounds, int seconds)
    {
        if (!RedisServer.IsHere)
        {
            Console.Error.WriteLine("error: redis-server is not installed; as root: apt-get install -y redis-server");
            return 1;
        }

        using var redis = RedisServer.Start();
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        using var cache = new RedisCache(new RedisCacheOptions
        {
            ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection), InstanceName = "hash:",
        });
        var database = connection.GetDatabase();
        foreach (var size in Sizes)
        {
            var value = RandomNumberGenerator.GetBytes(size);
            var key = $"metrics:results:2:{Convert.ToHexString(SHA256.HashData(value))}";
            await database.StringSetAsync($"string:{key}", value, TimeSpan.FromDays(1));
            await cache.SetAsync(key, value, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromDays(1) });
            (string Name, Func<Task<int>> Get)[] ways =
            [
                ("client, GET", async () => ((byte[]?)await database.StringGetAsync($"string:{key}"))!.Length),
                ("IDistributedCache", async () => (await cache.GetAsync(key))!.Length),
                ("IBufferDistributedCache", async () =>
                {
                    var writer = new ArrayBufferWriter<byte>(size);
                    await ((IBufferDistributedCache)cache).TryGetAsync(key, writer);
                    return writer.WrittenCount;
                }),
            ];
            var found = ways.ToDictionary(w => w.Name, _ => new List<(double Rate, double Processor)>());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (name, get) in ways)
                {
                    var measured = await MeasureAsync(get, size, TimeSpan.FromSeconds(seconds));
                    // The first round only warms.
                    if (round > 0)
                        found[name].Add(measured);
                }
            }

            var plain = Wrk.Median([.. found[ways[0].Name].Select(f => f.Rate)]);
            foreach (var (name, measured) in found)
            {
                var rate = Wrk.Median([.. measured.Select(m => m.Rate)]);
                var processor = Wrk.Median([.. measured.Select(m => m.Processor)]);
                Wrk.Print($"{size} bytes, {name}: {rate:N0} a second ({rate / plain:P0}), {processor:0.0} µs of processor here");
            }
        }

        return 0;
    }

    private static async Task<(double Rate, double Processor)> MeasureAsync(Func<Task<int>> get, int size, TimeSpan time)
    {
        var (count, before, watch) = (0, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                if (await get() != size)
                    throw new InvalidOperationException("the value from Redis is another");
                Interlocked.Increment(ref count);
            }
        })));
        var processor = Environment.CpuUsage.TotalTime - before;
        return (count / watch.Elapsed.TotalSeconds, processor.TotalMicroseconds / count);
    }
}
