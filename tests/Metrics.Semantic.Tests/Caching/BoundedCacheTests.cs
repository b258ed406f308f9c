using Metrics.Answering.Caching;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Caching;

public sealed class BoundedCacheTests
{
    [Fact]
    public void What_was_not_asked_for_lately_goes_first()
    {
        var cache = new BoundedCache<string>(100_000);
        for (var i = 0; i < 8; i++)
            Assert.True(cache.TryAdd($"{i}", $"value {i}", 10_000));
        Assert.Equal(8, cache.Count);
        foreach (var key in new[] { "0", "2", "4" })
            Assert.True(cache.TryGet(key, out _));
        for (var i = 8; i < 12; i++)
            Assert.True(cache.TryAdd($"{i}", $"value {i}", 10_000));
        Assert.True(cache.TryGet("0", out var kept));
        Assert.Equal("value 0", kept);
        Assert.True(cache.Contains("2") && cache.Contains("4"));
        Assert.False(cache.Contains("1") || cache.Contains("3"));
        Assert.Equal(12 - cache.Count, cache.Evictions);
        Assert.InRange(cache.Bytes, 1, 100_000);
    }

    [Fact]
    public void A_value_above_its_share_is_not_kept()
    {
        var cache = new BoundedCache<string>(80_000);
        Assert.False(cache.TryAdd("large", "x", 10_001));
        Assert.False(cache.TryGet("large", out _));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void The_first_value_of_a_key_stays()
    {
        var cache = new BoundedCache<string>(80_000);
        Assert.True(cache.TryAdd("k", "first", 100));
        var bytes = cache.Bytes;
        Assert.True(cache.TryAdd("k", "second", 100));
        Assert.True(cache.TryGet("k", out var value));
        Assert.Equal("first", value);
        Assert.Equal(bytes, cache.Bytes);
    }

    [Fact]
    public void Whatever_is_added_and_asked_for_by_many_it_stays_within_its_bytes_and_gives_only_what_was_put_in()
    {
        var cache = new BoundedCache<string>(200_000);
        var seed = Draws.Seed(245);
        Parallel.For(0, 8, worker =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < 20_000; i++)
            {
                var key = $"{random.Next(500)}";
                if (cache.TryGet(key, out var value))
                    Assert.Equal(key, value);
                else
                    cache.TryAdd(key, key, random.Next(30_000));
                Assert.True(cache.Bytes <= 200_000 + cache.LargestValue, $"seed {seed}");
            }
        });
        Assert.InRange(cache.Bytes, 1, 200_000);
        Assert.True(cache.Evictions > 0);
    }
}
