using System.Net;
using Metrics.Api.Tests.Doors.GraphQL;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Api.Tests.OpenApi;
using Metrics.Testing;

namespace Metrics.Api.Tests.Http;

/// <summary>The headers of answers for browsers and caches, whatever was asked and however it ended.</summary>
public sealed class AnswerHeaderTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private static readonly string[] Pages = ["/swagger/index.html", "/swagger/", "/swagger", "/swagger/oauth2-redirect.html", "/graphql"];

    private static readonly string[] Files =
    [
        "/swagger/index.js", "/swagger/index.css", "/swagger/swagger-ui-bundle.js", "/swagger/swagger-ui.css", "/openapi.yaml",
        "/openapi.json", "/graphql/page/explorer.js", "/graphql/page/LICENSES.txt",
    ];

    [Fact]
    public async Task Every_answer_says_that_nothing_is_to_be_guessed_and_who_may_keep_it()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        using var absent = new ApiHost();
        using var elsewhere = new ApiHost(storefront.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        var statuses = new HashSet<HttpStatusCode>();
        string[] others = [.. Files, .. Pages, "/nothing", "/api/nothing"];
        var asked = DescribedRoutes.All.Concat(others.Select(p => (HttpMethod.Get, p)));
        Action<HttpRequestMessage>[] changes =
            [_ => { }, r => r.Headers.Add("Sec-Fetch-Site", "cross-site"), r => r.Method = HttpMethod.Patch];
        foreach (var host in (ApiHost[])[api, absent, elsewhere])
        {
            foreach (var (method, path) in asked)
            {
                foreach (var change in changes)
                {
                    using var request = new HttpRequestMessage(method, path);
                    change(request);
                    using var answer = await host.Client.SendAsync(request);
                    statuses.Add(answer.StatusCode);
                    var what = $"{request.Method} {path}: {(int)answer.StatusCode}";
                    Assert.True(Says(answer, "X-Content-Type-Options", "nosniff"), what);
                    var caching = answer.Headers.CacheControl;
                    Assert.True(caching is { NoStore: true } or { Private: true }, $"{what} {caching}");
                    Assert.True(answer.IsSuccessStatusCode || (int)answer.StatusCode < 400 || caching.NoStore, $"{what} {caching}");
                    if (path.StartsWith("/health", StringComparison.Ordinal) || path.StartsWith("/metrics", StringComparison.Ordinal))
                        Assert.True(caching.NoStore, what);
                }
            }
        }

        Assert.Superset(
            new HashSet<HttpStatusCode>
            {
                HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.Unauthorized,
                HttpStatusCode.Forbidden, HttpStatusCode.ServiceUnavailable,
            },
            statuses);
    }

    [Fact]
    public async Task Every_page_runs_its_own_files_only_is_framed_by_nobody_and_says_nowhere_where_it_was()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var pages = 0;
        var asked = DescribedRoutes.All.Where(r => r.Method == HttpMethod.Get).Select(r => r.Path);
        foreach (var path in asked.Concat(Pages).Concat(Files).Append("/nothing"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", "text/html,*/*;q=0.8");
            using var answer = await api.Client.SendAsync(request);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
                continue;
            pages++;
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
            Assert.True(Says(answer, "X-Frame-Options", "DENY"), path);
            Assert.True(Says(answer, "Referrer-Policy", "no-referrer"), path);
            // What the policy would not run; the page that OAuth comes back to is not used here.
            if (!path.EndsWith("redirect.html", StringComparison.Ordinal))
                Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)[^>]*>\s*\S", await answer.Content.ReadAsStringAsync());
        }

        Assert.True(pages >= 3, $"{pages} pages");
    }

    [BrowserFact]
    [Trait("Needs", "Node")]
    public void In_a_browser_the_page_of_the_description_works_under_its_policy_and_asks_nobody_else()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var artefacts = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "swagger")).FullName;
        var seen = NodeScript.Judges.Run("swagger.mjs", new Uri(api.Client.BaseAddress!, "/swagger").ToString(), artefacts);
        Assert.Equal("200", seen.GetProperty("status").GetString());
        Assert.Contains("dim_store", seen.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal("[]", seen.GetProperty("strangers").ToString());
        Assert.Equal("[]", seen.GetProperty("complaints").ToString());
    }

    private static bool Says(HttpResponseMessage answer, string header, string value) =>
        answer.Headers.TryGetValues(header, out var values) && values.SequenceEqual([value]);
}
