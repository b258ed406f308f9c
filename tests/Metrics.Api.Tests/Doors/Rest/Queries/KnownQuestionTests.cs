using System.Net;
using System.Text;
using Metrics.Api.Tests.Storefront;
using Npgsql;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>A process without room for answers still recognises a request that it has seen before, as long as nothing changes.</summary>
public sealed class KnownQuestionTests : IClassFixture<SmallStorefront>, IDisposable
{
    private const string Planned = "plan;dur=0, ";
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private const string Count = "/api/v1/query?metrics=transactions_all_statuses";
    private readonly StorefrontWarehouse _warehouse;
    private readonly ApiHost _api;

    // A clock that stands: a poll that comes late would make an answer unconfirmed, which is another answer.
    public KnownQuestionTests(SmallStorefront storefront)
    {
        _warehouse = storefront.Warehouse;
        _api = new ApiHost(
            new HeldClock(TimeProvider.System.GetUtcNow()), _warehouse.ConnectionString, ("Metrics:CacheBytes", "1"),
            ("Metrics:BodyCacheBytes", "1"));
    }

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task An_equal_request_is_planned_once_and_answered_with_the_same_bytes()
    {
        var first = await _api.Client.GetAsync(TopStores);
        for (var again = 0; again < 3; again++)
        {
            var answer = await _api.Client.GetAsync(TopStores);
            Assert.StartsWith(Planned, Timing(answer), StringComparison.Ordinal);
            Assert.Equal(
                (first.Headers.ETag, await first.Content.ReadAsStringAsync()),
                (answer.Headers.ETag, await answer.Content.ReadAsStringAsync()));
        }

        var (unchanged, _) = await _api.GetAsync(
            TopStores, r => r.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        var (other, _) = await _api.GetAsync(TopStores, r => r.Headers.TryAddWithoutValidation("If-None-Match", "W/\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Another_body_or_form_is_another_request()
    {
        foreach (var limit in (int[])[1, 2, 1, 2])
        {
            using var content = new StringContent(
                $$"""{"metrics": ["transactions"], "group_by": ["store"], "limit": {{limit}}}""", Encoding.UTF8, "application/json");
            using var answer = await _api.Client.PostAsync("/api/v1/query", content);
            Assert.Contains($"\"row_count\":{limit},", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var format in (string[])["text/csv", "application/json", "text/csv", "application/json"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, TopStores);
            request.Headers.Accept.ParseAdd(format);
            using var answer = await _api.Client.SendAsync(request);
            Assert.Equal(format, answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task New_rows_are_in_the_next_answer()
    {
        var (_, before) = await _api.GetAsync(Count);
        await _api.GetAsync(Count);
        var file = Path.Combine(_warehouse.Data, "transactions.csv");
        var lines = await File.ReadAllLinesAsync(file);
        // The first transaction once more, under a number that is free.
        await File.WriteAllLinesAsync(file, [.. lines, $"999999{lines[1][lines[1].IndexOf(',', StringComparison.Ordinal)..]}"]);
        _warehouse.Refresh();
        var (seen, body) = await _api.GetAsync("/api/v1/query?metrics=transactions&min_data_version=2");
        Assert.True(seen.IsSuccessStatusCode, body.ToString());
        await using var connection = new NpgsqlConnection(_warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var counting = new NpgsqlCommand("select count(*) from gold.fct_transactions", connection);
        var rows = (long)(await counting.ExecuteScalarAsync())!;
        Assert.NotEqual(Value(before), rows);
        for (var again = 0; again < 2; again++)
            Assert.Equal(rows, Value((await _api.GetAsync(Count)).Body));
    }

    private static long Value(System.Text.Json.JsonElement answer) => answer.GetProperty("rows")[0][0].GetInt64();

    private static string Timing(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Server-Timing"));
}
