using System.Globalization;
using System.IO.Compression;
using System.Net;
using Metrics.Api.Tests.Storefront;

namespace Metrics.Api.Tests.Queries;

/// <summary>What callers and caches between us and them are told, and what a publication empties.</summary>
public sealed class CachingTests : IDisposable
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(400, 31).Refresh();
    private readonly ApiHost _api;

    public CachingTests() => _api = new ApiHost(_warehouse.ConnectionString);

    public void Dispose()
    {
        _api.Dispose();
        _warehouse.Dispose();
    }

    [Fact]
    public async Task The_first_answer_is_a_miss_the_next_a_hit_and_both_are_the_same_bytes()
    {
        var (first, second) = (await SendAsync(TopStores), await SendAsync(TopStores));
        Assert.Equal("metrics; fwd=miss; stored", Status(first));
        Assert.Equal("metrics; hit", Status(second));
        Assert.Equal(await TextAsync(first.Content), await TextAsync(second.Content));
        Assert.Equal(["Accept", "Accept-Encoding", "Authorization"], second.Headers.Vary.Order());
        Assert.Equal("no-cache, private", second.Headers.CacheControl!.ToString());
        Assert.Contains("engine;dur=", Assert.Single(first.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_the_answer_already_is_told_so_by_its_tag_also_before_we_have_it()
    {
        // Another replica has never computed it.
        using var another = new ApiHost(_warehouse.ConnectionString);
        foreach (var api in (ApiHost[])[another, _api])
        {
            var (tag, answer) = ("", new HttpResponseMessage());
            // On a busy machine a poll may come late; then the answer is another, since it says unconfirmed.
            for (var tries = 0; tries < 50 && answer.StatusCode != HttpStatusCode.NotModified; tries++)
            {
                tag = (await SendAsync(TopStores)).Headers.ETag!.ToString();
                answer = await SendAsync(TopStores, ifNoneMatch: tag, api: api);
            }

            Assert.StartsWith("W/", tag, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        var (_, explained) = await another.GetAsync("/api/v1/explain?metrics=transacted_amount&group_by=store,store__name&order_by=-transacted_amount,store&limit=10");
        Assert.False(explained.GetProperty("cache").GetProperty("hit").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(TopStores, ifNoneMatch: "W/\"other\"")).StatusCode);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip;q=1, br;q=0.5", "gzip")]
    [InlineData("br;q=0", null)]
    [InlineData("deflate", null)]
    public async Task A_body_travels_packed_as_the_caller_likes_under_a_tag_of_its_own(string accepted, string? used)
    {
        var plain = await TextAsync((await SendAsync(TopStores)).Content);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var packed = await SendAsync(TopStores, acceptEncoding: accepted);
            Assert.Equal(used, packed.Content.Headers.ContentEncoding.SingleOrDefault());
            await using var stream = await packed.Content.ReadAsStreamAsync();
            await using Stream unpacked = used switch
            {
                "gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "br" => new BrotliStream(stream, CompressionMode.Decompress),
                _ => stream,
            };
            using var reader = new StreamReader(unpacked);
            Assert.Equal(plain, Confirmed(await reader.ReadToEndAsync()));
            Assert.Equal(used is not null, packed.Headers.ETag!.Tag.EndsWith($"-{used}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_publication_of_other_tables_and_another_description_empty_nothing_and_new_rows_empty_what_they_touch()
    {
        var (_, list) = await _api.GetAsync("/api/v1/saved-queries");
        var names = list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!).ToList();
        Assert.Equal(17, names.Count);
        await StatusesAsync(names);
        Assert.All(await StatusesAsync(names), s => Assert.EndsWith("metrics; hit", s, StringComparison.Ordinal));

        Edit("storefront/semantic/metrics.yml", "Number of accepted transactions\"", "How many transactions went through\"");
        Add("storefront/models/gold/fct_answer.sql", "/*\ndescription: one row\nkey: id\n*/\nselect 42::bigint as id\n");
        _warehouse.Refresh();
        await SeenAsync(2);
        Assert.All(await StatusesAsync(names), s => Assert.EndsWith("metrics; hit", s, StringComparison.Ordinal));
        var (_, metric) = await _api.GetAsync("/api/v1/metrics/transactions");
        Assert.Equal("How many transactions went through", metric.GetProperty("description").GetString());

        await File.AppendAllTextAsync(Path.Combine(_warehouse.Data, "transactions.csv"), Lines(_warehouse.Data));
        _warehouse.Refresh();
        await SeenAsync(3);
        Assert.All(await StatusesAsync(names), s => Assert.Contains("fwd=miss", s, StringComparison.Ordinal));
    }

    private async Task SeenAsync(int publication)
    {
        var (response, body) = await _api.GetAsync($"/api/v1/query?metrics=transactions&min_data_version={publication}");
        Assert.True(response.IsSuccessStatusCode, body.ToString());
    }

    private async Task<List<string>> StatusesAsync(IEnumerable<string> names)
    {
        var statuses = new List<string>();
        foreach (var name in names)
            statuses.Add($"{name}: {Status(await SendAsync($"/api/v1/saved-queries/{name}/result"))}");
        return statuses;
    }

    private void Edit(string file, string from, string to)
    {
        var path = Path.Combine(_warehouse.ProjectFolder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private void Add(string file, string text) => File.WriteAllText(Path.Combine(_warehouse.ProjectFolder, file), text);

    // The first transaction once more, under a number that is free.
    private static string Lines(string folder)
    {
        var first = File.ReadLines(Path.Combine(folder, "transactions.csv")).ElementAt(1);
        return string.Create(CultureInfo.InvariantCulture, $"999999{first[first.IndexOf(',', StringComparison.Ordinal)..]}\n");
    }

    // On a busy machine a poll may come late between two requests; nothing else of the answer changes by it.
    private static async Task<string> TextAsync(HttpContent content) => Confirmed(await content.ReadAsStringAsync());

    private static string Confirmed(string text) => text.Replace("unconfirmed", "confirmed", StringComparison.Ordinal);

    private static string Status(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Cache-Status"));

    private async Task<HttpResponseMessage> SendAsync(string path, string? acceptEncoding = null, string? ifNoneMatch = null, ApiHost? api = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (acceptEncoding is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await (api ?? _api).Client.SendAsync(request);
    }
}
