using System.Security.Cryptography;
using Metrics.Samples.Subscriptions;

namespace Metrics.Samples.Tests;

public sealed class SubscriptionsSampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-sample-");

    [Fact]
    public async Task The_same_seed_gives_the_same_files_and_another_gives_others()
    {
        var first = await HashesAsync("a", 1);

        Assert.Equal(14, first.Count);
        Assert.Equal(first, await HashesAsync("b", 1));
        // Funnels and campaigns are the same in every sample.
        Assert.Equal(
            ["facebook_campaigns.csv", "funnelfox_funnels.ndjson"], first.Intersect(await HashesAsync("c", 2)).Select(h => h.Name));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1.3)]
    public async Task There_are_as_many_sessions_and_subscriptions_as_the_scale_says(double scale)
    {
        await SubscriptionsSample.WriteAsync(_folder.FullName, (decimal)scale, 5, CancellationToken.None);

        Assert.Equal((int)(20_000 * scale), Lines("funnelfox_sessions.ndjson").Length);
        Assert.Equal((int)(2_000 * scale), Lines("funnelfox_subscriptions.ndjson").Length);
    }

    [Fact]
    public async Task Files_appear_complete_or_not_at_all()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SubscriptionsSample.WriteAsync(_folder.FullName, 1, 1, new CancellationToken(canceled: true)));

        Assert.Empty(_folder.GetFileSystemInfos());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] Lines(string file) => File.ReadAllLines(Path.Combine(_folder.FullName, file));

    private async Task<List<(string Name, string Hash)>> HashesAsync(string subfolder, ulong seed)
    {
        var folder = Path.Combine(_folder.FullName, subfolder);
        await SubscriptionsSample.WriteAsync(folder, 0.1m, seed, CancellationToken.None);
        return Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f))))).ToList();
    }
}
