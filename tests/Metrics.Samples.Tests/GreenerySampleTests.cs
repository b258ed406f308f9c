using System.Security.Cryptography;
using Metrics.Samples.Greenery;

namespace Metrics.Samples.Tests;

public sealed class GreenerySampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-sample-");

    [Fact]
    public async Task The_same_seed_gives_the_same_files_and_another_gives_others()
    {
        var first = await HashesAsync("a", 1);
        Assert.Equal(8, first.Length);
        Assert.Equal(first, await HashesAsync("b", 1));
        Assert.Empty(first.Intersect(await HashesAsync("c", 2)));
    }

    [Fact]
    public async Task These_bytes_are_the_sample_of_seed_one_on_every_platform() =>
        Assert.Equal(
            ["5d2ea0ac8d5932fe05d18d72a013bf11a731cff751b7a6ed718a7ccea544ceb7",
                "e84c2486b10e3908bc67a9b529e4d33a3849232aea7eab691b9f1c163bf1b065"],
            (await HashesAsync("a", 1))[1..3]);

    [Fact]
    public async Task Files_appear_complete_or_not_at_all()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => GreenerySample.WriteAsync(_folder.FullName, 1, 1, new CancellationToken(canceled: true)));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    public async Task There_are_as_many_users_and_events_as_asked_for(double scale)
    {
        await GreenerySample.WriteAsync(_folder.FullName, (decimal)scale, 3, CancellationToken.None);
        Assert.Equal((int)(5_000 * scale), Lines("users.csv").Count);
        Assert.Equal((int)(100_000 * scale), Lines("events.csv").Select(l => l.Split(',')[0]).Distinct().Count());
    }

    [Fact]
    public async Task Histories_are_whole_and_have_the_quirks_of_such_exports()
    {
        await GreenerySample.WriteAsync(_folder.FullName, 1, 7, CancellationToken.None);
        var (users, orders, events) = (Fields("users.csv"), Fields("orders.csv"), Fields("events.csv"));
        var known = users.Select(u => u[0]).ToHashSet();
        Assert.All(orders, o => Assert.Contains(o[1], known));
        Assert.All(events, e => Assert.Contains(e[2], known));
        Assert.Equal(
            orders.Select(o => o[0]).Order(StringComparer.Ordinal),
            events.Where(e => e[5] == "checkout").Select(e => e[6]).Distinct().Order(StringComparer.Ordinal));
        Assert.Subset(
            events.Where(e => e[5] == "checkout").Select(e => (e[1], e[6])).ToHashSet(),
            events.Where(e => e[5] == "package_shipped").Select(e => (e[1], e[6])).ToHashSet());
        Assert.Equal(orders.Select(o => o[0]).ToHashSet(), Lines("order_items.csv").Select(l => l.Split(',')[0]).ToHashSet());

        Assert.True(events.Count > 100_000, "no event came twice");
        Assert.Contains(events, e => e[4].EndsWith("-05:00", StringComparison.Ordinal));
        var addresses = Lines("addresses.csv").Select(l => l.Split(',')[0]).ToHashSet();
        Assert.Contains(users, u => !addresses.Contains(u[7]));
        Assert.Contains(users, u => u[3].StartsWith(' '));
        Assert.Contains(users, u => u[3].EndsWith("@MAIL.EXAMPLE", StringComparison.Ordinal));
        var inactive = Lines("promos.csv").Where(l => l.EndsWith(",inactive", StringComparison.Ordinal)).Select(l => l.Split(',')[0])
            .ToHashSet();
        Assert.Contains(orders, o => inactive.Contains(o[2]));
        foreach (var status in new[] { "preparing", "shipped", "delivered" })
            Assert.Contains(orders, o => o[12] == status);
        Assert.Contains(orders, o => o[11].Length > 0 && o[10].Length == 0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private List<string> Lines(string file) => File.ReadLines(Path.Combine(_folder.FullName, file)).Skip(1).ToList();

    // No field of these files has a comma in it.
    private List<string[]> Fields(string file) => Lines(file).Select(l => l.Split(',')).ToList();

    private async Task<string[]> HashesAsync(string subfolder, ulong seed)
    {
        var folder = Path.Combine(_folder.FullName, subfolder);
        await GreenerySample.WriteAsync(folder, 0.1m, seed, CancellationToken.None);
        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Select(f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f))))];
    }
}
