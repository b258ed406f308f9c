using System.Globalization;
using System.IO.Compression;
using System.Net;
using Metrics.Answering.Caching;
using Metrics.Api.Bodies;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>What answers say to callers and to caches on the way, and what a publication invalidates.</summary>
public sealed class CachingTests : IDisposable
{
    private const string TopStores = "/api/v1/saved-queries/top_stores/result";
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(400, 31).Refresh();
    // A poll that comes late on a busy machine would make an answer unconfirmed, which is another answer under another tag.
    private readonly HeldClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly ApiHost _api;

    public CachingTests() => _api = new ApiHost(_clock, _warehouse.ConnectionString);

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
        Assert.Equal(["Accept", "Accept-Encoding", "Authorization", "X-Api-Key"], second.Headers.Vary.Order());
        Assert.Equal("no-cache, private", second.Headers.CacheControl!.ToString());
        Assert.Contains("engine;dur=", Assert.Single(first.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_the_answer_already_is_told_so_by_its_tag_also_before_we_have_it()
    {
        // Another replica has never computed it.
        using var another = new ApiHost(_clock, _warehouse.ConnectionString);
        var tag = (await SendAsync(TopStores)).Headers.ETag!.ToString();
        Assert.StartsWith("W/", tag, StringComparison.Ordinal);
        foreach (var (api, status) in new[] { (another, "metrics; detail=unchanged"), (_api, "metrics; hit") })
        {
            var answer = await SendAsync(TopStores, ifNoneMatch: tag, api: api);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal((tag, status), (answer.Headers.ETag!.ToString(), Status(answer)));
        }

        var (_, explained) = await another.GetAsync(
            "/api/v1/explain?metrics=transacted_amount&group_by=store,store__name&order_by=-transacted_amount,store&limit=10");
        Assert.False(explained.GetProperty("cache").GetProperty("hit").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(TopStores, ifNoneMatch: "W/\"other\"")).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_is_no_longer_confirmed_is_another_answer_under_another_tag_and_runs_nothing()
    {
        var confirmed = await SendAsync(TopStores);
        // The last poll is now too long ago, until the next one.
        HttpResponseMessage unconfirmed;
        do
        {
            _clock.Move(TimeSpan.FromSeconds(2));
            unconfirmed = await SendAsync(TopStores, ifNoneMatch: confirmed.Headers.ETag!.ToString());
        }
        while (unconfirmed.StatusCode == HttpStatusCode.NotModified);
        var text = await unconfirmed.Content.ReadAsStringAsync();
        Assert.Contains("\"unconfirmed\"", text, StringComparison.Ordinal);
        Assert.Equal(Confirmed(text), await confirmed.Content.ReadAsStringAsync());
        Assert.NotEqual(confirmed.Headers.ETag, unconfirmed.Headers.ETag);
        Assert.Equal("metrics; hit", Status(unconfirmed));
    }

    [Fact]
    public async Task Who_asks_the_same_while_it_is_computed_waits_for_the_same_statement()
    {
        await using var connection = new NpgsqlConnection(_warehouse.ConnectionString);
        await connection.OpenAsync();
        await using (var command = new NpgsqlCommand("begin; lock table store.fct_transactions_v1 in access exclusive mode", connection))
            await command.ExecuteNonQueryAsync();
        var asking = Enumerable.Range(0, 8).Select(_ => SendAsync(TopStores)).ToList();
        // What a transaction sees of others' statements does not change while it lasts.
        await using var watching = new NpgsqlConnection(_warehouse.ConnectionString);
        await watching.OpenAsync();
        await using (var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where application_name = 'metrics-api' and wait_event_type = 'Lock' and datname = "
            + "current_database()", watching))
        {
            await Eventually.HoldsAsync(async () => (long)(await command.ExecuteScalarAsync())! > 0, "no statement came");
            // For the others to come as well.
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            Assert.Equal(1L, await command.ExecuteScalarAsync());
        }

        await using (var command = new NpgsqlCommand("rollback", connection))
            await command.ExecuteNonQueryAsync();
        var answers = await Task.WhenAll(asking);
        Assert.Single(answers, a => Status(a) == "metrics; fwd=miss; stored");
        Assert.Contains(answers, a => Status(a) == "metrics; fwd=miss; collapsed");
        Assert.Single((await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()))).Distinct());
    }

    [Fact]
    public async Task Finished_bodies_keep_to_their_memory_and_one_that_had_to_go_is_written_again_without_a_statement()
    {
        const int Room = 64 * 1024;
        using var api = new ApiHost(_clock, _warehouse.ConnectionString, ("Metrics:BodyCacheBytes", $"{Room}"));
        var bodies = api.Services.GetRequiredService<BoundedCache<Body>>();
        var first = await SendAsync(TopStores, api: api);
        for (var limit = 1; limit <= 150; limit++)
        {
            await SendAsync(
                $"/api/v1/query?metrics=transactions&group_by=store&limit={limit % 30}&layout=objects&where=transactions%20%3E%20-{limit}",
                api: api);
            Assert.True(bodies.Bytes <= Room, $"{bodies.Bytes} bytes of bodies are kept");
        }

        Assert.True(bodies.Evictions > 0);
        var again = await SendAsync(TopStores, api: api);
        Assert.Equal("metrics; hit", Status(again));
        Assert.StartsWith("plan;dur=", Assert.Single(again.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
        Assert.Equal(
            (first.Headers.ETag, await first.Content.ReadAsStringAsync()), (again.Headers.ETag, await again.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task What_is_asked_again_and_again_stays_ready_however_many_other_questions_are_asked()
    {
        using var api = new ApiHost(_clock, _warehouse.ConnectionString, ("Metrics:BodyCacheBytes", $"{256 * 1024}"));
        await SendAsync(TopStores, api: api);
        for (var limit = 1; limit <= 400; limit++)
        {
            var other = $"metrics=transactions&group_by=store&limit={limit % 30}&layout=objects&where=transactions%20%3E%20-{limit}";
            await SendAsync($"/api/v1/query?{other}", api: api);
            if (limit % 10 > 0)
                continue;
            var again = await SendAsync(TopStores, api: api);
            Assert.Equal("cache;desc=\"hit\"", Assert.Single(again.Headers.GetValues("Server-Timing")));
        }
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
        var unpackedAnswer = await SendAsync(TopStores);
        var plain = await TextAsync(unpackedAnswer.Content);
        // A tag's own letters may end with the hyphen too.
        var tag = unpackedAnswer.Headers.ETag!.Tag.TrimEnd('"') + (used is null ? "" : $"-{used}") + '"';
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
            Assert.Equal(plain, await reader.ReadToEndAsync());
            Assert.Equal(tag, packed.Headers.ETag!.Tag);
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
        // What is asked most would be known again before the publication.
        await File.AppendAllTextAsync(Path.Combine(_warehouse.ProjectFolder, "metrics.yml"), "\npublish: {warm_seconds: 0}\n");
        _warehouse.Refresh();
        await SeenAsync(3);
        Assert.All(await StatusesAsync(names), s => Assert.Contains("fwd=miss", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_author_s_SQL_takes_from_the_clock_is_never_kept()
    {
        Edit(
            "storefront/semantic/dimensions.yml", "label: Device type,",
            "label: Device type}\n      - {name: asked_at, type: categorical, expr: now()::text, label: Asked at,");
        _warehouse.Refresh();
        await SeenAsync(2);
        foreach (var question in new[] { "/api/v1/query?metrics=transactions&group_by=device__asked_at",
            "/api/v1/dimensions/device__asked_at/values" })
        {
            var first = await SendAsync(question);
            var second = await SendAsync(question, ifNoneMatch: first.Headers.ETag?.ToString());
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
            Assert.NotEqual(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        }

        Assert.Equal("metrics; fwd=miss", Status(await SendAsync("/api/v1/query?metrics=transactions&group_by=device__asked_at")));
        var (_, answer) = await _api.GetAsync("/api/v1/query?metrics=transactions&group_by=device__asked_at");
        Assert.Contains("since it uses now", answer.GetProperty("meta").GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        var (_, explained) = await _api.GetAsync("/api/v1/explain?metrics=transactions&group_by=device__asked_at");
        Assert.False(explained.GetProperty("cache").GetProperty("hit").GetBoolean());
        // Whoever does not ask for it keeps his.
        await SendAsync(TopStores);
        Assert.Equal("metrics; hit", Status(await SendAsync(TopStores)));
    }

    private async Task SeenAsync(int publication)
    {
        // It waits two seconds by itself; a busy machine may need more.
        for (var tries = 0; ; tries++)
        {
            var (response, body) = await _api.GetAsync($"/api/v1/query?metrics=transactions&min_data_version={publication}");
            if (response.IsSuccessStatusCode)
                return;
            Assert.True(response.StatusCode == HttpStatusCode.Conflict && tries < 40, body.ToString());
        }
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

    // The first transaction once more, under a number that is free; the file's last line has no end.
    private static string Lines(string folder)
    {
        var first = File.ReadLines(Path.Combine(folder, "transactions.csv")).ElementAt(1);
        return string.Create(CultureInfo.InvariantCulture, $"\r\n999999{first[first.IndexOf(',', StringComparison.Ordinal)..]}");
    }

    private static Task<string> TextAsync(HttpContent content) => content.ReadAsStringAsync();

    private static string Confirmed(string text) => text.Replace("unconfirmed", "confirmed", StringComparison.Ordinal);

    private static string Status(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Cache-Status"));

    private async Task<HttpResponseMessage> SendAsync(
        string path, string? acceptEncoding = null, string? ifNoneMatch = null, ApiHost? api = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (acceptEncoding is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await (api ?? _api).Client.SendAsync(request);
    }
}
