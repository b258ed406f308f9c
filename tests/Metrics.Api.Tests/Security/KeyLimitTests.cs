using System.Net;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Security;

/// <summary>What a key may use: its lower limits apply to that key only.</summary>
public sealed class KeyLimitTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private const string Stores = "/api/v1/dimensions/store__country/values";
    private const string ByStore = "/api/v1/query?metrics=transactions_all_statuses&group_by=store";
    private const string ByStoreAndTime = "/api/v1/query?metrics=transactions_all_statuses&group_by=store,metric_time__day";

    // What one caller may have waiting besides those at work.
    private const int Queue = 64;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Questions_beyond_those_at_work_and_waiting_get_429_with_the_time_to_wait_and_the_rest_are_answered()
    {
        // Nothing times out, however busy the machine is.
        using var api = Host(
            ("Metrics:QueryTimeoutSeconds", "600"), ("Metrics:QuickWaitSeconds", "600"), ("Metrics:HeavyWaitSeconds", "600"));
        api.Client.Timeout = Timeout.InfiniteTimeSpan;
        var (narrow, other) = (Key("--concurrent-queries", "1", "--requests-per-second", "100000"), Key());
        await KnownAsync(api, narrow, other);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, TopStores, narrow)).StatusCode);
        List<Task<HttpResponseMessage>> asking;
        await using (var locked = await LockedAsync())
        {
            asking = Enumerable.Range(0, Queue + 11).Select(i => GetAsync(api, $"{ByStore}&limit={1000 + i}", narrow)).ToList();
            await UntilAsync(() => asking.Count(a => a.IsCompleted) == 10);
            foreach (var refused in asking.Where(a => a.IsCompleted))
            {
                Assert.Equal(HttpStatusCode.TooManyRequests, (await refused).StatusCode);
                Assert.Equal(TimeSpan.FromSeconds(1), (await refused).Headers.RetryAfter!.Delta);
                Assert.Contains("\"A429\"", await (await refused).Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            // What is ready takes no turn, and others have their own.
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, TopStores, narrow)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, Stores, other)).StatusCode);
        }

        var answers = await Task.WhenAll(asking).WaitAsync(TimeLimit, TimeProvider.System);
        Assert.Equal(Queue + 1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("--max-rows", "5", "E330")]
    [InlineData("--max-bytes", "300", "E331")]
    public async Task A_key_s_caps_refuse_what_they_must_and_hold_nobody_else(string option, string value, string code)
    {
        using var api = Host();
        var (capped, other) = (Key(option, value), Key());
        await KnownAsync(api, capped, other);
        // From cache and not, and whoever asks first.
        for (var times = 0; times < 3; times++)
        {
            await api.RefusedAsync(ByStore, HttpStatusCode.RequestEntityTooLarge, code, r => r.Headers.Add("X-Api-Key", capped));
            await api.RefusedAsync(
                $"{ByStoreAndTime}&format=csv", HttpStatusCode.RequestEntityTooLarge, code, r => r.Headers.Add("X-Api-Key", capped));
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, ByStore, other)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, $"{ByStore}&limit=1&order_by=store&format=csv", capped)).StatusCode);
    }

    [Fact]
    public async Task A_key_s_time_ends_its_question_and_not_an_equal_one_of_a_more_patient_key()
    {
        using var api = Host(("Metrics:QueryTimeoutSeconds", "600"));
        api.Client.Timeout = Timeout.InfiniteTimeSpan;
        var (hasty, patient) = (Key("--timeout-seconds", "1"), Key());
        await KnownAsync(api, hasty, patient);
        Task<HttpResponseMessage> waiting;
        await using (var locked = await LockedAsync())
        {
            var refused = api.RefusedAsync(ByStore, HttpStatusCode.GatewayTimeout, "E320", r => r.Headers.Add("X-Api-Key", hasty));
            waiting = GetAsync(api, ByStore, patient);
            await refused;
            Assert.False(waiting.IsCompleted);
        }

        Assert.Equal(HttpStatusCode.OK, (await waiting.WaitAsync(TimeLimit, TimeProvider.System)).StatusCode);
    }

    private string Key(params string[] arguments) => storefront.Warehouse.Key(arguments);

    private ApiHost Host(params (string, string)[] settings) =>
        new(storefront.Warehouse.ConnectionString, settings) { CallerAddress = IPAddress.Parse("192.0.2.7") };

    // A new key is seen by the next poll.
    private static async Task KnownAsync(ApiHost api, params string[] keys)
    {
        foreach (var key in keys)
            await UntilAsync(async () => (await GetAsync(api, "/api/v1/metrics", key)).StatusCode == HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiHost api, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Api-Key", key } } };
        return await api.Client.SendAsync(request);
    }

    // Someone else holds every version of the facts, so that whoever reads them waits.
    private async Task<NpgsqlConnection> LockedAsync()
    {
        var connection = new NpgsqlConnection(storefront.Warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table store.fct_transactions_v1 in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static Task UntilAsync(Func<bool> reached) => UntilAsync(() => Task.FromResult(reached()));

    private static Task UntilAsync(Func<Task<bool>> reachedAsync) =>
        Eventually.HoldsAsync(reachedAsync, "it did not come to that", TimeLimit);
}
