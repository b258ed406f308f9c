using System.Security.Cryptography;
using Metrics.Samples.Storefront;

namespace Metrics.Samples.Tests;

public sealed class StorefrontSampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-sample-");

    [Fact]
    public async Task The_same_seed_gives_the_same_files_and_another_gives_others()
    {
        var first = await HashesAsync("a", 100_000, 1);
        Assert.Equal(first, await HashesAsync("b", 100_000, 1));
        Assert.Empty(first.Intersect(await HashesAsync("c", 100_000, 2)));
    }

    [Fact]
    public async Task These_bytes_are_the_sample_of_seed_one_on_every_platform() =>
        Assert.Equal("20890b84f663f26fc1b8884f23264d2ce9feb23b4be475f0f01da5f89ac8c0b1", (await HashesAsync("a", 1_500, 1))[2]);

    [Fact]
    public async Task Files_appear_complete_or_not_at_all()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => StorefrontSample.WriteAsync(_folder.FullName, 100_000, 1, new CancellationToken(canceled: true)));
        Assert.Empty(_folder.GetFileSystemInfos());
        await StorefrontSample.WriteAsync(_folder.FullName, 10, 1, CancellationToken.None);
        Assert.Equal(["devices.csv", "stores.csv", "transactions.csv"], _folder.GetFiles().Select(f => f.Name).Order());
    }

    [Fact]
    public async Task Hours_have_one_digit_where_one_is_enough_and_the_last_line_has_no_end()
    {
        await StorefrontSample.WriteAsync(_folder.FullName, 1_000, 3, CancellationToken.None);
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "transactions.csv"));
        Assert.Matches(@"\d\d/\d\d/\d{4} [1-9]:\d\d:\d\d", text);
        Assert.Matches(@"\d\d/\d\d/\d{4} 1[0-2]:\d\d:\d\d", text);
        Assert.DoesNotMatch(@"\d\d/\d\d/\d{4} 0", text);
        Assert.Equal(1_000, text.Count(c => c == '\n'));
        Assert.EndsWith(text[^2..], text.TrimEnd());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string[]> HashesAsync(string subfolder, long transactions, ulong seed)
    {
        var folder = Path.Combine(_folder.FullName, subfolder);
        await StorefrontSample.WriteAsync(folder, transactions, seed, CancellationToken.None);
        return [.. new[] { "devices.csv", "stores.csv", "transactions.csv" }.Select(
            f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, f)))))];
    }
}
