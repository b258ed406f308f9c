using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Api.Tests.Texts;

/// <summary>
/// Text from data, files or the engine is in no byte of any answer to callers who may not see the data, on any route and in any field.
/// </summary>
public sealed partial class TextsOutOfDataTests(CanaryWarehouse warehouse, ITestOutputHelper output) : IClassFixture<CanaryWarehouse>
{
    private const string Introspection =
        "{ __schema { queryType { name } types { name fields { name args { name type { kind } } "
        + "type { name ofType { name ofType { name ofType { name ofType { name ofType { name } } } } } } } } } }";

    [Fact]
    public async Task Nobody_reads_what_came_out_of_data_but_those_who_may_see_it()
    {
        using var api = new ApiHost(warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        await KnownAsync(api);
        var surfaces = await SurfacesAsync(api);
        var found = new Dictionary<string, HashSet<string>> { ["admin"] = [], ["free"] = [], ["held"] = [], ["nobody"] = [] };
        var answered = new Dictionary<string, int>();
        // The held first and last: what others were told must not be kept for them.
        foreach (var (who, key) in new[] { ("held", warehouse.Held), ("admin", warehouse.Admin), ("free", warehouse.Free),
            ("held", warehouse.Held), ("nobody", null) })
        {
            foreach (var surface in surfaces)
            {
                var (status, texts) = await AskAsync(api, surface, key);
                answered[who] = answered.GetValueOrDefault(who) + (status == HttpStatusCode.OK ? 1 : 0);
                var canaries = CanaryWarehouse.Canaries.Where(c => texts.Exists(t => t.Contains(c, StringComparison.OrdinalIgnoreCase)))
                    // What a caller writes it may read again.
                    .Where(c => !surface.ToString().Contains(c, StringComparison.OrdinalIgnoreCase)).ToList();
                found[who].UnionWith(canaries);
                Assert.True(
                    who is "admin" or "free" || canaries.Count == 0,
                    $"{who} reads {string.Join(", ", canaries)} at {surface}: "
                    + $"{string.Join('\n', texts.Where(t => canaries.Exists(c => t.Contains(c, StringComparison.OrdinalIgnoreCase))))}");
            }
        }

        output.WriteLine($"{surfaces.Count} requests; answered {string.Join(", ", answered.Select(a => $"{a.Key} {a.Value}"))}");
        Assert.Equal(CanaryWarehouse.Canaries.Order(), found["admin"].Order());
        // While a definition has errors, details about tables are for administrators; what speaks of definitions is for the free as well.
        Assert.Contains("zanzibar_file", found["free"]);
        Assert.True(answered["held"] > 100 && answered["nobody"] > 0,
            $"{answered["held"]} and {answered["nobody"]} answers are not enough to say anything");
        // The operator reads all of it; a country and GraphQL's names stand in no text of a run.
        foreach (var canary in CanaryWarehouse.Canaries.Except(["zanzibarland", "zanzibarMargin"]))
            Assert.Contains(canary, warehouse.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Whoever_may_not_see_a_table_learns_that_it_failed_and_how_many_rows_were_bad()
    {
        using var api = new ApiHost(warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        await KnownAsync(api);
        var (_, freshness) = await api.GetAsync("/api/v1/freshness?limit=1000", r => r.Headers.Add("X-Api-Key", warehouse.Held));
        var codes = freshness.GetProperty("items").EnumerateArray().Single(t => t.GetProperty("table").GetString() == "fct_codes");
        var reason = Assert.Single(codes.GetProperty("reasons").EnumerateArray());
        Assert.Equal(
            ("build_failed", "fct_codes", "'fct_codes': Build failed (R110)"),
            (reason.GetProperty("code").GetString(), reason.GetProperty("table").GetString(), reason.GetProperty("detail").GetString()));
        var (_, tests) = await api.GetAsync("/api/v1/tests?status=failed", r => r.Headers.Add("X-Api-Key", warehouse.Held));
        Assert.Equal(
            [("fct_sales", "a golden test", 1L), ("vault__people", "unique", 1L), ("vault__rents", "row_count", 1L)],
            tests.GetProperty("items").EnumerateArray()
                .Select(t => (t.GetProperty("model").GetString()!, t.GetProperty("test").GetString()!, t.GetProperty("bad_rows")
                    .GetInt64())));
    }

    [Fact]
    public async Task Health_tells_names_and_paths_only_to_callers_who_may_see_the_catalog()
    {
        using var api = new ApiHost(warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        await KnownAsync(api);
        var (_, open) = await api.GetAsync("/health/ready");
        Assert.Equal(("ready", JsonValueKind.Null), (open.GetProperty("status").GetString(), open.GetProperty("role").ValueKind));
        Assert.True(open.GetProperty("tables").GetInt32() > 0);
        var (_, known) = await api.GetAsync("/health/ready", r => r.Headers.Add("X-Api-Key", warehouse.Free));
        Assert.Equal(warehouse.ApiRole, known.GetProperty("role").GetString());
        var (response, wrong) = await api.GetAsync("/health/ready", r => r.Headers.Add("X-Api-Key", "mk_aaaaaaaaaaaa_wrong"));
        Assert.Equal((HttpStatusCode.OK, JsonValueKind.Null), (response.StatusCode, wrong.GetProperty("role").ValueKind));
    }

    private async Task<List<Surface>> SurfacesAsync(ApiHost api)
    {
        var metrics = await NamesAsync(api, "/api/v1/metrics?limit=1000", "name");
        var tables = await NamesAsync(api, "/api/v1/freshness?limit=1000", "table");
        var names = new SurfaceNames(
            metrics, await NamesAsync(api, "/api/v1/dimensions?limit=1000", "name"),
                await NamesAsync(api, "/api/v1/saved-queries?limit=1000", "name"),
            await NamesAsync(api, "/api/v1/runs?limit=1000", "id"), [.. metrics, .. tables]);
        Assert.Contains("zanzibar_margin", metrics);
        var (_, description) = await api.GetAsync("/openapi.json", r => r.Headers.Add("X-Api-Key", warehouse.Admin));
        Surface[] besides = [new("GET", "/openapi.yaml"), new("GET", "/graphql/schema.graphql"), new("GET", "/nowhere"),
            new("PUT", "/api/v1/runs")];
        // Of two schemas: what one caller cannot select makes the whole document invalid for it.
        return
        [
            .. besides, .. Surface.OfRoutes(description, names), .. Surface.OfGraphQL(await SchemaAsync(api, warehouse.Held), names),
            .. Surface.OfGraphQL(await SchemaAsync(api, warehouse.Admin), names),
        ];
    }

    private static async Task<JsonElement> SchemaAsync(ApiHost api, string key)
    {
        using var asked = new Surface("POST", "/graphql", JsonSerializer.Serialize(new { query = Introspection })).ToRequest();
        asked.Headers.Add("X-Api-Key", key);
        using var answer = await api.Client.SendAsync(asked);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("data").GetProperty("__schema");
    }

    private async Task<IReadOnlyList<string>> NamesAsync(ApiHost api, string path, string property)
    {
        var (_, list) = await api.GetAsync(path, r => r.Headers.Add("X-Api-Key", warehouse.Admin));
        return list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(property).GetString()!).ToList();
    }

    private async Task KnownAsync(ApiHost api)
    {
        foreach (var key in (string[])[warehouse.Held, warehouse.Free, warehouse.Admin])
        {
            await Eventually.IsAsync(
                () => api.GetAsync("/api/v1/metrics", r => r.Headers.Add("X-Api-Key", key)),
                a => a.Response.StatusCode == HttpStatusCode.OK, a => $"a key was never known: {a.Body}");
        }
    }

    // All that a caller gets: headers, the body as it is, what is packed in it, what is escaped in it, and what tokens in it mean.
    private static async Task<(HttpStatusCode Status, List<string> Texts)> AskAsync(ApiHost api, Surface surface, string? key)
    {
        using var request = surface.ToRequest();
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await api.Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var texts = new List<string> { response.Headers.ToString(), response.Content.Headers.ToString(), Encoding.UTF8.GetString(bytes) };
        if (bytes is [(byte)'P', (byte)'K', ..])
        {
            using var archive = new ZipArchive(new MemoryStream(bytes));
            foreach (var entry in archive.Entries)
            {
                using var reader = new StreamReader(entry.Open());
                texts.Add(await reader.ReadToEndAsync());
            }
        }

        texts.Add(Regex.Unescape(SlashRemains().Replace(texts[2], "")));
        texts.AddRange(Token().Matches(texts[0] + texts[2]).Where(m => Base64Url.IsValid(m.Value))
            .Select(m => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(m.Value))));
        return (response.StatusCode, texts);
    }

    [GeneratedRegex("[A-Za-z0-9_-]{8,}")]
    private static partial Regex Token();

    [GeneratedRegex(@"\\(?!u[0-9a-fA-F]{4})")]
    private static partial Regex SlashRemains();
}
