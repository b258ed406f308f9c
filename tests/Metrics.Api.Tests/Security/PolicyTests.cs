using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Security;

/// <summary>
/// Two keys and a boss over one catalog with policies: on every surface each sees its own, and nobody what was kept for another.
/// </summary>
public sealed class PolicyTests : IDisposable
{
    private const string ByCountry = "/api/v1/query?metrics=transactions,transacted_amount&group_by=store__country&order_by=store__country";
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(2000, 77);
    private readonly ApiHost _api;
    private readonly Dictionary<string, string> _keys = [];
    private readonly List<string> _countries;

    public PolicyTests()
    {
        Replace("transactions.yml", "          time_zone: UTC\n",
            """
                      time_zone: UTC
                      policies: [{unless: {role: admin}, rows: "{{ Dimension('store__country') }} in {{ principal.countries }}"}]

            """);
        Replace("dimensions.yml", "    model: ref('dim_store')\n",
            """
                model: ref('dim_store')
                config: {meta: {metrics: {policies: [{unless: {role: admin}, rows: "store__country in {{ principal.countries }}",
            """ + """
             mask: [store__name], hide: [store__city]}]}}}

            """);
        _warehouse.Refresh();
        _countries = Query(
            "select distinct s.country from gold.fct_transactions t join gold.dim_store s using (store_id) "
            + "where t.status = 'accepted' and s.country is not null order by 1").OfType<string>().Take(3).ToList();
        _keys["one"] = _warehouse.Key("--attribute", $"countries={_countries[0]}");
        _keys["two"] = _warehouse.Key("--attribute", $"countries={_countries[1]},{_countries[2]}");
        _keys["chief"] = _warehouse.Key("--attribute", $"countries={_countries[0]}", "--scopes", "query,catalog,admin");
        _keys["none"] = _warehouse.Key();
        _keys["boss"] = _warehouse.Key("--role", "admin");
        _api = new ApiHost(_warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
    }

    public void Dispose()
    {
        _api.Dispose();
        _warehouse.Dispose();
    }

    [Fact]
    public async Task Everybody_sees_the_own_rows_from_cache_and_not_and_a_tag_of_another_is_no_tag()
    {
        var seen = new Dictionary<string, string>();
        for (var round = 0; round < 4; round++)
        {
            foreach (var (who, countries) in Expected())
            {
                var (response, answer) = await AskAsync(ByCountry, who);
                Assert.Equal(countries, answer.GetProperty("rows").EnumerateArray().Select(r => r[0].GetString()));
                foreach (var row in answer.GetProperty("rows").EnumerateArray().Where(r => r[0].ValueKind == JsonValueKind.String))
                    Assert.Equal(Accepted(row[0].GetString()!), row[1].GetInt64());
                seen[who] = response.Headers.ETag!.ToString();
            }
        }

        Assert.Equal(seen.Count, seen.Values.Distinct().Count());
        foreach (var (who, tag) in seen)
        {
            foreach (var other in seen.Keys)
            {
                var (response, _) = await AskAsync(ByCountry, other, r => r.Headers.TryAddWithoutValidation("If-None-Match", tag));
                if (who != other)
                    Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Questions_known_by_their_requests_cross_no_standing_where_answers_have_no_room()
    {
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:CacheBytes", "1"), ("Metrics:BodyCacheBytes", "1"))
        {
            CallerAddress = IPAddress.Parse("192.0.2.7"),
        };
        for (var round = 0; round < 3; round++)
        {
            foreach (var (who, countries) in Expected())
            {
                var (response, answer) = await AskAsync(ByCountry, who, api: api);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.Equal(countries, answer.GetProperty("rows").EnumerateArray().Select(r => r[0].GetString()));
            }
        }
    }

    [Fact]
    public async Task Totals_counts_shares_and_metric_conditions_are_over_the_rows_that_may_be_seen()
    {
        var (_, one) = await AskAsync("/api/v1/query?metrics=transactions", "one");
        var (_, own) = await AskAsync(ByCountry, "one");
        Assert.Equal(own.GetProperty("rows")[0][1].GetInt64(), one.GetProperty("rows")[0][0].GetInt64());
        var (_, shares) = await PostAsync(
            "/api/v1/query", "two",
            """{"metrics": [{"name": "transactions", "share_of": "total", "as": "share"}], "group_by": ["store__country"]}""");
        Assert.Equal(1.0, shares.GetProperty("rows").EnumerateArray().Sum(r => r[1].GetDouble()), 9);
        var (_, none) = await AskAsync("/api/v1/query?metrics=transactions", "none");
        Assert.Equal(0, none.GetProperty("rows")[0][0].GetInt64());
    }

    [Fact]
    public async Task Values_masks_and_hidden_names_hold_on_every_surface()
    {
        var (_, values) = await AskAsync("/api/v1/dimensions/store__country/values", "two");
        Assert.Equal(_countries.Skip(1), values.GetProperty("values").EnumerateArray().Select(v => v.GetString()));
        var (_, names) = await AskAsync("/api/v1/dimensions/store__name/values", "two");
        Assert.Empty(names.GetProperty("values").EnumerateArray());
        var (_, masked) = await AskAsync("/api/v1/query?metrics=transactions&group_by=store__name", "two");
        Assert.Equal(JsonValueKind.Null, Assert.Single(masked.GetProperty("rows").EnumerateArray())[0].ValueKind);

        foreach (var path in (string[])[
            "/api/v1/query?metrics=transactions&group_by=store__city", "/api/v1/explain?metrics=transactions&group_by=store__city",
            "/api/v1/query?metrics=transactions&group_by=store__cit"])
        {
            var (response, problem) = await AskAsync(path, "two");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.DoesNotContain(
                "store__city", string.Join(' ', problem.GetProperty("candidates").EnumerateArray()), StringComparison.Ordinal);
            Assert.Equal(
                path.EndsWith("store__city", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity,
                (await AskAsync(path, "boss")).Response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("/api/v1/dimensions/store__city/values", "two")).Response.StatusCode);
        foreach (var path in (string[])[
            "/api/v1/dimensions?limit=1000", "/api/v1/metrics/transactions/dimensions?limit=1000", "/api/v1/saved-queries?limit=1000"])
        {
            Assert.DoesNotContain("store__city", (await AskAsync(path, "two")).Body.GetRawText(), StringComparison.Ordinal);
            if (path.Contains("dimensions", StringComparison.Ordinal))
                Assert.Contains("store__city", (await AskAsync(path, "boss")).Body.GetRawText(), StringComparison.Ordinal);
        }

        var (_, composables) = await PostAsync("/api/v1/composables", "two", """{"metrics": ["transactions"]}""");
        Assert.DoesNotContain("store__city", composables.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_saved_queries_csv_and_explain_show_the_own_rows_only()
    {
        var (_, batch) = await PostAsync(
            "/api/v1/query/batch", "one", """{"queries": [{"metrics": ["transactions"], "group_by": ["store__country"]}]}""");
        Assert.Equal(
            _countries[0],
            Assert.Single(batch.GetProperty("results")[0].GetProperty("answer").GetProperty("rows").EnumerateArray())[0].GetString());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ByCountry}&format=csv")
        {
            Headers = { { "X-Api-Key", _keys["one"] } },
        };
        using var csv = await _api.Client.SendAsync(request);
        Assert.Equal(2, (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var (_, saved) = await AskAsync("/api/v1/saved-queries/top_stores/result", "one");
        var own = Query($"select store_id::text from gold.dim_store where country = '{_countries[0]}'").ToHashSet();
        Assert.All(saved.GetProperty("rows").EnumerateArray(), r => Assert.Contains(r[0].ToString(), own));
        var (_, explained) = await AskAsync("/api/v1/explain?metrics=transactions", "one");
        Assert.Contains("policy: only rows and values that may be seen, behind a fence", explained.GetProperty("plan")
            .GetString(), StringComparison.Ordinal);
        foreach (var secret in (string[])["country", "\"name\"", "city", _countries[0]])
            Assert.DoesNotContain(secret, explained.GetProperty("plan").GetString() + explained.GetProperty("sql")
                .GetString() + explained.GetProperty("parameters").GetRawText(), StringComparison.Ordinal);
        var (_, whole) = await AskAsync("/api/v1/explain?metrics=transactions", "chief");
        var shown = whole.GetProperty("plan").GetString()!;
        Assert.True(shown.Contains("store__country') }} in", StringComparison.Ordinal), shown);
        // A hash of the statement with its values, in which a guess at the condition could be confirmed.
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("cache").GetProperty("key").ValueKind);
        Assert.Matches("^[0-9a-f]{64}$", whole.GetProperty("cache").GetProperty("key").GetString());
        // What only a policy looks at is not named to whoever it holds.
        foreach (var (explanation, tables) in new[]
        {
            (explained, (string[])["fct_transactions"]), (whole, ["dim_store", "fct_transactions"]),
        })
            Assert.Equal(tables, explanation.GetProperty("tables").EnumerateArray().Select(t => t.GetProperty("table").GetString()));
    }

    [Fact]
    public async Task GraphQL_shows_the_own_rows_and_a_schema_without_what_is_hidden()
    {
        const string Question = """{"query": "{ data(orderBy: {field: storeCountry}) { storeCountry storeName transactions } }"}""";
        for (var round = 0; round < 3; round++)
        {
            foreach (var (who, countries) in Expected())
            {
                var (status, answer) = await PostAsync("/graphql", who, Question);
                Assert.Equal(HttpStatusCode.OK, status);
                var rows = answer.GetProperty("data").GetProperty("data").EnumerateArray().ToList();
                Assert.Equal(countries.Distinct(), rows.Select(r => r.GetProperty("storeCountry").GetString()).Distinct());
                Assert.Equal(who == "boss", rows.Exists(r => r.GetProperty("storeName").ValueKind == JsonValueKind.String));
            }
        }

        var (_, hidden) = await PostAsync("/graphql", "two", """{"query": "{ data { storeCity transactions } }"}""");
        Assert.True(hidden.TryGetProperty("errors", out _));
        var (_, shown) = await PostAsync("/graphql", "boss", """{"query": "{ data { storeCity transactions } }"}""");
        Assert.False(shown.TryGetProperty("errors", out _));
        foreach (var who in (string[])["two", "boss"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql/schema.graphql")
            {
                Headers = { { "X-Api-Key", _keys[who] } },
            };
            using var schema = await _api.Client.SendAsync(request);
            Assert.Equal(who == "boss", (await schema.Content.ReadAsStringAsync()).Contains("storeCity", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Administrators_and_authors_see_what_somebody_will_see_before_anybody_asks()
    {
        var id = _keys["two"].Split('_')[1];
        var (_, seen) = await AskAsync($"/api/v1/policies?as=key:{id}", "chief");
        Assert.Equal(id, seen.GetProperty("key").GetString());
        Assert.Equal("some", Model(seen, "transactions").GetProperty("rows").GetString());
        var condition = Assert.Single(Model(seen, "transactions").GetProperty("conditions").EnumerateArray())
            .GetProperty("condition").GetString()!;
        Assert.All(_countries.Skip(1).Take(2), c => Assert.Contains($"'{c}'", condition, StringComparison.Ordinal));
        Assert.DoesNotContain(_countries[0], condition, StringComparison.Ordinal);
        Assert.Equal("store__name", Assert.Single(Model(seen, "stores").GetProperty("masked").EnumerateArray()).GetString());
        Assert.Equal("store__city", Assert.Single(Model(seen, "stores").GetProperty("hidden").EnumerateArray()).GetString());

        var (_, none) = await AskAsync("/api/v1/policies?role=intern", "chief");
        Assert.Equal("none", Model(none, "transactions").GetProperty("rows").GetString());
        Assert.Equal("countries", Assert.Single(Model(none, "transactions").GetProperty("without_value").EnumerateArray()).GetString());
        var (_, all) = await AskAsync("/api/v1/policies?role=intern&role=admin", "chief");
        Assert.All(all.GetProperty("models").EnumerateArray(), m => Assert.Equal("all", m.GetProperty("rows").GetString()));

        // An author gets the same from the files, with the same words or a key.
        using var told = JsonDocument.Parse(_warehouse.Command(
            "policies", "explain", "--attribute", $"countries={_countries[1]},{_countries[2]}", "--format", "json"));
        using var toldOfKey = JsonDocument.Parse(_warehouse.Command("policies", "explain", "--as", $"key:{id}", "--format", "json"));
        Assert.True(
            JsonElement.DeepEquals(seen.GetProperty("models"), told.RootElement.GetProperty("models")), told.RootElement.GetRawText());
        Assert.True(JsonElement.DeepEquals(seen.GetProperty("models"), toldOfKey.RootElement.GetProperty("models")));
        var text = _warehouse.Command("policies", "explain", "--as", $"key:{id}", "--model", "stores");
        Assert.Contains("  hidden  store__city", text, StringComparison.Ordinal);
        // Whoever reads the views of the database is told of.
        Assert.Contains("R142", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_administrator_sees_what_others_see_and_what_cannot_be_imagined_is_said()
    {
        foreach (var who in (string[])["one", "boss"])
            Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync("/api/v1/policies?role=admin", who)).Response.StatusCode);
        foreach (var (query, says) in new[]
        {
            ("as=key:test", "several keys are called 'test'"), ("as=key:tset", "no active key has the name or id 'tset'"),
            ("as=boss", "before its name or id: 'key:boss'"), ("as=key:test&role=admin", "already has roles and attributes"),
            ("attribute=countries", "attribute 'countries' is not name=value,value"), ("rle=admin", "unknown parameter 'rle'"),
        })
        {
            var (response, problem) = await AskAsync($"/api/v1/policies?{query}", "chief");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(says, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_s_token_tells_and_pins_nothing_of_what_a_policy_looks_at()
    {
        var (_, first) = await AskAsync("/api/v1/query?metrics=transactions&group_by=metric_time__day&limit=1", "two");
        var token = first.GetProperty("meta").GetProperty("next").GetString()!;
        Assert.Contains("fct_transactions", Content(token), StringComparison.Ordinal);
        Assert.DoesNotContain("dim_store", Content(token), StringComparison.Ordinal);
        var (_, ofBoth) = await AskAsync($"{ByCountry}&limit=1", "two");
        var both = ofBoth.GetProperty("meta").GetProperty("next").GetString()!;
        Assert.Contains("dim_store", Content(both), StringComparison.Ordinal);
        var (_, ofBoss) = await AskAsync($"{ByCountry}&limit=1", "boss");

        var model = Path.Combine(_warehouse.ProjectFolder, "storefront", "models", "gold", "dim_store.sql");
        await File.AppendAllTextAsync(model, "\n-- built anew\n");
        _warehouse.Refresh();

        // Who may see what is decided by what stands now, never by what stood when a page was made.
        var (response, problem) = await Eventually.IsAsync(
            () => AskAsync($"{ByCountry}&limit=1&page={both}", "two"), a => a.Response.StatusCode != HttpStatusCode.OK,
            a => $"the page is still there: {a.Body}");
        Assert.Equal((HttpStatusCode.Gone, "Q300"), (response.StatusCode, problem.GetProperty("code").GetString()));

        Assert.Equal(HttpStatusCode.OK,
            (await AskAsync($"/api/v1/query?metrics=transactions&group_by=metric_time__day&limit=1&page={token}", "two"))
                .Response.StatusCode);
        var unheld = ofBoss.GetProperty("meta").GetProperty("next").GetString();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync($"{ByCountry}&limit=1&page={unheld}", "boss")).Response.StatusCode);
    }

    private static string Content(string token) => Encoding.Latin1.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token));

    private static JsonElement Model(JsonElement seen, string model) =>
        seen.GetProperty("models").EnumerateArray().Single(m => m.GetProperty("model").GetString() == model);

    // What the metric counts, in SQL that knows nothing of it.
    private long Accepted(string country) => long.Parse(
        Query(
            $"select count(*)::text from gold.fct_transactions t join gold.dim_store s using (store_id) "
            + $"where t.status = 'accepted' and s.country = '{country}'").Single()!, CultureInfo.InvariantCulture);

    private IEnumerable<(string Who, List<string?> Countries)> Expected() =>
    [
        ("one", [_countries[0]]), ("two", [_countries[1], _countries[2]]), ("none", []),
        ("boss", [.. Query(
            "select distinct s.country from gold.fct_transactions t left join gold.dim_store s using (store_id) "
            + "where t.status = 'accepted' order by 1 nulls last")]),
    ];

    private Task<(HttpResponseMessage Response, JsonElement Body)> AskAsync(
        string path, string who, Action<HttpRequestMessage>? change = null, ApiHost? api = null) => Eventually.IsAsync(
        () => (api ?? _api).GetAsync(path, r =>
        {
            r.Headers.Add("X-Api-Key", _keys[who]);
            change?.Invoke(r);
        }),
        a => a.Response.StatusCode != HttpStatusCode.Unauthorized, a => $"the key of {who} was never known: {a.Body}");

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string who, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "X-Api-Key", _keys[who] } },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        await AskAsync("/api/v1/metrics", who);
        using var response = await _api.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private void Replace(string file, string was, string becomes)
    {
        var path = Path.Combine(_warehouse.ProjectFolder, "storefront", "semantic", file);
        var text = File.ReadAllText(path);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal));
    }

    private List<string?> Query(string sql)
    {
        using var connection = new NpgsqlConnection(_warehouse.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string?>();
        while (reader.Read())
            rows.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        return rows;
    }
}
