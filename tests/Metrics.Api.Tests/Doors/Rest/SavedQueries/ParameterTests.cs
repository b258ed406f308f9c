using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Metrics.Api.Tests.Doors.GraphQL;
using Metrics.Api.Tests.Storefront;
using Npgsql;

namespace Metrics.Api.Tests.Doors.Rest.SavedQueries;

/// <summary>Saved queries with parameters, over every door, against SQL written by hand.</summary>
public sealed class ParameterTests(ParameterTests.Warehouse warehouse) : IClassFixture<ParameterTests.Warehouse>, IDisposable
{
    private const string Sold = "/api/v1/saved-queries/sold_in/result";
    private const string Hostile = "x' or 1=1; drop table store.fct_transactions_v1; -- {{ Dimension('store') }} $1 \\ \u00e9\ud83d\ude00";
    private readonly ApiHost _api = new(new HeldClock(TimeProvider.System.GetUtcNow()), warehouse.Storefront.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Rows_are_those_of_the_value_and_of_the_default_when_none_is_given()
    {
        var (one, other) = (await warehouse.CountryAsync(0), await warehouse.CountryAsync(1));
        Assert.Equal(await warehouse.SoldAsync(one, 0), await RowsAsync($"{Sold}?country={Uri.EscapeDataString(one)}"));
        Assert.Equal(await warehouse.SoldAsync(other, 0), await RowsAsync($"{Sold}?country={Uri.EscapeDataString(other)}&at_least="));
        Assert.Equal(
            await warehouse.SoldAsync(one, 150.5m), await RowsAsync($"{Sold}?country={Uri.EscapeDataString(one)}&at_least=150.50"));
        Assert.Equal((await warehouse.SoldAsync(one, 0)).Take(1), await RowsAsync($"{Sold}?country={Uri.EscapeDataString(one)}&limit=1"));
    }

    [Fact]
    public async Task Days_and_times_are_values_too()
    {
        var all = await RowsAsync("/api/v1/saved-queries/sold_since/result");
        var late = await RowsAsync("/api/v1/saved-queries/sold_since/result?day=2022-07-01");
        Assert.Equal(
            await warehouse.CountAsync("t.happened_at >= timestamp '2022-07-01'"),
            long.Parse(Assert.Single(late), CultureInfo.InvariantCulture));
        Assert.NotEqual(all, late);
    }

    [Fact]
    public async Task Another_value_is_another_answer_under_another_tag_and_the_same_one_is_a_hit()
    {
        var (one, other) = (Uri.EscapeDataString(await warehouse.CountryAsync(0)), Uri.EscapeDataString(await warehouse.CountryAsync(1)));
        var (first, second, again) =
            (await SendAsync($"{Sold}?country={one}"), await SendAsync($"{Sold}?country={other}"),
                await SendAsync($"{Sold}?at_least=0&country={one}"));
        Assert.Equal(
            ["metrics; fwd=miss; stored", "metrics; fwd=miss; stored", "metrics; hit"],
            new[] { first, second, again }.Select(r => r.Headers.GetValues("Cache-Status").Single()));
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        var (kept, changed) =
            (await SendAsync($"{Sold}?country={one}", first.Headers.ETag!.ToString()), await SendAsync(
                $"{Sold}?country={other}", first.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (kept.StatusCode, changed.StatusCode));
    }

    [Theory]
    [InlineData("", "country: the saved query 'sold_in' needs a value for its parameter 'country' (string)", null)]
    [InlineData("?country=", "for example /api/v1/saved-queries/sold_in/result?country=text", null)]
    [InlineData("?at_least=1", "for example /api/v1/saved-queries/sold_in/result?country=text", null)]
    [InlineData("?contry=France", "unknown parameter 'contry'", "country")]
    [InlineData("?country=France&country=Spain", "given more than once", null)]
    [InlineData("?country=France&at_least=much", "at_least: 'much' is not a number", null)]
    [InlineData("?country=France&typology=Hotell", "'Hotell' is not one of its values", "Hotel")]
    public async Task What_is_missing_unknown_or_malformed_is_400_with_the_nearest_name(string query, string message, string? candidate)
    {
        foreach (var path in (string[])[Sold, "/api/v1/saved-queries/sold_in/explain"])
        {
            var problem = await _api.RefusedAsync(path + query, HttpStatusCode.BadRequest, "Q100");
            Assert.Contains(message, problem.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
            if (candidate is not null)
                Assert.Contains(candidate, problem.GetProperty("candidates").EnumerateArray().Select(c => c.GetString()));
        }
    }

    [Fact]
    public async Task A_parameter_of_a_saved_query_is_none_of_another()
    {
        await _api.RefusedAsync("/api/v1/saved-queries/top_stores/result?country=France", HttpStatusCode.BadRequest, "Q100");
    }

    [Fact]
    public async Task A_hostile_value_is_a_value_and_never_part_of_the_SQL()
    {
        var path = $"?country={Uri.EscapeDataString(Hostile)}";
        Assert.Empty(await RowsAsync(Sold + path));
        var (_, explained) = await _api.GetAsync($"/api/v1/saved-queries/sold_in/explain{path}");
        Assert.DoesNotContain("drop table", explained.GetProperty("sql").GetString(), StringComparison.Ordinal);
        Assert.Contains(Hostile, explained.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("value").GetString()));
        Assert.NotEmpty(await RowsAsync($"{Sold}?country={Uri.EscapeDataString(await warehouse.CountryAsync(0))}"));
    }

    [Theory]
    [InlineData("{\"country\": 5}", "parameters.country: expected a text")]
    [InlineData("{\"country\": [\"Spain\"]}", "parameters.country: expected a text")]
    [InlineData("[]", "parameters: expected an object: a value for each parameter, found a list")]
    public async Task A_value_of_another_type_is_told_once(string parameters, string message)
    {
        using var content = new StringContent(
            $$"""{"queries": [{"saved_query": "sold_in", "parameters": {{parameters}}}]}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await _api.Client.PostAsync("/api/v1/query/batch", content);
        using var body = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var problem = body.RootElement.GetProperty("results")[0].GetProperty("problem");
        Assert.StartsWith(
            message, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_asks_saved_queries_by_name_with_their_parameters()
    {
        var one = await warehouse.CountryAsync(0);
        var country = JsonSerializer.Serialize(one);
        string[] queries =
        [
            $$$"""{"saved_query": "sold_in", "parameters": {"country": {{{country}}}, "at_least": 150.5}}""",
            $$$"""{"saved_query": "sold_in", "parameters": {"country": {{{country}}}, "at_leest": 1}}""",
            """{"saved_query": "sold_in"}""",
            """{"saved_query": "sold_in", "parameters": {"country": 5}}""",
            """{"saved_query": "sold_inn"}""",
            $$$"""{"saved_query": "sold_in", "parameters": {"country": {{{country}}} }, "metrics": ["transactions"]}""",
            """{"saved_query": "top_stores", "limit": 2}""",
        ];
        using var content = new StringContent(
            $$"""{"queries": [{{string.Join(',', queries)}}]}""", System.Text.Encoding.UTF8, "application/json");
        var answer = await (await _api.Client.PostAsync("/api/v1/query/batch", content)).Content.ReadFromJsonAsync<JsonElement>();
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([200, 400, 400, 400, 422, 400, 200], results.Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal(await warehouse.SoldAsync(one, 150.5m), Rows(results[0].GetProperty("answer")));
        var missing = results[2].GetProperty("problem");
        Assert.Equal(
            "country: the saved query 'sold_in' needs a value for its parameter 'country' (string)",
            missing.GetProperty("detail").GetString());
        Assert.Equal(
            """for example {"saved_query": "sold_in", "parameters": {"country": "text"}}""", missing.GetProperty("hint").GetString());
        Assert.Equal("at_least", results[1].GetProperty("problem").GetProperty("candidates")[0].GetString());
        Assert.Equal("sold_in", results[4].GetProperty("problem").GetProperty("candidates")[0].GetString());
        Assert.Equal(2, results[6].GetProperty("answer").GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task GraphQL_takes_them_as_arguments_of_their_types()
    {
        var one = await warehouse.CountryAsync(0);
        const string Query =
            "query ($country: String!, $least: Decimal) { soldIn(country: $country, atLeast: $least) { store transactedAmount } }";
        var rows = (await _api.DataAsync(Query, new { country = one, least = "150.5" })).GetProperty("soldIn");
        Assert.Equal(
            await warehouse.SoldAsync(one, 150.5m),
            rows.EnumerateArray().Select(r => $"{r.GetProperty("store")} {r.GetProperty("transactedAmount")}"));
        Assert.Empty((await _api.DataAsync(Query, new { country = Hostile })).GetProperty("soldIn").EnumerateArray());
        Assert.Empty((await _api.DataAsync(Query, new { country = "" })).GetProperty("soldIn").EnumerateArray());
        Assert.Equal([("Q106", "")], await _api.ErrorsAsync("{ soldIn { store } }"));
        var missing = Assert.Single((await _api.AskAsync("{ soldIn { store } }")).GetProperty("errors").EnumerateArray());
        Assert.Equal(
            "Field \"soldIn\" argument \"country\" of type \"String!\" is required, but it was not provided.",
            missing.GetProperty("message").GetString());
        var example = missing.GetProperty("extensions").GetProperty("hint").GetString()!;
        Assert.Equal("ask such as soldIn(country: \"text\") { store transactedAmount }", example);
        Assert.Empty((await _api.DataAsync($"{{ {example["ask such as ".Length..]} }}")).GetProperty("soldIn").EnumerateArray());
        Assert.Equal([("Q106", "")], await _api.ErrorsAsync("{ soldIn(country: 5) { store } }"));
        Assert.Equal([("Q100", "soldIn")], await _api.ErrorsAsync("{ soldIn(country: \"France\", typology: \"Hotell\") { store } }"));
        Assert.Equal([("Q100", "soldSince")], await _api.ErrorsAsync("{ soldSince(day: \"soon\") { transactions } }"));
    }

    [Fact]
    public async Task The_catalog_lists_them_over_both_doors()
    {
        var (_, saved) = await _api.GetAsync("/api/v1/saved-queries/sold_in");
        var listed = saved.GetProperty("parameters").EnumerateArray().ToList();
        Assert.Equal(
            ["country string True ", "at_least number False 0", "typology string False any"],
            listed.Select(p => $"{p.GetProperty("name")} {p.GetProperty("type")} {p.GetProperty("required")} {p.GetProperty("default")}"));
        Assert.Equal(["any", "Hotel"], listed[2].GetProperty("values").EnumerateArray().Select(v => v.GetString()));
        var nodes = (await _api.DataAsync(
            "{ savedQueries(search: \"sold_in\") { nodes { name parameters { name type required default values description } } } }"))
            .GetProperty("savedQueries").GetProperty("nodes")[0].GetProperty("parameters");
        Assert.Equal(
            listed.Select(p => p.GetProperty("name").GetString()), nodes.EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal("Where the stores are.", nodes[0].GetProperty("description").GetString());
    }

    [Fact]
    public async Task Pages_go_on_with_the_values_they_began_with_and_with_no_others()
    {
        var path = $"{Sold}?country={Uri.EscapeDataString(await warehouse.CountryAsync(0))}&limit=1";
        var (_, first) = await _api.GetAsync(path);
        var next = Uri.EscapeDataString(first.GetProperty("meta").GetProperty("next").GetString()!);
        Assert.Equal(
            (await warehouse.SoldAsync(await warehouse.CountryAsync(0), 0)).Skip(1).Take(1), await RowsAsync($"{path}&page={next}"));
        await _api.RefusedAsync($"{path}&at_least=1&page={next}", HttpStatusCode.BadRequest, "Q100");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await _api.Client.SendAsync(request);
    }

    private async Task<List<string>> RowsAsync(string path)
    {
        var (response, body) = await _api.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return Rows(body);
    }

    private static List<string> Rows(JsonElement answer) =>
        answer.GetProperty("rows").EnumerateArray().Select(r => string.Join(' ', r.EnumerateArray().Select(v => v.ToString()))).ToList();

    /// <summary>A storefront with saved queries that have parameters.</summary>
    public sealed class Warehouse : IDisposable
    {
        private const string Queries = """
            saved_queries:
              - name: sold_in
                query_params: {metrics: [transacted_amount], group_by: ["Entity('store')"], order_by: ["Entity('store')"]}
                config: {meta: {metrics: {
                  where: [
                    "{{ Dimension('store__country') }} = {{ Parameter('country') }}",
                    "transacted_amount >= {{ Parameter('at_least') }}",
                    "{{ Parameter('typology') }} <> store__typology"],
                  parameters: [
                    {name: country, type: string, description: Where the stores are.},
                    {name: at_least, type: number, default: 0},
                    {name: typology, type: string, default: any, values: [any, Hotel]}]}}}
              - name: sold_since
                config: {meta: {metrics: {
                  query: {metrics: [transactions], where: "metric_time >= {{ Parameter('day') }}"},
                  parameters: [{name: day, type: date, default: 2000-01-01}]}}}
            """;

        public StorefrontWarehouse Storefront { get; } = new StorefrontWarehouse().Sample(400, 21)
            .Write("storefront/semantic/open.yml", Queries).Refresh();

        public void Dispose() => Storefront.Dispose();

        public async Task<string> CountryAsync(int place) => (await ReadAsync(
            "select s.country from gold.fct_transactions t join gold.dim_store s using (store_id) where t.status = 'accepted' and "
            + "s.typology is not null"
            + " group by 1 order by count(distinct store_id) desc, 1"))[place];

        public Task<List<string>> SoldAsync(string country, decimal least) => ReadAsync(
            "select store_id || ' ' || sum(t.amount) from gold.fct_transactions t join gold.dim_store s using (store_id)"
            + " where t.status = 'accepted' and s.country = $1 and s.typology is not null group by store_id having sum(t.amount) >= $2 "
            + "order by store_id", country, least);

        public async Task<long> CountAsync(string condition) =>
            long.Parse(
                (await ReadAsync($"select count(*)::text from gold.fct_transactions t where t.status = 'accepted' and {condition}"))[0],
                CultureInfo.InvariantCulture);

        private async Task<List<string>> ReadAsync(string sql, params object[] values)
        {
            await using var connection = new NpgsqlConnection(Storefront.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(reader.GetString(0));
            return rows;
        }
    }
}
