using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Telemetry;

public sealed partial class MeterTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string Question = "/api/v1/query?metrics=transactions&group_by=store__country&limit=3";

    [Fact]
    public async Task Prometheus_can_read_requests_cache_engine_pool_lease_and_tables()
    {
        // Meters are the process's, so that it may have nobody else in it.
        using var api = await ApiProcess.StartAsync(storefront.Warehouse.ConnectionString);
        const int Asked = 12;
        for (var i = 0; i < Asked; i++)
            await api.Client.GetStringAsync(Question);
        await WatchAsync(api);
        var answer = await api.Client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
        Assert.Contains("metrics_cache_answers_total{decision=\"miss\"} 1\n", text, StringComparison.Ordinal);
        // A poll that comes late on a busy machine makes a body anew, out of the same result.
        Assert.Equal(Asked - 1, Number(text, "metrics_ready_hits_total") + Number(text, "metrics_cache_answers_total{decision=\"hit\"}"));
        Assert.True(Number(text, "metrics_ready_hits_total") > 0, text);
        Assert.Matches(@"metrics_engine_duration_seconds_count [1-9]", text);
        Assert.Contains("metrics_tables{last_attempt=\"", text, StringComparison.Ordinal);
        Assert.Matches(@"http_server_request_duration_seconds_count\{[^}]*\} \d", text);
        Assert.Matches(@"metrics_publication_age_seconds \d", text);
        Assert.Contains("db_client_", text, StringComparison.Ordinal);
        // A name is described once.
        var described = text.Split('\n').Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).ToList();
        Assert.Equal(described.Count, described.Distinct().Count());
    }

    // Nobody else sees meters. Its key is known to the process by the next poll.
    private async Task WatchAsync(ApiProcess api)
    {
        api.Client.DefaultRequestHeaders.Add("X-Api-Key", storefront.Warehouse.Key("--scopes", "admin"));
        await Eventually.HoldsAsync(() => api.Client.AnswersAsync("/metrics"), "the key was never known");
    }

    [Fact]
    public async Task Meters_need_a_key_with_the_scope_admin()
    {
        var (watcher, reader) = (storefront.Warehouse.Key("--scopes", "admin"), storefront.Warehouse.Key("--scopes", "query,catalog"));
        using var api = new ApiHost(storefront.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.9") };
        await api.RefusedAsync("/metrics", HttpStatusCode.Unauthorized, "A401");
        await api.RefusedAsync(
            "/metrics", HttpStatusCode.Forbidden, "A403", r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", watcher) },
        };
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Meters_are_pushed_over_OTLP_where_that_is_asked_for()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var environment = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = storefront.Warehouse.ConnectionString,
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Find()}",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        };
        using var api = new StartedProcess(Repository.Root, ["dotnet", typeof(Program).Assembly.Location], environment);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        var received = new StringBuilder();
        while (!received.ToString().Contains("metrics.cache.answers", StringComparison.Ordinal))
        {
            using var pushed = await collector.AcceptTcpClientAsync(limit.Token);
            var buffer = new byte[64 * 1024];
            await using var stream = pushed.GetStream();
            // The first lines and the names in the body are enough; it is answered so that it goes on.
            for (var read = 1; read > 0 && !received.ToString().Contains("metrics.cache.answers", StringComparison.Ordinal);)
            {
                read = await stream.ReadAsync(buffer, limit.Token);
                received.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token);
        }

        Assert.Contains("POST /v1/metrics", received.ToString(), StringComparison.Ordinal);
    }

    private static long Number(string text, string name) => long.Parse(
        text.Split('\n').Single(l => l.StartsWith($"{name} ", StringComparison.Ordinal))[(name.Length + 1)..],
        CultureInfo.InvariantCulture);

    // A description, or a name, perhaps labels, and a number.
    [GeneratedRegex(
        """^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+"""
        + """|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\.)*",?)+\})? (\+Inf|-Inf|NaN|-?[0-9.]+(E[+-]?[0-9]+)?))$""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
