using System.Diagnostics;
using System.Net;
using Metrics.Api.Tests.Queries;
using Metrics.Testing;

namespace Metrics.Api.Tests.Hosting;

public sealed class DrainTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    [Fact]
    public async Task Told_to_stop_it_says_that_it_is_not_ready_and_goes_on_answering_until_balancers_know()
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        var environment = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = storefront.Warehouse.ConnectionString, ["ASPNETCORE_URLS"] = address, ["Metrics__DrainSeconds"] = "4",
        };
        using var api = new StartedProcess(Repository.Root, ["dotnet", typeof(Program).Assembly.Location], environment);
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        await StatusAsync(client, api, HttpStatusCode.OK);
        var stopping = api.StopAsync(TimeSpan.FromSeconds(30));
        await StatusAsync(client, api, HttpStatusCode.ServiceUnavailable);
        using var answer = await client.GetAsync("/api/v1/query?metrics=transactions");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await stopping;
    }

    private static async Task StatusAsync(HttpClient client, StartedProcess api, HttpStatusCode wanted)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60) && !api.HasExited, api.Said);
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                if (answer.StatusCode == wanted)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }
}
