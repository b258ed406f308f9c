using System.Net;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Hosting;

public sealed class DrainTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    [Fact]
    public async Task Told_to_stop_it_says_that_it_is_not_ready_and_goes_on_answering_until_balancers_know()
    {
        // Long enough to be asked meanwhile on a busy machine too.
        using var api = await ApiProcess.StartAsync(storefront.Warehouse.ConnectionString, ("Metrics__DrainSeconds", "12"));
        var stopping = api.Process.StopAsync(TimeSpan.FromMinutes(3));
        await api.UntilAsync(HttpStatusCode.ServiceUnavailable);
        using var answer = await api.Client.GetAsync("/api/v1/query?metrics=transactions");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await stopping;
    }
}
