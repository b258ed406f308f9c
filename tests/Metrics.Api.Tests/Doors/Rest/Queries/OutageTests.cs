using System.Diagnostics;
using System.Net;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>The warehouse stops under load, and comes back.</summary>
public sealed class OutageTests
{
    private const string Cached = "/api/v1/saved-queries/top_stores/result";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);
    private const int RequestsPerSecond = 200;
    private static int _number;
    private int _asked;

    [Fact]
    public async Task What_is_cached_goes_on_unconfirmed_the_rest_is_503_and_afterwards_all_is_well()
    {
        using var server = PostgresServer.Start();
        using var warehouse = new StorefrontWarehouse(server).Sample(400, 51).Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        Assert.Equal((HttpStatusCode.OK, "confirmed"), await AskAsync(api, Cached));

        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => LoadAsync(api, stop.Token));
        server.StopServer();
        await UntilAsync(async () => await AskAsync(api, Cached) == (HttpStatusCode.OK, "unconfirmed"));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var refused = await api.RefusedAsync(Fresh(), HttpStatusCode.ServiceUnavailable, "E310");
        Assert.DoesNotContain("Password", refused.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((HttpStatusCode.OK, "unconfirmed"), await AskAsync(api, Cached));

        server.StartServer();
        await UntilAsync(async () => await AskAsync(api, Cached) == (HttpStatusCode.OK, "confirmed"));
        await UntilAsync(async () => await AskAsync(api, Fresh()) == (HttpStatusCode.OK, "confirmed"));
        // The load that was really made; a busy machine takes longer for it.
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _asked) > 3 * RequestsPerSecond));
        await stop.CancelAsync();
        var seen = await load;
        // A cached answer never failed, a new one failed only with the time to try again: no warehouse, or too many who wait for it.
        Assert.DoesNotContain(seen, s => s.Cached ? s.Status != HttpStatusCode.OK : !IsSound(s));
        Assert.Contains(seen, s => s.Status == HttpStatusCode.ServiceUnavailable);
    }

    // 200 requests a second, every fourth a question nobody asked before; what a late tick missed is made up for at once.
    private async Task<List<Seen>> LoadAsync(ApiHost api, CancellationToken ct)
    {
        var asked = new List<Task<Seen>>();
        var watch = Stopwatch.StartNew();
        while (!ct.IsCancellationRequested)
        {
            while (asked.Count < watch.Elapsed.TotalSeconds * RequestsPerSecond)
                asked.Add(SeeAsync(api, asked.Count % 4 != 3));
            Volatile.Write(ref _asked, asked.Count);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        return [.. await Task.WhenAll(asked)];
    }

    private static async Task<Seen> SeeAsync(ApiHost api, bool cached)
    {
        using var response = await api.Client.GetAsync(cached ? Cached : Fresh());
        return new Seen(cached, response.StatusCode, response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    private static async Task<(HttpStatusCode Status, string? Freshness)> AskAsync(ApiHost api, string path)
    {
        var (response, body) = await api.GetAsync(path);
        return (response.StatusCode, body.TryGetProperty("meta", out var meta) ? meta.GetProperty("freshness").GetString() : null);
    }

    private static Task UntilAsync(Func<Task<bool>> reachedAsync) =>
        Eventually.HoldsAsync(reachedAsync, "it did not come to that", Soon);

    private static bool IsSound(Seen seen) => seen is { Status: HttpStatusCode.OK }
        or { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, RetryAfter: true };

    private static string Fresh() => $"/api/v1/query?metrics=transactions&where=transactions%20%3E%20{Interlocked.Increment(ref _number)}";

    private sealed record Seen(bool Cached, HttpStatusCode Status, bool RetryAfter);
}
