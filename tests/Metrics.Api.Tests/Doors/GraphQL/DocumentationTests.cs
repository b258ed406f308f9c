using System.Text.Json;
using System.Text.RegularExpressions;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>docs/graphql.md shows real requests and answers, and the sample compiles against the schema that is served.</summary>
public sealed partial class DocumentationTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Every_example_of_the_documentation_is_answered_or_refused_as_it_says()
    {
        var examples = Example().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "graphql.md")));
        Assert.True(examples.Count >= 8, "the page has lost its examples");
        foreach (Match example in examples)
        {
            var (query, variables) = (example.Groups["query"].Value, example.Groups["variables"]);
            var given = variables.Success ? JsonDocument.Parse(variables.Value).RootElement : (object?)null;
            if (Refusal().Match(query) is { Success: true } refused)
            {
                Assert.Equal(refused.Groups["code"].Value, Assert.Single(await _api.ErrorsAsync(query, given)).Code);
                continue;
            }

            var data = await _api.DataAsync(query, given);
            foreach (var field in data.EnumerateObject())
                Assert.True(
                    field.Value.ValueKind != JsonValueKind.Array || field.Value.GetArrayLength() > 0,
                    $"nothing to see in {field.Name}:\n{query}");
        }
    }

    [NodeFact(20)]
    [Trait("Needs", "Node")]
    public void The_typescript_sample_is_generated_and_compiles_and_runs_against_the_served_schema()
    {
        using var copy = new TemporaryFolder();
        TrackedFiles.CopyTo(copy.Path, f => f.StartsWith("samples/graphql-typescript/", StringComparison.Ordinal));
        var sample = new NodeScript(Path.Combine(copy.Path, "samples", "graphql-typescript"));
        var url = ("METRICS_URL", new Uri(_api.Client.BaseAddress!, "/graphql").ToString());
        sample.Say("npm", ["run", "generate"], url);
        sample.Say("npm", ["run", "check"], url);
        var report = sample.Say("npm", ["start", "--silent"], url);
        Assert.True(report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length > 3, report);

        // What the catalog does not have is the compiler's to refuse.
        var source = Path.Combine(copy.Path, "samples", "graphql-typescript", "src", "report.ts");
        File.WriteAllText(source, File.ReadAllText(source).Replace("row.transactions}", "row.transaction}", StringComparison.Ordinal));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => sample.Say("npm", ["run", "check"], url));
    }

    [GeneratedRegex(
        "^```graphql\n(?<query>.*?)^```\n(\n```json\n(?<variables>.*?)^```)?",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();

    [GeneratedRegex(
        "^# refused: (?<code>[A-Z][0-9]{3})$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refusal();
}
