using System.Text.RegularExpressions;
using Metrics.Testing;

namespace Metrics.Api.Tests.Packs;

/// <summary>The README of a pack, whose questions are URLs.</summary>
internal static partial class PackReadme
{
    private const string Shown = "http://127.0.0.1:8080";

    /// <summary>Checks that every URL it shows is answered, and that every saved query of the pack is among them.</summary>
    public static async Task AssertAskableAsync(ApiHost api, string pack)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "warehouse", pack, "README.md"));
        var paths = Url().Matches(text).Select(m => m.Groups["path"].Value).Distinct().ToList();
        foreach (var path in paths)
        {
            using var response = await api.Client.GetAsync(path);
            var answer = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{path}: {answer}");
            Assert.False(string.IsNullOrWhiteSpace(answer), path);
        }

        var queries = (await PagedList.ReadAsync(api, "/api/v1/saved-queries")).Select(q => q.GetProperty("name").GetString()!);
        Assert.DoesNotContain(
            queries, q => !paths.Exists(p => p.StartsWith($"/api/v1/saved-queries/{q}/result", StringComparison.Ordinal)));
    }

    [GeneratedRegex($@"{Shown}(?<path>/api/[^\s'""`]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Url();
}
