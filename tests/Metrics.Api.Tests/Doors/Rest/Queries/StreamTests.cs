using System.IO.Compression;
using System.Net;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>CSV that is larger than answers held in memory is sent while it is read.</summary>
public sealed class StreamTests : IDisposable
{
    private const string ByStoreAndTime =
        "/api/v1/query?metrics=transactions_all_statuses,transacted_amount&group_by=store,metric_time__second&order_by=metric_time__second";
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(12_000, 61).Refresh();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("Metrics:MaxRows", "100", null)]
    [InlineData("Metrics:MaxRows", "100", "gzip")]
    [InlineData("Metrics:MaxRows", "100", "br")]
    [InlineData("Metrics:MaxBytes", "20000", null)]
    public async Task A_CSV_answer_beyond_the_caps_is_whole_and_the_same_as_one_within_and_never_kept(
        string setting, string value, string? coding)
    {
        using var roomy = new ApiHost(new HeldClock(TimeProvider.System.GetUtcNow()), _warehouse.ConnectionString);
        using var tight = new ApiHost(new HeldClock(TimeProvider.System.GetUtcNow()), _warehouse.ConnectionString, (setting, value));
        var expected = await roomy.Client.GetStringAsync($"{ByStoreAndTime}&format=csv");
        Assert.True(expected.Count(c => c == '\n') > 8_192, "too few rows for several parts");
        for (var times = 0; times < 2; times++)
        {
            using var response = await SendAsync(tight, $"{ByStoreAndTime}&format=csv", coding);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("metrics; fwd=miss; detail=streamed", Assert.Single(response.Headers.GetValues("Cache-Status")));
            Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
            Assert.Equal(expected, await TextAsync(response, coding));
            using var unchanged = await SendAsync(tight, $"{ByStoreAndTime}&format=csv", coding, response.Headers.ETag!.ToString());
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }

        await tight.RefusedAsync(
            $"{ByStoreAndTime}&format=json", HttpStatusCode.RequestEntityTooLarge, setting == "Metrics:MaxRows" ? "E330" : "E331");
    }

    [Fact]
    public async Task A_limit_beyond_the_cap_shortens_a_streamed_answer_and_pages_go_on_from_there()
    {
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:MaxRows", "100"));
        var all = (await api.Client.GetStringAsync($"{ByStoreAndTime}&format=csv")).Split("\r\n");
        var limited = (await api.Client.GetStringAsync($"{ByStoreAndTime}&format=csv&limit=5000")).Split("\r\n");
        Assert.Equal(all[..5001], limited[..^1]);
        Assert.Equal("", limited[^1]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Beyond_the_cap_of_streams_the_connection_is_aborted_and_never_ended_cleanly(string? coding)
    {
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:MaxRows", "100"), ("Metrics:MaxStreamedRows", "6000"));
        // What is packed well may not have left when the connection ends: then even the headers are missing.
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await SendAsync(api, $"{ByStoreAndTime}&format=csv", coding);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await response.Content.ReadAsByteArrayAsync();
        });
        // Its connection and its turn are free again, and what is within the cap is whole.
        for (var times = 0; times < 20; times++)
        {
            var text = await api.Client.GetStringAsync($"{ByStoreAndTime}&format=csv&limit=6000");
            Assert.Equal(6_001, text.Count(c => c == '\n'));
        }
    }

    [Fact]
    public async Task Whoever_stops_reading_a_stream_ends_its_statement()
    {
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:MaxRows", "100"));
        for (var times = 0; times < 20; times++)
        {
            using var response = await SendAsync(api, $"{ByStoreAndTime}&format=csv", coding: null);
            var buffer = new byte[100];
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(buffer);
        }

        await using var connection = new NpgsqlConnection(_warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where application_name = 'metrics-api' and state = 'active' and datname = "
            + "current_database()", connection);
        await Eventually.HoldsAsync(async () => (long)(await command.ExecuteScalarAsync())! == 0, "a statement goes on");

        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/api/v1/query?metrics=transactions")).StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiHost api, string path, string? coding, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (coding is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, string? coding)
    {
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using Stream plain = coding switch
        {
            "gzip" => new GZipStream(stream, CompressionMode.Decompress),
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            _ => stream,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync();
    }
}
