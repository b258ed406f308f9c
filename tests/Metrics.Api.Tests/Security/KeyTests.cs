using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Security;

/// <summary>Keys as the command line creates them and callers from other machines send them.</summary>
public sealed class KeyTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData("bearer")]
    [InlineData("x-api-key")]
    [InlineData("basic password")]
    [InlineData("basic user")]
    public async Task A_key_opens_the_door_however_it_is_sent(string how)
    {
        var key = storefront.Warehouse.Key();
        for (var again = 0; again < 2; again++)
        {
            var (response, _) = await EventuallyAsync(TopStores, r => Send(r, how, key), HttpStatusCode.OK);
            Assert.Contains("X-Api-Key", response.Headers.Vary);
        }
    }

    [Fact]
    public async Task A_revoked_key_is_refused_by_every_replica_within_a_second_and_cached_answers_with_it()
    {
        using var other = new ApiHost(storefront.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.8") };
        var key = storefront.Warehouse.Key();
        foreach (var api in (ApiHost[])[_api, other])
            await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.OK, api);
        storefront.Warehouse.Command("keys", "revoke", key.Split('_')[1]);
        foreach (var api in (ApiHost[])[_api, other])
            await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.Unauthorized, api);
    }

    [Fact]
    public async Task An_expired_key_opens_nothing()
    {
        var key = storefront.Warehouse.Key("--expires", "8s");
        await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.OK);
        await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Scopes_are_held_on_cached_answers_too()
    {
        var (asking, looking) = (storefront.Warehouse.Key("--scopes", "query"), storefront.Warehouse.Key("--scopes", "catalog"));
        for (var again = 0; again < 3; again++)
        {
            await EventuallyAsync(TopStores, r => Send(r, "bearer", asking), HttpStatusCode.OK);
            await EventuallyAsync("/api/v1/metrics", r => Send(r, "bearer", looking), HttpStatusCode.OK);
            await _api.RefusedAsync(TopStores, HttpStatusCode.Forbidden, "A403", r => Send(r, "bearer", looking));
            await _api.RefusedAsync("/api/v1/metrics", HttpStatusCode.Forbidden, "A403", r => Send(r, "bearer", asking));
            await _api.RefusedAsync(
                "/api/v1/dimensions/store__country/values", HttpStatusCode.Forbidden, "A403", r => Send(r, "bearer", looking));
            await _api.RefusedAsync(
                "/api/v1/explain?metrics=transactions", HttpStatusCode.Forbidden, "A403", r => Send(r, "bearer", looking));
        }
    }

    [Theory]
    [InlineData("Bearer mk_")]
    [InlineData("Bearer")]
    [InlineData("Bearer mk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bWs6")]
    [InlineData("Basic gICAgA==")]
    [InlineData("Digest username=\"x\"")]
    public async Task Wrong_credentials_are_refused_also_on_the_same_machine_and_never_repeated(string authorization)
    {
        using var local = new ApiHost(storefront.Warehouse.ConnectionString);
        var problem = await local.RefusedAsync(
            "/api/v1/metrics", HttpStatusCode.Unauthorized, "A401", r => r.Headers.TryAddWithoutValidation("Authorization", authorization));
        if (authorization.Length > 20)
            Assert.DoesNotContain(authorization.Split(' ')[1], problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ETag_is_authorised_before_it_is_compared()
    {
        var key = storefront.Warehouse.Key();
        var (answer, _) = await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.OK);
        await _api.RefusedAsync(
            TopStores, HttpStatusCode.Unauthorized, "A401",
            r => r.Headers.TryAddWithoutValidation("If-None-Match", answer.Headers.ETag!.ToString()));
    }

    [Fact]
    public async Task Only_a_hash_of_a_key_is_stored_and_the_list_shows_none()
    {
        var key = storefront.Warehouse.Key("--role", "analyst", "--attribute", "countries=FR,ES", "--attribute", "countries=PT");
        var list = storefront.Warehouse.Command("keys", "list");
        Assert.Contains("countries=ES,FR,PT", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key[16..], list, StringComparison.Ordinal);
        await using var connection = new NpgsqlConnection(storefront.Warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select coalesce(string_agg(k::text, ' '), '') from ops.access_key k", connection);
        Assert.DoesNotContain(key[16..], (string)(await command.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_wrong_keys_are_soon_told_to_wait_while_the_right_one_goes_on()
    {
        var key = storefront.Warehouse.Key("--requests-per-second", "100000");
        await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.OK);
        var wrong = key[..^4] + (key[^4..] == "AAAA" ? "BBBB" : "AAAA");
        var statuses = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < 1000; i++)
        {
            var (response, _) = await _api.GetAsync(TopStores, r => Send(r, "bearer", wrong));
            statuses[response.StatusCode] = statuses.GetValueOrDefault(response.StatusCode) + 1;
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                Assert.True(response.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
            if (i % 50 == 0)
                Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(TopStores, r => Send(r, "bearer", key))).Response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], statuses.Keys.Order());
        Assert.True(statuses[HttpStatusCode.TooManyRequests] > 0);
    }

    [Fact]
    public async Task A_thousand_wrong_keys_ask_the_warehouse_nothing()
    {
        var key = storefront.Warehouse.Key("--requests-per-second", "100000");
        await EventuallyAsync(TopStores, r => Send(r, "bearer", key), HttpStatusCode.OK);
        await using var connection = new NpgsqlConnection(storefront.Warehouse.ConnectionString);
        await connection.OpenAsync();
        // Whoever looked for a key in its table now would wait until the end of this transaction.
        await using (var command = new NpgsqlCommand("begin; lock table ops.access_key in access exclusive mode", connection))
            await command.ExecuteNonQueryAsync();
        var wrong = key[..^4] + (key[^4..] == "AAAA" ? "BBBB" : "AAAA");
        for (var i = 0; i < 1000; i++)
        {
            var unknown = i % 2 == 0 ? wrong : $"mk_{i:000000000000}_{key[^43..]}";
            var (response, _) = await _api.GetAsync(TopStores, r => Send(r, "bearer", unknown));
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]);
        }

        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(TopStores, r => Send(r, "bearer", key))).Response.StatusCode);
    }

    [Fact]
    public async Task Requests_beyond_a_key_s_rate_get_429_with_the_time_to_wait_and_others_are_not_held_up()
    {
        var (slow, quick) = (storefront.Warehouse.Key("--requests-per-second", "1"), storefront.Warehouse.Key());
        await EventuallyAsync(TopStores, r => Send(r, "bearer", quick), HttpStatusCode.OK);
        var refused = await EventuallyAsync(TopStores, r => Send(r, "bearer", slow), HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Response.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(TopStores, r => Send(r, "bearer", quick))).Response.StatusCode);
        await EventuallyAsync(TopStores, r => Send(r, "bearer", slow), HttpStatusCode.OK, pause: TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task Without_the_warehouse_a_key_cannot_be_checked_and_says_so()
    {
        using var blind = new ApiHost();
        var key = storefront.Warehouse.Key();
        await blind.RefusedAsync("/api/v1/metrics", HttpStatusCode.ServiceUnavailable, "E310", r => Send(r, "bearer", key));
    }

    // A second is the promise; a busy machine gets more.
    private Task<(HttpResponseMessage Response, System.Text.Json.JsonElement Body)> EventuallyAsync(
        string path, Action<HttpRequestMessage> change, HttpStatusCode status, ApiHost? api = null, TimeSpan? pause = null) =>
        Eventually.IsAsync(
            () => (api ?? _api).GetAsync(path, change), a => a.Response.StatusCode == status, a => $"{a.Response.StatusCode} {a.Body}",
            pause: pause);

    private static void Send(HttpRequestMessage request, string how, string key)
    {
        if (how == "x-api-key")
            request.Headers.Add("X-Api-Key", key);
        else
            request.Headers.Authorization = how switch
            {
                "bearer" => new AuthenticationHeaderValue("Bearer", key),
                "basic user" => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:"))),
                _ => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{key}"))),
            };
    }
}
