using System.Net;
using Metrics.Testing;

namespace Metrics.Api.Tests.Security;

public sealed class CallerGateTests
{
    private const string Kind = "/problems/Q100";

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:99")]
    [InlineData("LOCALHOST")]
    public async Task Callers_of_this_machine_are_welcome_under_its_own_names(string host)
    {
        using var api = new ApiHost();
        var (response, _) = await api.GetAsync(Kind, r => r.Headers.Host = host);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_elsewhere_that_points_its_name_here_is_turned_away()
    {
        using var api = new ApiHost();
        var problem = await api.RefusedAsync(Kind, HttpStatusCode.Unauthorized, "A401", r => r.Headers.Host = "evil.example");
        Assert.Contains("evil.example", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Kind)]
    [InlineData("/api/v1/freshness")]
    [InlineData("/openapi.yaml")]
    [InlineData("/swagger/index.html")]
    [InlineData("/api/nothing")]
    public async Task Callers_of_other_machines_get_401_everywhere_but_at_health(string path)
    {
        using var api = new ApiHost { CallerAddress = IPAddress.Parse("192.0.2.7") };
        await api.RefusedAsync(path, HttpStatusCode.Unauthorized, "A401");
        var (health, _) = await api.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Loopback_written_as_an_IPv6_address_is_loopback()
    {
        using var api = new ApiHost { CallerAddress = IPAddress.Parse("::ffff:127.0.0.5") };
        var (response, _) = await api.GetAsync(Kind);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    public async Task Forwarded_headers_convince_nobody_even_when_the_platform_is_told_to_trust_them(string header, string value)
    {
        using var api = new ApiHost(null, ("ForwardedHeaders_Enabled", "true")) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        await api.RefusedAsync(Kind, HttpStatusCode.Unauthorized, "A401", r => r.Headers.TryAddWithoutValidation(header, value));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.9")]
    [InlineData("Forwarded", "for=10.0.0.9")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Forwarded-Host", "metrics.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-Port", "443")]
    [InlineData("X-Forwarded-Server", "proxy.example")]
    [InlineData("X-Forwarded-Prefix", "/metrics")]
    [InlineData("x-forwarded-ssl", "on")]
    [InlineData("X-Real-IP", "")]
    [InlineData("CF-Connecting-IP", "10.0.0.9")]
    [InlineData("CF-Ray", "1")]
    [InlineData("True-Client-IP", "10.0.0.9")]
    [InlineData("X-Original-For", "10.0.0.9")]
    [InlineData("X-Client-IP", "10.0.0.9")]
    [InlineData("X-Envoy-External-Address", "10.0.0.9")]
    [InlineData("CDN-Loop", "x")]
    public async Task Whoever_comes_through_a_proxy_is_not_of_this_machine(string header, string value)
    {
        using var api = new ApiHost();
        await api.RefusedAsync(Kind, HttpStatusCode.Unauthorized, "A401", r => r.Headers.TryAddWithoutValidation(header, value));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("")]
    public async Task Where_the_setting_does_not_say_so_this_machine_needs_a_key_too(string keyless)
    {
        using var api = new ApiHost(null, ("Metrics:Keyless", keyless));
        await api.RefusedAsync(Kind, HttpStatusCode.Unauthorized, "A401");
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live")).Response.StatusCode);
    }

    [Fact]
    public async Task Configured_hosts_replace_the_default_ones()
    {
        using var api = new ApiHost(null, ("Metrics:AllowedHosts", "metrics.example, other.example"));
        var (response, _) = await api.GetAsync(Kind, r => r.Headers.Host = "other.example:8443");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await api.RefusedAsync(Kind, HttpStatusCode.Unauthorized, "A401");
    }

    [Theory]
    [InlineData("--dev --project .", "Metrics__Keyless", "", false)]
    [InlineData("", "Metrics__Keyless", "true", true)]
    public async Task That_nobody_on_this_machine_needs_a_key_comes_of_a_setting_and_is_said_at_the_start(
        string arguments, string name, string value, bool said)
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        var environment = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = "Host=127.0.0.1;Port=1;Username=x;Database=x", ["ASPNETCORE_URLS"] = address, [name] = value,
        };
        using var process = new StartedProcess(
            Repository.Root,
            ["dotnet", typeof(Program).Assembly.Location, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            environment);
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var answer = await Eventually.IsAsync(
            () => client.GetAsync(Kind).ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : null, TaskScheduler.Default),
            a => a is not null, _ => process.Said, TimeSpan.FromMinutes(3), inVain: () => process.HasExited);
        Assert.Equal(said ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer!.StatusCode);
        if (said)
            await process.SaidAsync("Metrics:Keyless is on", TimeSpan.FromMinutes(1));
        else
            Assert.DoesNotContain("Metrics:Keyless is on", process.Said, StringComparison.Ordinal);
    }
}
