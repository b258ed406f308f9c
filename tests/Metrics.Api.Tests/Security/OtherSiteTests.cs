using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Api.Tests.OpenApi;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Security;

/// <summary>
/// Requests that another site's page can make a browser send: with only what browsers attach automatically they are refused, whatever they
/// ask.
/// </summary>
public sealed class OtherSiteTests : IClassFixture<OtherSiteTests.KeyedStorefront>, IDisposable
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private const string Question = """{"metrics": ["transactions"]}""";
    private readonly KeyedStorefront _storefront;
    private readonly ApiHost _api;

    public OtherSiteTests(KeyedStorefront storefront)
    {
        _storefront = storefront;
        _api = new ApiHost(storefront.ConnectionString, ("Metrics:CorsOrigins", "https://app.example"));
    }

    public void Dispose() => _api.Dispose();

    public static TheoryData<string> AttachedByBrowsers => ["nothing", "basic"];

    [Theory]
    [MemberData(nameof(AttachedByBrowsers))]
    public async Task Every_route_refuses_what_a_browser_attaches_by_itself(string attached)
    {
        await KnownAsync();
        string[] sites =
        [
            "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: x", "Origin: https://evil.example", "Origin: null",
        ];
        foreach (var (method, path) in DescribedRoutes.All.Append((HttpMethod.Get, "/swagger/index.html")))
        {
            // A form's POST is a navigation too, and changes something.
            var (mode, place) = method == HttpMethod.Get ? ("no-cors", "image") : ("navigate", "document");
            foreach (var site in sites)
            {
                var body = method == HttpMethod.Get ? null : "{}";
                var answer = await SendAsync(method, path, attached, [site, $"Sec-Fetch-Mode: {mode}", $"Sec-Fetch-Dest: {place}"], body);
                await RefusedAsync(answer, $"{method} {path} {site}");
            }
        }
    }

    [Fact]
    public async Task A_key_that_was_put_there_on_purpose_is_answered_wherever_the_page_is()
    {
        await KnownAsync();
        foreach (var how in (string[])["bearer", "x-api-key"])
        {
            string[] page = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Origin: https://app.example"];
            using var answer = await SendAsync(HttpMethod.Get, TopStores, how, page);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(["https://app.example"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
            using var posted = await SendAsync(HttpMethod.Post, "/api/v1/query", how, page, Question);
            Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        }

        using var wrong = await SendAsync(HttpMethod.Get, TopStores, "nothing", ["Sec-Fetch-Site: cross-site", "X-Api-Key: mk_nobody"]);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://app.example", false)]
    [InlineData("https://app.example:8443", false)]
    public async Task Preflights_need_no_key_and_only_configured_origins_read_answers(string origin, bool known)
    {
        using var preflight = await SendAsync(
            HttpMethod.Options, "/api/v1/query", "nothing",
            [
                $"Origin: {origin}", "Sec-Fetch-Site: cross-site", "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization,content-type",
            ]);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(known, preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(known, preflight.Headers.Contains("Access-Control-Allow-Headers"));
        // A refusal can be read by the page that it is about.
        using var refused = await SendAsync(HttpMethod.Get, TopStores, "nothing", [$"Origin: {origin}"]);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(known, refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("http://localhost:{port}", true)]
    [InlineData("HTTP://LOCALHOST:{port}", true)]
    [InlineData("http://localhost:1", false)]
    [InlineData("http://localhost", false)]
    [InlineData("https://localhost:{port}", false)]
    [InlineData("http://127.0.0.1:{port}", false)]
    [InlineData("http://localhost:{port}/", false)]
    [InlineData("http://localhost.:{port}", false)]
    [InlineData("http://x@localhost:{port}", false)]
    [InlineData("chrome-extension://localhost", false)]
    [InlineData("chrome-extension://localhost:{port}", false)]
    [InlineData("file://", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public async Task An_origin_is_own_when_scheme_host_and_port_are(string origin, bool own)
    {
        var port = _api.Client.BaseAddress!.Port;
        var sent = origin.Replace("{port}", $"{port}", StringComparison.Ordinal);
        var answer = await RawRequest.SendAsync(
            _api.Client.BaseAddress, $"GET {TopStores} HTTP/1.1", $"Host: localhost:{port}", $"Origin: {sent}");
        Assert.StartsWith(own ? "HTTP/1.1 200" : "HTTP/1.1 403", answer, StringComparison.Ordinal);
        if (!own)
            Assert.Contains("\"code\":\"A440\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost", "localhost:80", true)]
    [InlineData("http://localhost:80", "localhost:80", false)]
    [InlineData("http://localhost:443", "localhost:443", true)]
    [InlineData("http://[::1]", "[::1]", true)]
    public async Task The_port_that_goes_without_saying_goes_without_saying(string origin, string host, bool own)
    {
        var server = _api.Client.BaseAddress!;
        var answer = await RawRequest.SendAsync(server, $"GET {TopStores} HTTP/1.1", $"Host: {host}", $"Origin: {origin}");
        Assert.StartsWith(own ? "HTTP/1.1 200" : "HTTP/1.1 403", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-origin|Sec-Fetch-Site: cross-site", "403")]
    [InlineData("Sec-Fetch-Site: same-origin, cross-site", "403")]
    [InlineData("sec-fetch-site:cross-site", "403")]
    [InlineData("Sec-Fetch-Site:", "403")]
    [InlineData("Sec-Fetch-Site: same-origin", "200")]
    [InlineData("Sec-Fetch-Site: none", "200")]
    [InlineData("Origin: https://evil.example|Sec-Fetch-Site: same-origin", "403")]
    public async Task The_browser_s_word_counts_however_it_is_written(string headers, string status)
    {
        var answer = await RawRequest.SendAsync(
            _api.Client.BaseAddress!, [$"GET {TopStores} HTTP/1.1", $"Host: {_api.Client.BaseAddress!.Authority}", .. headers.Split('|')]);
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_followed_by_whoever_has_a_key_or_is_asked_for_one_and_not_for_being_on_this_machine()
    {
        await KnownAsync();
        string[] link = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
        using (var keyed = await SendAsync(HttpMethod.Get, TopStores, "basic", link))
            Assert.Equal(HttpStatusCode.OK, keyed.StatusCode);
        await RefusedAsync(await SendAsync(HttpMethod.Get, TopStores, "nothing", link), "on this machine");
        await RefusedAsync(await SendAsync(HttpMethod.Get, TopStores, "basic", [.. link[..2], "Sec-Fetch-Dest: iframe"]), "framed");
        await RefusedAsync(await SendAsync(HttpMethod.Get, TopStores, "basic", [link[0], "Sec-Fetch-Mode: cors", link[2]]), "fetched");
        foreach (var (method, path) in DescribedRoutes.WithBodies)
            await RefusedAsync(await SendAsync(method, path, "basic", link, "{}"), $"{method} {path}");
        using var elsewhere = new ApiHost(_storefront.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        await elsewhere.RefusedAsync(TopStores, HttpStatusCode.Unauthorized, "A401", r => Add(r, link));
        await elsewhere.RefusedAsync(TopStores, HttpStatusCode.Forbidden, "A440", r => Add(r, link[..1]));
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_the_own_page_asks_with_the_key_that_the_browser_attaches()
    {
        await KnownAsync();
        string[] page = ["Host: metrics.example", "Origin: https://metrics.example", "X-Forwarded-Proto: https"];
        using (var own = await SendAsync(HttpMethod.Post, "/api/v1/query", "basic", [.. page, "Sec-Fetch-Site: same-origin"], Question))
            Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        string[] other = [.. page, "Sec-Fetch-Site: cross-site"];
        await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/v1/query", "basic", other, Question), "cross-site");
        await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/v1/query", "basic", page, Question), "no word of the browser");
    }

    [Fact]
    public async Task Runs_are_asked_for_by_the_own_page_and_never_by_a_page_of_elsewhere_or_a_form()
    {
        await KnownAsync();
        foreach (var how in (string[])["nothing", "basic"])
            await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/v1/runs", how, ["Origin: http://localhost:3000"], "{}"), how);
        foreach (var type in (string?[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", null])
        {
            foreach (var (method, path) in DescribedRoutes.Changing.Where(r => r.Method == HttpMethod.Post))
            {
                using var answer = await SendAsync(method, path, "basic", [], "{}", type);
                Assert.True((int)answer.StatusCode is 400 or 415, $"{method} {path} as {type}: {answer.StatusCode}");
            }

            foreach (var (method, path) in DescribedRoutes.WithBodies.Where(r => type is not null && r.Method == HttpMethod.Post))
            {
                var body = path == "/graphql" ? """{"query": "{__typename}"}""" : Question;
                using var answer = await SendAsync(method, path, "basic", [], body, type);
                Assert.True((int)answer.StatusCode is 400 or 415, $"{method} {path} as {type}: {answer.StatusCode}");
            }
        }

        Assert.Equal(0, await AskedAsync());
        string[] page = [$"Origin: http://{_api.Client.BaseAddress!.Authority}", "Sec-Fetch-Site: same-origin"];
        using var own = await SendAsync(HttpMethod.Post, "/api/v1/runs", "basic", page, "{}");
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        Assert.Equal(1, await AskedAsync());
        using var cancelled = await SendAsync(HttpMethod.Delete, own.Headers.Location!.OriginalString, "x-api-key", []);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        await ForgetAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string how, string[] headers, string? body = null, string? type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }

        Add(request, headers);
        var key = _storefront.Key;
        if (how == "basic")
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{key}")));
        else if (how == "bearer")
            request.Headers.Authorization = new("Bearer", key);
        else if (how == "x-api-key")
            request.Headers.Add("X-Api-Key", key);
        return await _api.Client.SendAsync(request);
    }

    private static void Add(HttpRequestMessage request, string[] headers)
    {
        foreach (var pair in headers.Select(h => h.Split(": ", 2)))
            Assert.True(request.Headers.TryAddWithoutValidation(pair[0], pair[1]));
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string what)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{what}: {answer.StatusCode} {text}");
            using var problem = JsonDocument.Parse(text);
            Assert.Equal("A440", problem.RootElement.GetProperty("code").GetString());
        }
    }

    private Task KnownAsync() => Eventually.HoldsAsync(
        async () =>
        {
            using var answer = await SendAsync(HttpMethod.Get, TopStores, "bearer", []);
            return answer.StatusCode == HttpStatusCode.OK;
        },
        "the key was never known");

    private Task<long> AskedAsync() => CountAsync("select count(*) from ops.run_request where kind <> 'cancel'");

    private Task<long> ForgetAsync() => CountAsync("with gone as (delete from ops.run_request returning 1) select count(*) from gone");

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_storefront.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A small storefront with one key that may do everything.</summary>
    public sealed class KeyedStorefront : IDisposable
    {
        private readonly SmallStorefront _storefront = new();

        public KeyedStorefront() =>
            Key = _storefront.Warehouse.Key("--scopes", "query,catalog,run,admin", "--requests-per-second", "100000");

        public string Key { get; }

        public string ConnectionString => _storefront.Warehouse.ConnectionString;

        public void Dispose() => _storefront.Dispose();
    }
}
