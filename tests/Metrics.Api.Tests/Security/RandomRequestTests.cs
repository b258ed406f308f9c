using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Api.Tests.Security;

/// <summary>
/// Random requests over all routes and headers, most of them questions that reach the compiler: none fails internally, hangs or is cut off
/// before its first byte, and memory does not grow.
/// </summary>
[Trait("Draws", "Wild")]
public sealed partial class RandomRequestTests(ITestOutputHelper output)
{
    private const string Open = """
        saved_queries:
          - name: open
            query_params: {metrics: [transactions]}
            config: {meta: {metrics: {
              where: ["store__country = {{ Parameter('country') }}", "transactions >= {{ Parameter('at_least') }}"],
              parameters: [{name: country, type: string}, {name: at_least, type: number, default: 0}]}}}
        """;

    // Three quarters of what the container has, as the runtime takes there.
    private const long HeapLimit = 1152 * MiB;
    private const long MiB = 1024 * 1024;
    private const int Looks = 80;
    private static readonly int Requests = Draws.Count(4_000, 1_000_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"];

    private static readonly string[] Paths =
    [
        "/api/v1/metrics", "/api/v1/metrics/transactions", "/api/v1/metrics/transactions/dimensions", "/api/v1/dimensions",
        "/api/v1/dimensions/store__country/values",
        "/api/v1/diagnostics", "/api/v1/query",
        "/api/v1/query/batch", "/api/v1/explain", "/api/v1/composables", "/api/v1/saved-queries", "/api/v1/saved-queries/top_stores",
        "/api/v1/saved-queries/top_stores/result",
        "/api/v1/saved-queries/top_stores/explain", "/api/v1/saved-queries/open/result", "/api/v1/saved-queries/open/explain",
        "/api/v1/lineage/transactions", "/api/v1/lineage/", "/api/v1/tests", "/api/v1/runs",
        "/api/v1/runs/00000000-0000-0000-0000-000000000000", "/api/v1/freshness", "/api/v1/policies",
        "/health/live", "/health/ready", "/metrics", "/openapi.yaml",
        "/swagger/index.html", "/problems/Q100", "/graphql", "/graphql/schema.graphql", "/", "/api/v1/", "/api/v1/saved-queries/%00/result",
        "/api/v1/dimensions/%ff%fe/values", "/..%2f..%2fetc/passwd",
    ];

    private static readonly string[] Words =
    [
        "metrics=transactions", "group_by=store__country", "where=store__country='FR'", "limit=3", "limit=-1", "format=csv", "format=xlsx",
        "format=ndjson", "format=", "page=x", "numbers=string", "layout=objects",
        "time_range=last 7 days", "time_range=%00", "min_data_version=1", "order_by=-transactions", "search=a", "%zz", "=", "&&",
        "metrics=", "query={}", "query=[", "time_zone=Mars/Base", "a%00b=c",
        "role=analyst", "role=%00", "attribute=countries=FR", "attribute==", "as=key:test", "country=France", "country=%00",
        "country='; drop", "at_least=1", "at_least=x", "status=failed", "model=x", "query={__typename}", "query={data{transactions}}",
        "query={runs{nodes{id}}}", "variables={",
    ];

    private static readonly string[] Spoilt = ["where", "group_by", "time_range", "order_by", "limit", "time_zone", "metrics"];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "{\"metrics\": [\"transactions\"]}",
        "{\"metrics\": [\"transactions\"], \"group_by\": [\"store__country\"], \"limit\": 2}",
        "{\"queries\": [{\"metrics\": [\"transactions\"]}, {}]}",
        "{\"queries\": 5}",
        "{\"queries\": [{\"saved_query\": \"open\", \"parameters\": {\"country\": \"France\"}}, {\"saved_query\": \"open\", "
        + "\"parameters\": [1]}, {\"saved_query\": 1}]}",
        "{\"select\": \"order_totals\"}", "{\"select\": \";\"}",
        "{\"query\": \"{ data { transactions } open(country: \\\"x\\\") { transactions } }\"}",
        "{\"query\": \"mutation\", \"variables\": []}", "\u0000", "{\"metrics\":", "{\"metrics\": [\"\\ud800\"]}", new string('[', 5000),
        $"{{\"where\": [\"{new string('(', 3000)}\"]}}",
    ];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Accept", ["text/csv", "*/*", "application/xml", ",,,;q=", "text/csv;q=2", "application/x-ndjson"]),
        ("Accept-Encoding", ["gzip", "br;q=0.1", "identity;q=0", ";;;"]),
        ("If-None-Match", ["*", "W/\"x\"", "\"", ","]),
        ("Content-Type", ["application/json", "text/plain", "application/json; charset=utf-16", ""]), ("X-Forwarded-For", ["1.2.3.4"]),
        ("Authorization", ["Bearer mk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Basic", "Bearer", "Basic ////"]),
        ("X-Api-Key", ["x", ""]), ("Host", ["evil.example", "localhost"]),
        ("Origin", ["https://evil.example", "null"]),
        ("Sec-Fetch-Site", ["cross-site", "same-origin", "x"]), ("Cookie", ["a=b"]), ("Expect", ["100-continue"]),
        ("X-HTTP-Method-Override", ["DELETE"]), ("Range", ["bytes=0-1"]),
    ];

    [Fact]
    public async Task Random_requests_over_all_routes_and_headers_never_break_or_hang_and_memory_stays()
    {
        using var storefront = new StorefrontWarehouse().Sample(400, 21).Write("storefront/semantic/open.yml", Open).Refresh();
        var key = storefront.Key("--requests-per-second", "1000000", "--scopes", "query,catalog,run,admin");
        // A process of its own, so that the memory looked at is its own, and no more of it than the container of docker-compose.yml gives;
        // small generations, so that little of it is waste that waits.
        using var api = await ApiProcess.StartAsync(storefront.ConnectionString,
            ("DOTNET_gcServer", "0"), ("DOTNET_GCgen0size", "1000000"), ("DOTNET_GCHeapHardLimit", $"{HeapLimit:x}"));
        var names = await NamesAsync(api, key);
        var (seed, statuses, began) = (Draws.Seed(1128), new ConcurrentDictionary<HttpStatusCode, int>(), Stopwatch.StartNew());
        var compiled = 0;
        var looks = new ConcurrentBag<(int Quarter, long Bytes)>();
        var done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) =>
        {
            var random = new Random(unchecked((seed * 31) + i));
            var isQuestion = random.Next(100) < 70;
            using var request = isQuestion ? Question(random, names, key) : Make(random, key);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Patience);
            using var response = await api.Client.SendAsync(request, limit.Token);
            await response.Content.ReadAsByteArrayAsync(limit.Token);
            statuses.AddOrUpdate(response.StatusCode, 1, (_, n) => n + 1);
            if ((int)response.StatusCode >= 500)
            {
                // Busy or too slow is an honest answer when it says so; anything else is a fault of ours.
                var text = await response.Content.ReadAsStringAsync(limit.Token);
                Assert.True(
                    response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout && CodeOf(text) is { } code
                        && code != "E500",
                    $"seed {seed}, request {i}: {request.Method} {request.RequestUri} gave {response.StatusCode} {text}");
            }

            // 422 is the catalog's refusal of a question that was understood.
            if (isQuestion && response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified or HttpStatusCode.UnprocessableEntity)
                Interlocked.Increment(ref compiled);
            var nth = Interlocked.Increment(ref done);
            if (nth % (Requests / Looks) == 0)
                looks.Add(((int)((nth - 1) * 4L / Requests), await HeapAsync(api, key)));
        });
        // Between two collections of everything waste lies there too, so only the least of many looks says what is held. All that may be
        // kept is kept when the third quarter begins.
        long Least(int quarter) => looks.Where(l => l.Quarter == quarter).Min(l => l.Bytes);
        var grown = Least(3) - Least(2);
        output.WriteLine(
            $"{Requests} requests in {began.Elapsed.TotalSeconds:0} s, {Least(2) / MiB} MiB in the third quarter, {Least(3) / MiB} in "
            + $"the last: "
            + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{(int)s.Key}: {s.Value}")));
        output.WriteLine($"seed {seed}: {compiled} reached the compiler");
        Assert.True(statuses.Keys.Count > 5, string.Join(", ", statuses.Keys));
        Assert.True(compiled >= Requests / 2, $"only {compiled} of {Requests} reached the compiler");
        Assert.True(grown < 32 * MiB, $"{grown} bytes more in the last quarter than in the third");
    }

    [Fact]
    public void Every_route_that_is_described_is_among_them()
    {
        var described = File.ReadLines(Path.Combine(Repository.Root, "openapi.yaml")).Select(l => Route().Match(l)).Where(m => m.Success)
            .Select(m => m.Groups["path"].Value).ToList();
        Assert.True(described.Count > 20, "openapi.yaml was not read");
        Assert.All(
            described, d => Assert.Contains(
                Paths, p => Regex.IsMatch(p, $"^{Placeholder().Replace(d, "[^/]+")}$", RegexOptions.None, TimeSpan.FromSeconds(10))));
    }

    [GeneratedRegex("^  '?(?<path>/[^':]*)'?:$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Route();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Placeholder();

    // What the last collection left: the heap without its holes.
    private static async Task<long> HeapAsync(ApiProcess api, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Api-Key", key } } };
        using var meters = await api.Client.SendAsync(request);
        var lines = (await meters.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n');
        return Sum("dotnet_gc_last_collection_heap_size_bytes{") - Sum("dotnet_gc_last_collection_heap_fragmentation_size_bytes{");

        long Sum(string meter) => lines.Where(l => l.StartsWith(meter, StringComparison.Ordinal))
            .Sum(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static string? CodeOf(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<CatalogNames> NamesAsync(ApiProcess api, string key)
    {
        async Task<string[]> ListAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("X-Api-Key", key);
            using var response = await api.Client.SendAsync(request);
            var list = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("items");
            return [.. list.EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];
        }

        return new CatalogNames(
            await ListAsync("/api/v1/metrics?limit=1000"), await ListAsync("/api/v1/dimensions?limit=1000"), "100%'\"; --");
    }

    // Sound for the most part: what it asks is in the catalog, with now and then something that is not, or a word of Words besides.
    private static HttpRequestMessage Question(Random random, CatalogNames names, string key)
    {
        var question = names.Question(random);
        if (random.Next(10) == 0)
            question[Spoilt[random.Next(Spoilt.Length)]] = Poison(random);
        var text = question.ToJsonString();
        var (path, body) = random.Next(10) switch
        {
            0 => ("/api/v1/explain", text),
            1 => ("/api/v1/composables", new JsonObject { ["metrics"] = question["metrics"]!.DeepClone() }.ToJsonString()),
            2 => ("/api/v1/query/batch", $"{{\"queries\": [{text}, {names.Question(random).ToJsonString()}]}}"),
            3 or 4 => ($"/api/v1/query?query={Uri.EscapeDataString(text)}{(random.Next(3) == 0 ? "&format=csv" : "")}", null),
            _ => ("/api/v1/query", text),
        };
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Add("X-Api-Key", key);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private static JsonNode Poison(Random random) => random.Next(6) switch
    {
        0 => JsonValue.Create("'; drop table x; --"),
        1 => new JsonArray("____", "store__store__country"),
        2 => JsonValue.Create(-1),
        3 => JsonValue.Create(string.Concat(Enumerable.Repeat("%a", random.Next(40)))),
        4 => new JsonObject { ["name"] = "transactions" },
        _ => new JsonArray($"store__country ilike '{new string('%', random.Next(600))}x' or {new string('(', random.Next(60))}"),
    };

    private static HttpRequestMessage Make(Random random, string key)
    {
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => Words[random.Next(Words.Length)]));
        var request = new HttpRequestMessage(
            new HttpMethod(Methods[random.Next(Methods.Length)]),
            new Uri($"{Paths[random.Next(Paths.Length)]}{(query.Length > 0 ? "?" : "")}{query}", UriKind.Relative));
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && random.Next(4) > 0)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]));
        if (request.Content is not null && random.Next(4) > 0)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (random.Next(3) > 0)
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        for (var headers = random.Next(3); headers > 0; headers--)
        {
            var (name, values) = Headers[random.Next(Headers.Length)];
            var value = values[random.Next(values.Length)];
            if (name == "Content-Type")
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
