using Metrics.Testing;
using YamlDotNet.RepresentationModel;

namespace Metrics.Api.Tests.OpenApi;

/// <summary>
/// Every route of openapi.yaml, and GraphQL, which describes itself, with suitable values for the variable parts of paths.
/// </summary>
internal static class DescribedRoutes
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["/api/v1/metrics/{name}"] = "/api/v1/metrics/transactions",
        ["/api/v1/metrics/{name}/dimensions"] = "/api/v1/metrics/transactions/dimensions",
        ["/api/v1/dimensions/{name}/values"] = "/api/v1/dimensions/store__country/values",
        ["/api/v1/saved-queries/{name}"] = "/api/v1/saved-queries/top_stores",
        ["/api/v1/saved-queries/{name}/explain"] = "/api/v1/saved-queries/top_stores/explain",
        ["/api/v1/saved-queries/{name}/result"] = "/api/v1/saved-queries/top_stores/result",
        ["/api/v1/lineage/{name}"] = "/api/v1/lineage/transactions",
        ["/api/v1/runs/{id}"] = "/api/v1/runs/019a0000-0000-7000-8000-000000000000",
        ["/problems/{code}"] = "/problems/A401",
        ["/api/v1/query"] = "/api/v1/query?metrics=transactions",
        ["/api/v1/explain"] = "/api/v1/explain?metrics=transactions",
    };

    /// <summary>Those that only ask: the question is in the body because it is long.</summary>
    private static readonly string[] Questions =
        ["/api/v1/query", "/api/v1/query/batch", "/api/v1/explain", "/api/v1/composables", "/graphql"];

    public static IReadOnlyList<(HttpMethod Method, string Path)> All { get; } = [.. Read()];

    /// <summary>Those of another method than GET.</summary>
    public static IEnumerable<(HttpMethod Method, string Path)> WithBodies => All.Where(r => r.Method != HttpMethod.Get);

    /// <summary>Those that change something.</summary>
    public static IEnumerable<(HttpMethod Method, string Path)> Changing => WithBodies.Where(r => !Questions.Contains(r.Path));

    private static IEnumerable<(HttpMethod, string)> Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Repository.Root, "openapi.yaml"))));
        foreach (var (path, operations) in (YamlMappingNode)yaml.Documents[0].RootNode["paths"])
        {
            var template = ((YamlScalarNode)path).Value!;
            if (!Names.TryGetValue(template, out var filled))
                filled = template;
            Assert.False(filled.Contains('{', StringComparison.Ordinal), $"{template} needs a path with values in {nameof(Names)}");
            foreach (var method in ((YamlMappingNode)operations).Children.Keys.Select(k => HttpMethod.Parse(((YamlScalarNode)k).Value!)))
                yield return (method, method == HttpMethod.Get ? filled : filled.Split('?')[0]);
        }

        yield return (HttpMethod.Get, "/graphql?query={__typename}");
        yield return (HttpMethod.Post, "/graphql");
        yield return (HttpMethod.Get, "/graphql/schema.graphql");
        yield return (HttpMethod.Get, "/graphql/page/examples.json");
    }
}
