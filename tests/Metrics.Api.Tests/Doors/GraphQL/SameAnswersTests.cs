using System.Text.Json;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>Every shipped saved query gives the same answer over both doors.</summary>
public sealed class SameAnswersTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    [Fact]
    public async Task Every_saved_query_of_every_pack_has_the_same_rows_over_REST_and_GraphQL()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var saved = (await api.DataAsync("{ savedQueries(first: 1000) { nodes { name field } } }")).GetProperty("savedQueries")
            .GetProperty("nodes");
        Assert.True(saved.GetArrayLength() > 10);
        foreach (var query in saved.EnumerateArray())
        {
            var (name, field) = (query.GetProperty("name").GetString()!, query.GetProperty("field").GetString());
            Assert.True(field is not null, $"{name} is no field");
            var (response, rest) = await api.GetAsync($"/api/v1/saved-queries/{name}/result?numbers=string");
            Assert.True(response.IsSuccessStatusCode, rest.ToString());
            var type = (await api.DataAsync(
                $"{{ __type(name: \"Query\") {{ fields {{ name type {{ ofType {{ ofType {{ name }} name }} }} }} }} }}"))
                .GetProperty("__type").GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("name").GetString() == field)
                .GetProperty("type").GetProperty("ofType").GetProperty("ofType").GetProperty("name").GetString();
            var columns = (await api.DataAsync($"{{ __type(name: \"{type}\") {{ fields {{ name }} }} }}"))
                .GetProperty("__type").GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToList();
            Assert.Equal(rest.GetProperty("columns").GetArrayLength(), columns.Count);
            var rows = (await api.DataAsync($"{{ {field} {{ {string.Join(' ', columns)} }} }}")).GetProperty(field!);
            Assert.Equal(
                rest.GetProperty("rows").EnumerateArray().Select(r => string.Join('|', r.EnumerateArray().Select(v => v.ToString()))),
                rows.EnumerateArray().Select(r => string.Join('|', r.EnumerateObject().Select(p => p.Value.ToString()))));
        }
    }

    [Fact]
    public async Task A_saved_query_takes_conditions_ranges_and_pages_of_one_s_own()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var rows =
            (await api.DataAsync(
                "{ topStores(first: 2, where: {storeCountry: {like: \"%a%\"}}, timeRange: {words: \"2022\"}) { store transactedAmount } "
                + "}")).GetProperty("topStores");
        var (_, rest) = await api.GetAsync(
            "/api/v1/saved-queries/top_stores/result?numbers=string&limit=2&where=store__country%20like%20'%25a%25'&time_range=2022");
        Assert.Equal(
            rest.GetProperty("rows").EnumerateArray().Select(r => $"{r[0]} {r[2]}"),
            rows.EnumerateArray().Select(r => $"{r.GetProperty("store")} {r.GetProperty("transactedAmount")}"));
        Assert.Equal([("Q100", "topStores")], await api.ErrorsAsync("{ topStores(timeZone: \"Mars/Olympus\") { store } }"));
    }

    [Fact]
    public async Task Random_questions_have_the_same_rows_or_the_same_refusal_over_both_doors()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("METRICS_SEED"), out var given) ? given : 20261125;
        var names = await NamesAsync(api);
        var answered = 0;
        for (var i = 0; i < 400; i++)
        {
            var body = names.Question(new Random(unchecked((seed * 31) + i)));
            body.Remove("fill");
            body["numbers"] = "string";
            using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            var response = await api.Client.PostAsync("/api/v1/query", content);
            var rest = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            var graph = await api.AskAsync(
                "query ($input: QueryInput!) { query(input: $input) { columns { name type } rows rowCount limited next } }",
                new { input = UntypedQuestion.Of(body) });
            var what = $"seed {seed}: {body}\n{rest}\n{graph}";
            if (response.IsSuccessStatusCode)
            {
                answered++;
                var query = graph.GetProperty("data").GetProperty("query");
                Assert.True(query.ValueKind == JsonValueKind.Object, what);
                Assert.Equal(rest.GetProperty("rows").ToString(), Quoted(query.GetProperty("rows")));
                Assert.Equal(rest.GetProperty("meta").GetProperty("next").ToString(), query.GetProperty("next").ToString());
            }
            else
            {
                Assert.Equal(
                    rest.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()),
                    graph.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("extensions").GetProperty("code").GetString()));
            }
        }

        Assert.True(answered > 100, $"seed {seed}: only {answered} were answered");
    }

    // REST quotes doubles and quotients too when asked for strings.
    private static string Quoted(JsonElement rows) =>
        $"[{string.Join(',', rows.EnumerateArray().Select(r => $"[{string.Join(',', r.EnumerateArray().Select(Quote))}]"))}]";

    private static string Quote(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? $"\"{value.GetRawText()}\"" : value.GetRawText();

    private static async Task<CatalogNames> NamesAsync(ApiHost api)
    {
        var data = await api.DataAsync("{ metrics(first: 1000) { nodes { name } } dimensions(first: 1000) { nodes { name } } }");
        string[] Of(string list) =>
            [.. data.GetProperty(list).GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("name").GetString()!)];
        return new CatalogNames(Of("metrics"), Of("dimensions"), "Norway");
    }
}
