using System.Text.RegularExpressions;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>Follows docs/bi-tools.md literally for the tools that this machine has.</summary>
public sealed partial class BiToolsTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    [Theory]
    [InlineData("curl", "bash", "-c")]
    [InlineData("Python", "python3", "-c")]
    public async Task What_the_page_says_can_be_run_runs(string section, string program, string argument)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "bi-tools.md"));
        var block = Block().Matches(page).Single(m => m.Groups["title"].Value == section).Groups["code"].Value;
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("Metrics:Keyless", "false"));
        var folder = Directory.CreateTempSubdirectory("metrics-bi-");
        try
        {
            var key = storefront.Warehouse.Key();
            await KnownAsync(api, key);
            var environment = new Dictionary<string,
                string?> { ["METRICS_URL"] = api.Client.BaseAddress!.ToString().TrimEnd('/'), ["METRICS_KEY"] = key };
            using var run = new StartedProcess(
                folder.FullName, [program, argument, program == "bash" ? $"set -e\n{block}" : block], environment);
            await run.SucceedAsync(TimeSpan.FromMinutes(5));
            Assert.NotEmpty(run.Said.Trim());
            if (program == "bash")
                Assert.True(new FileInfo(Path.Combine(folder.FullName, "top_stores.xlsx")).Length > 1000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task KnownAsync(ApiHost api, string key) => Eventually.HoldsAsync(
        async () => (await api.GetAsync("/api/v1/metrics", r => r.Headers.Add("X-Api-Key", key))).Response.IsSuccessStatusCode,
        "the key was never known");

    [GeneratedRegex(
        @"^## (?<title>\w+) \*\(run by a test\)\*\n.*?```\w+\n(?<code>.*?)```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
