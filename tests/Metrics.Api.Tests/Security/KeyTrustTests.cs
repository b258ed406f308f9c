using System.Net;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Security;

/// <summary>How long keys are trusted while it cannot be checked which of them are valid.</summary>
public sealed class KeyTrustTests
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";

    [Fact]
    public async Task Without_the_warehouse_known_keys_go_on_for_five_minutes_and_no_longer_and_come_back_with_it()
    {
        using var server = PostgresServer.Start();
        using var warehouse = new StorefrontWarehouse(server).Sample(400, 81).Refresh();
        var clock = new HeldClock(TimeProvider.System.GetUtcNow());
        using var api = new ApiHost(clock, warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        var key = warehouse.Key();
        await UntilAsync(async () => await StatusAsync(api, key) == HttpStatusCode.OK);
        server.StopServer();
        // The last look at the keys was at the clock's time now, since it stands.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, key));
        clock.Move(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, key));
        clock.Move(TimeSpan.FromSeconds(1));
        await api.RefusedAsync(TopStores, HttpStatusCode.ServiceUnavailable, "E310", r => r.Headers.Add("X-Api-Key", key));
        server.StartServer();
        await UntilAsync(async () => await StatusAsync(api, key) == HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiHost api, string key) =>
        (await api.GetAsync(TopStores, r => r.Headers.Add("X-Api-Key", key))).Response.StatusCode;

    private static Task UntilAsync(Func<Task<bool>> reachedAsync) =>
        Eventually.HoldsAsync(reachedAsync, "it did not come to that", TimeSpan.FromMinutes(2));
}
