namespace Metrics.Benchmarks.Sharing;

/// <summary>An API process and a client of it.</summary>
internal sealed class Replica : IDisposable
{
    private readonly Child _process;

    private Replica(Child process, string url) => (_process, Client) = (process, new HttpClient { BaseAddress = new Uri(url) });

    public HttpClient Client { get; }

    public static async Task<Replica> StartAsync(Storefront storefront, string redis)
    {
        var url = $"http://127.0.0.1:{Wrk.FreePort()}";
        var environment =
            new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = url, ["ConnectionStrings__Redis"] = redis };
        var replica = new Replica(Child.Start(Child.Program("Metrics.Api"), environment), url);
        await Wrk.StartedAsync(replica.Client, $"{url}/health/ready");
        return replica;
    }

    /// <summary>Its answer; its status, or none when there was no answer at all; and what it says of its cache.</summary>
    public async Task<Reply> AskAsync(string question)
    {
        try
        {
            using var answer = await Client.GetAsync(question);
            var cache = answer.Headers.TryGetValues("Cache-Status", out var said) ? said.Single() : "";
            // Falling a second behind the warehouse, as on a busy machine, makes an answer unconfirmed, not wrong.
            var body = (await answer.Content.ReadAsStringAsync()).Replace("\"unconfirmed\"", "\"confirmed\"", StringComparison.Ordinal);
            return new Reply(answer.IsSuccessStatusCode, cache, body);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return new Reply(false, "", e.Message);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Dispose();
    }
}

/// <summary>What came back.</summary>
/// <param name="IsAnswer">Whether it is one, rather than an error.</param>
/// <param name="Cache">The header <c>Cache-Status</c>.</param>
/// <param name="Body">Its body.</param>
internal sealed record Reply(bool IsAnswer, string Cache, string Body)
{
    public bool IsHit => Cache.StartsWith("metrics; hit", StringComparison.Ordinal);

    public bool IsFromRedis => Cache == "metrics; hit; detail=redis";
}
