using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>GraphiQL at /graphql, for people.</summary>
public sealed class ExplorerTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [BrowserFact]
    [Trait("Needs", "Node")]
    public void In_a_browser_it_runs_an_example_and_completes_names_and_asks_nobody_else()
    {
        var artefacts = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "graphiql")).FullName;
        var seen = NodeScript.Judges.Run(
            "explorer.mjs", new Uri(_api.Client.BaseAddress!, "/graphql").ToString(), artefacts, "storeC", "storeCountry");
        using var answer = JsonDocument.Parse(seen.GetProperty("answer").GetString()!);
        Assert.False(answer.RootElement.TryGetProperty("errors", out _), seen.ToString());
        Assert.NotEqual(0, answer.RootElement.GetProperty("data").GetProperty("data").GetArrayLength());
        Assert.Equal(4, seen.GetProperty("tabs").GetArrayLength());
        Assert.Contains(seen.GetProperty("completion").EnumerateArray(), c => c.GetString() == "storeCountry");
        Assert.Equal("[]", seen.GetProperty("strangers").ToString());
        Assert.Equal("[]", seen.GetProperty("complaints").ToString());
        foreach (var picture in (string[])["graphiql-result.png", "graphiql-completion.png"])
            Assert.True(new FileInfo(Path.Combine(artefacts, picture)).Length > 10_000, picture);
    }

    [Fact]
    public async Task A_browser_gets_the_page_and_a_client_the_protocol()
    {
        var page = await SendAsync("/graphql", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("/graphql", "application/json")).StatusCode);
        Assert.Equal(
            "application/json", (await SendAsync("/graphql?query={__typename}", "text/html,*/*")).Content.Headers.ContentType!.MediaType);
        foreach (var file in (string[])[
            "graphiql.min.js", "graphiql.min.css", "react.production.min.js", "react-dom.production.min.js", "explorer.js", "explorer.css",
            "LICENSES.txt"])
            Assert.Equal(HttpStatusCode.OK, (await SendAsync($"/graphql/page/{file}", "*/*")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("/graphql/page/..%2F..%2Fappsettings.json", "*/*")).StatusCode);
    }

    [Fact]
    public async Task Every_example_of_the_page_is_answered()
    {
        var (_, examples) = await _api.GetAsync("/graphql/page/examples.json");
        Assert.Equal(4, examples.GetArrayLength());
        foreach (var example in examples.EnumerateArray())
            await _api.DataAsync(example.GetProperty("query").GetString()!);
    }

    [Fact]
    [Trait("Needs", "Node")]
    public void The_files_that_ship_are_those_that_the_packages_publish()
    {
        using var copy = new TemporaryFolder();
        var vendor = Path.Combine(Repository.Root, "src", "Metrics.Api", "Doors", "GraphQL", "Page", "vendor");
        foreach (var file in (string[])["package.json", "package-lock.json"])
            File.Copy(Path.Combine(vendor, file), Path.Combine(copy.Path, file));
        new NodeScript(copy.Path).Say("node", ["--version"]);
        (string Package, string File)[] files =
        [
            ("graphiql", "graphiql.min.js"), ("graphiql", "graphiql.min.css"), ("react", "umd/react.production.min.js"),
            ("react-dom", "umd/react-dom.production.min.js"),
        ];
        foreach (var (package, file) in files)
            Assert.Equal(Hash(Path.Combine(copy.Path, "node_modules", package, file)), Hash(Path.Combine(vendor, Path.GetFileName(file))));
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private Task<HttpResponseMessage> SendAsync(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return _api.Client.SendAsync(request);
    }
}
