using System.Net;
using System.Text;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Api.Tests.OpenApi;
using Metrics.Testing;

namespace Metrics.Api.Tests.Security;

/// <summary>What a caller on this machine may do without a key where that is allowed, and which callers never count as one.</summary>
public sealed class KeylessTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Questions_and_the_catalog_are_answered_and_everything_else_needs_a_key()
    {
        Assert.NotEmpty(DescribedRoutes.Changing);
        foreach (var (method, path) in DescribedRoutes.All)
        {
            using var request = new HttpRequestMessage(method, path);
            if (method != HttpMethod.Get)
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await _api.Client.SendAsync(request);
            var needsKey = path is "/metrics" or "/api/v1/policies" || DescribedRoutes.Changing.Contains((method, path));
            var what = $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            Assert.True(needsKey == (answer.StatusCode == HttpStatusCode.Unauthorized), what);
            Assert.True(needsKey == answer.Headers.Contains("WWW-Authenticate"), what);
        }

        var problem = await _api.RefusedAsync("/metrics", HttpStatusCode.Unauthorized, "A401");
        Assert.Contains("keys create --scopes admin", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET {0} HTTP/1.1|Host: {1}", "200 OK")]
    [InlineData("GET {0} HTTP/1.1|host:{1}", "200 OK")]
    [InlineData("GET {0} HTTP/1.0|Host: {1}", "401 Unauthorized")]
    [InlineData("GET {0} HTTP/1.0", "401 Unauthorized")]
    [InlineData("GET {0} HTTP/1.1|Host: metrics.example", "401 Unauthorized")]
    [InlineData("GET {0} HTTP/1.1|Host: localhost.evil.example", "401 Unauthorized")]
    [InlineData("GET http://metrics.example{0} HTTP/1.1|Host: {1}", "400 Bad Request")]
    [InlineData("GET {0} HTTP/1.1|Host: {1}|Host: {1}", "400 Bad Request")]
    [InlineData("GET {0} HTTP/1.1|Host: {1}|X-FORWARDED-FOR: 127.0.0.1", "401 Unauthorized")]
    [InlineData("GET {0} HTTP/1.1|Host: {1}|x-forwarded-anything:", "401 Unauthorized")]
    [InlineData("GET {0} HTTP/1.1|Host: {1}|Via:", "401 Unauthorized")]
    [InlineData("GET {0} HTTP/1.1|Host: {1}|Proxy-Connection: keep-alive", "401 Unauthorized")]
    public async Task Who_may_go_without_is_told_by_the_bytes_that_come(string head, string status)
    {
        var (server, lines) = (_api.Client.BaseAddress!, head.Split('|'));
        // A hit, so that what is ready is no way around.
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(TopStores)).Response.StatusCode);
        var answer = await RawRequest.SendAsync(server, [.. lines.Select(l => l.Replace("{0}", TopStores, StringComparison.Ordinal)
            .Replace("{1}", server.Authority, StringComparison.Ordinal))]);
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    [NginxTheory]
    // As it stands in nginx's own beginner's guide: HTTP/1.0 to what is behind, and a Host that is this machine's.
    [InlineData("", "127.0.0.1")]
    [InlineData("proxy_set_header Host $host;", "metrics.example")]
    [InlineData("proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $host;", "metrics.example")]
    [InlineData("proxy_http_version 1.1; proxy_set_header X-Real-IP $remote_addr;", "127.0.0.1")]
    [InlineData("proxy_http_version 1.1; proxy_set_header X-Forwarded-Proto $scheme;", "127.0.0.1")]
    public async Task Callers_behind_a_stock_proxy_on_this_machine_need_a_key(string settings, string host)
    {
        var (port, server) = (FreePort.Find(), _api.Client.BaseAddress!);
        using var nginx = NginxServer.Start(
            $$"""
            worker_processes 1;
            pid /tmp/nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path /tmp/nginx-body; proxy_temp_path /tmp/nginx-proxy; fastcgi_temp_path /tmp/nginx-fastcgi;
              uwsgi_temp_path /tmp/nginx-uwsgi; scgi_temp_path /tmp/nginx-scgi;
              server { listen 127.0.0.1:{{port}}; location / { {{settings}} proxy_pass http://{{server.Authority}}; } }
            }
            """);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Host = host;
        await Eventually.HoldsAsync(() => client.AnswersAsync("/health/live"), () => nginx.Said, TimeSpan.FromMinutes(1));
        var asked = DescribedRoutes.All.Where(r => !r.Path.StartsWith("/health", StringComparison.Ordinal));
        foreach (var (method, path) in asked.Append((HttpMethod.Get, "/swagger/index.html")))
        {
            using var request = new HttpRequestMessage(method, path);
            if (method != HttpMethod.Get)
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.StatusCode} {nginx.Said}");
        }
    }
}
