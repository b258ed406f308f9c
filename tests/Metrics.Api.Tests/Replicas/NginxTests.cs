using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Replicas;

/// <summary>The nginx configuration that compose mounts, run by Debian's nginx in front of two replicas.</summary>
public sealed class NginxTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";

    [NginxFact]
    public async Task Replicas_are_stopped_and_killed_behind_nginx_and_no_caller_notices()
    {
        var key = storefront.Warehouse.Key("--requests-per-second", "100000");
        var (port, one, two) = (FreePort.Find(), FreePort.Find(), FreePort.Find());
        using var first = Replica(one);
        using var second = Replica(two);
        using var nginx = NginxServer.Start(Configuration(port, one, two));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await ReadyAsync(client, one);
        await ReadyAsync(client, two);
        await ReadyAsync(client, port);

        using var anonymous = await client.GetAsync(TopStores);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var callers = Enumerable.Range(0, 4).Select(async caller =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var content = new StringContent(
                    """{"metrics": ["transactions"], "group_by": ["store__country"]}""", Encoding.UTF8, "application/json");
                using var answer = caller % 2 == 0 ? await client.GetAsync(TopStores, CancellationToken.None)
                    : await client.PostAsync("/api/v1/query", content, CancellationToken.None);
                Assert.True(
                    answer.StatusCode == HttpStatusCode.OK,
                    $"{answer.StatusCode} after {asked}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)} {nginx.Said}");
                Interlocked.Increment(ref asked);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }).ToList();

        await PauseAsync(1);
        await first.StopAsync(TimeSpan.FromMinutes(3));
        await PauseAsync(1);
        using var again = Replica(one);
        await ReadyAsync(client, one);
        await PauseAsync(3);
        second.Kill();
        await PauseAsync(2);
        await Eventually.HoldsAsync(
            () => Volatile.Read(ref asked) > 100 || callers.Exists(c => c.IsFaulted), () => $"only {asked} questions were asked",
            TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await Task.WhenAll(callers);
    }

    private StartedProcess Replica(int port) =>
        new(Repository.Root, ["dotnet", typeof(Program).Assembly.Location], new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = storefront.Warehouse.ConnectionString, ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["Metrics__Keyless"] = "false", ["Metrics__DrainSeconds"] = "3",
        });

    private static string Configuration(int port, int one, int two)
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "nginx.conf"));
        foreach (var (was, becomes) in ((string, string)[])[
            ("listen 8080", $"listen 127.0.0.1:{port}"), ("api1:8080", $"127.0.0.1:{one}"), ("api2:8080", $"127.0.0.1:{two}")])
        {
            Assert.Contains(was, file, StringComparison.Ordinal);
            file = file.Replace(was, becomes, StringComparison.Ordinal);
        }

        return file;
    }

    private static Task ReadyAsync(HttpClient client, int port) => Eventually.HoldsAsync(
        () => client.AnswersAsync($"http://127.0.0.1:{port}/health/ready"), $"{port} did not get ready", TimeSpan.FromMinutes(3));

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
