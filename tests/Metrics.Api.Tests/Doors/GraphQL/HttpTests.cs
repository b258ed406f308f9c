using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>The HTTP around a document: status, headers, sizes.</summary>
public sealed class HttpTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private const string Noise = "{}()[]:!$\"-1.e5,@ null é\u0000";
    private const string Question = "{ data { storeCountry transactions transactedAmount averageTransactedAmount } }";
    // A poll that comes late on a busy machine would make another body of the same answer.
    private readonly ApiHost _api = new(new HeldClock(TimeProvider.System.GetUtcNow()), storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Asked_again_it_is_a_hit_of_the_same_bytes_packed_as_liked_and_304_to_who_has_them()
    {
        var (first, second) = (await _api.SendAsync(Question), await _api.SendAsync(Question));
        Assert.Equal("metrics; fwd=miss; stored", Single(first, "Cache-Status"));
        Assert.Equal("metrics; hit", Single(second, "Cache-Status"));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var packed = await GetAsync(Question, r => r.Headers.AcceptEncoding.ParseAdd("br"));
            Assert.Equal("br", packed.Content.Headers.ContentEncoding.Single());
            await using var stream = new BrotliStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            using var reader = new StreamReader(stream);
            Assert.Equal(await first.Content.ReadAsStringAsync(), await reader.ReadToEndAsync());
        }

        var tag = (await GetAsync(Question)).Headers.ETag!.ToString();
        var unchanged = await GetAsync(Question, r => r.Headers.TryAddWithoutValidation("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("{ runs { nodes { id status } } freshness { nodes { ageSeconds } } }")]
    [InlineData("{ data { deviceType timeToFifthTransaction } }")]
    public async Task What_changes_by_itself_and_what_failed_is_never_sent_again(string query)
    {
        await _api.SendAsync(query);
        Assert.NotEqual("metrics; hit", Single(await _api.SendAsync(query), "Cache-Status"));
    }

    [Theory]
    [InlineData("application/json", "{ nothing }", HttpStatusCode.OK)]
    [InlineData("application/graphql-response+json", "{ nothing }", HttpStatusCode.BadRequest)]
    [InlineData("application/graphql-response+json", "{ data { storeCountry } }", HttpStatusCode.OK)]
    [InlineData("application/graphql-response+json", "mutation { drop }", HttpStatusCode.MethodNotAllowed)]
    [InlineData("text/csv", "{ __typename }", HttpStatusCode.NotAcceptable)]
    public async Task The_status_is_the_protocol_s(string accept, string query, HttpStatusCode status)
    {
        var response = await GetAsync(query, r => r.Headers.Accept.ParseAdd(accept));
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.NotAcceptable)
            Assert.Equal(
                "Q105", JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0]
                    .GetProperty("extensions").GetProperty("code").GetString());
        else
            Assert.Equal(accept, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Without_a_warehouse_everything_is_refused_as_not_ready()
    {
        using var api = new ApiHost();
        var response = await api.SendAsync(Question);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0];
        Assert.StartsWith("E31", error.GetProperty("extensions").GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.Client.GetAsync("/graphql/schema.graphql")).StatusCode);
    }

    public static TheoryData<string, string, HttpStatusCode> Bombs => new()
    {
        { "{ " + string.Concat(Enumerable.Repeat("data { transactions } ", 50_000)) + "}", "Q104", HttpStatusCode.RequestEntityTooLarge },
        { "{ " + string.Concat(Enumerable.Repeat("data { transactions } ", 15_000)) + "}", "Q107", HttpStatusCode.OK },
        { string.Concat(Enumerable.Repeat("{ data ", 10_000)) + new string('}', 10_000), "Q107", HttpStatusCode.OK },
        { "{ data(where: " + string.Concat(Enumerable.Repeat("{not: ", 10_000)), "Q107", HttpStatusCode.OK },
        { "{ " + string.Concat(Enumerable.Range(0, 60).Select(i => $"d{i}: data {{ transactions }} ")) + "}", "Q107", HttpStatusCode.OK },
        { "{ data { " + string.Concat(Enumerable.Range(0, 600).Select(i => $"a{i}: transactions ")) + "} }", "Q107", HttpStatusCode.OK },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Documents_beyond_the_limits_are_refused_before_anything_is_asked(string query, string code, HttpStatusCode status)
    {
        var response = await _api.SendAsync(query);
        Assert.Equal(status, response.StatusCode);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(code, body.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.False(body.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task A_response_beyond_the_cap_is_refused_and_nothing_is_cut()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("Metrics:MaxBytes", "3000"));
        var codes = await api.ErrorsAsync(
            "{ a: data { store transactions } b: data { productName transactions } c: data { storeName transactedAmount } }");
        Assert.Equal("E331", codes[0].Code);
    }

    [Fact]
    public async Task A_refusal_longer_than_a_caller_s_answers_may_be_is_still_a_refusal()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("Metrics:MaxBytes", "1000"));
        var response = await api.SendAsync("{ " + string.Concat(Enumerable.Range(0, 60).Select(i => $"nothing{i} ")) + "}");
        Assert.True((int)response.StatusCode < 500, $"{response.StatusCode}");
        Assert.True(response.Content.Headers.ContentLength > 1000);
    }

    [Fact]
    public async Task Thousands_of_broken_requests_are_answered_and_none_of_them_with_a_failure_of_ours()
    {
        var random = new Random(20261125);
        string[] documents =
        [
            Question,
            "{ data(where: {or: [{storeCountry: {in: [\"Norway\"]}}, {deviceType: {between: {low: 1, high: \"3\"}}}]}, timeRange: "
            + "{words: \"2022\"}, first: 3) { metricTime(grain: MONTH) share: transactions(shareOf: [metricTime]) } }",
            "query ($input: QueryInput!) { query(input: $input) { rows columns { name } } }",
            "{ topStores(first: 2, where: {transactedAmount: {gt: \"5.0\"}}) { store storeName transactedAmount } }",
            "{ metrics(search: \"a\", first: 2) { nodes { name inputs { name } dimensions { field } freshness { asOf } } pageInfo { "
            + "endCursor } } savedQueries { edges { cursor node { query } } } }",
        ];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 3_000).Select(_ => Mutated(documents[random.Next(documents.Length)], random)),
            new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (query, ct) =>
            {
                using var content = JsonContent.Create(
                    new { query, variables = new { input = new { metrics = new[] { new { name = "transactions" } } } } });
                var response = await _api.Client.PostAsync("/graphql", content, ct);
                var text = await response.Content.ReadAsStringAsync(ct);
                Assert.True((int)response.StatusCode < 500, $"{query}\n{text}");
                Assert.DoesNotContain("E500", text, StringComparison.Ordinal);
            });
    }

    private static string Mutated(string document, Random random)
    {
        var text = new StringBuilder(document);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, 1);
                    break;
                case 1:
                    text.Insert(at, Noise[random.Next(Noise.Length)]);
                    break;
                default:
                    text.Insert(at, document.AsSpan(random.Next(document.Length / 2), random.Next(document.Length / 2)));
                    break;
            }
        }

        return text.ToString();
    }

    private Task<HttpResponseMessage> GetAsync(string query, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(query)}");
        change?.Invoke(request);
        return _api.Client.SendAsync(request);
    }

    private static string Single(HttpResponseMessage response, string header) => response.Headers.GetValues(header).Single();
}
