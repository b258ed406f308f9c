using System.Text.Json;
using Metrics.Api.Tests.Hosting;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Catalogs;

/// <summary>
/// Definitions that are left out show in a route, in the log and in counts, but not to callers from whom a policy hides something.
/// </summary>
public sealed class DiagnosticsTests
{
    private const string Table = "create table analytics.fct_o as select * from (values (1, 10), (2, 30)) as t (id, amount);";

    [Fact]
    public async Task A_metric_and_an_entity_of_one_name_are_in_no_GraphQL_row_and_everybody_says_so()
    {
        using var project = await PlainProject.ServeAsync(Table,
            """
            semantic_models:
              - name: o
                model: ref('fct_o')
                entities: [{name: order, type: primary, expr: id}]
                measures: [{name: order, agg: sum, expr: amount, create_metric: true},
            """ + """
             {name: orders, agg: count, expr: id, create_metric: true}]
            """);
        var told = (await project.GetAsync("/api/v1/diagnostics")).GetProperty("items").EnumerateArray()
            .Where(d => d.GetProperty("code").GetString() == "C142").Select(d => d.GetProperty("message").GetString()).ToList();
        Assert.Equal(2, told.Count);
        Assert.Contains(told, m => m!.StartsWith("metric 'order' would be 'order' in GraphQL", StringComparison.Ordinal));
        Assert.Contains(told, m => m!.StartsWith("entity 'order' would be 'order' in GraphQL", StringComparison.Ordinal));
        var refused = await project.GraphQLAsync("{ data { order orders } }");
        Assert.Equal("Q106", refused.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        // Not "did you mean orders", which is another number.
        Assert.Equal(
            "Cannot query field \"order\" on type \"DataRow\". It would be the name of metric 'order' and entity 'order'; "
                + "ask with query(input) or over REST, which distinguish them.",
            refused.GetProperty("errors")[0].GetProperty("message").GetString());
        var named = await project.GraphQLAsync(
            "{ metric(name: \"order\") { field } data { orders } query(input: {metrics: [{name: \"order\"}]}) { rows } }");
        Assert.Equal(JsonValueKind.Null, named.GetProperty("data").GetProperty("metric").GetProperty("field").ValueKind);
        Assert.Equal("40", $"{named.GetProperty("data").GetProperty("query").GetProperty("rows")[0][0]}");
        Assert.Equal(40, (await project.GetAsync("/api/v1/query?metrics=order")).GetProperty("rows")[0][0].GetInt64());
    }

    [Fact]
    public async Task A_saved_query_that_is_left_out_is_refused_with_its_cause_and_the_place_of_that()
    {
        using var project = await PlainProject.ServeAsync(Table,
            """
            semantic_models:
              - {name: o, model: ref('fct_o'), primary_entity: o, measures: [{name: a, agg: sum, expr: amount, create_metric: true}]}
              - {name: gone, model: ref('fct_gone'), primary_entity: g, measures: [{name: b, agg: sum, create_metric: true}]}
            saved_queries:
              - {name: sound, query_params: {metrics: [a]}}
              - {name: fallen, query_params: {metrics: [a, b]}}
              - {name: mistyped, query_params: {metrics: [a], where: ["{{ Dimension('o__colour') }} = 'red'"]}}
            """);
        await project.GetAsync("/api/v1/saved-queries/sound/result");
        foreach (var path in (string[])["", "/result", "/explain"])
        {
            var fallen = await project.GetAsync($"/api/v1/saved-queries/fallen{path}");
            Assert.Equal(("Q202", 404), (fallen.GetProperty("code").GetString(), fallen.GetProperty("status").GetInt32()));
            Assert.Equal(
                "saved query 'fallen' is left out of the catalog, since it uses something that is left out (C150): semantic model 'gone': "
                    + "no table 'fct_gone' is published, and there is no analytics.fct_gone",
                fallen.GetProperty("detail").GetString());
            var error = Assert.Single(fallen.GetProperty("errors").EnumerateArray());
            Assert.Equal(3, error.GetProperty("location").GetProperty("line").GetInt32());
            Assert.EndsWith(
                "validate and /api/v1/diagnostics list everything that is wrong with the definitions",
                error.GetProperty("hint").GetString(), StringComparison.Ordinal);
            var mistyped = await project.GetAsync($"/api/v1/saved-queries/mistyped{path}");
            Assert.StartsWith(
                "saved query 'mistyped' is left out of the catalog, since its definition is wrong (C111): there is no dimension, entity "
                    + "or time 'o__colour'",
                mistyped.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(7, mistyped.GetProperty("location").GetProperty("line").GetInt32());
            Assert.Single(mistyped.GetProperty("errors").EnumerateArray());
            Assert.Contains("sound", (await project.GetAsync($"/api/v1/saved-queries/sond{path}")).GetProperty("candidates")
                .EnumerateArray().Select(c => c.GetString()));
        }
    }

    [Fact]
    public async Task What_is_left_out_is_refused_over_GraphQL_with_the_codes_causes_and_ways_out_that_REST_has()
    {
        using var project = await PlainProject.ServeAsync(Table,
            """
            semantic_models:
              - {name: o, model: ref('fct_o'), primary_entity: o, measures: [{name: a, agg: sum, expr: amount, create_metric: true}]}
              - name: gone
                model: ref('fct_gone')
                primary_entity: g
                dimensions: [{name: hue, type: categorical}]
                measures: [{name: b, agg: sum, create_metric: true}]
            metrics:
              - {name: of_c, type: simple, type_params: {measure: nothing}}
              - {name: of_b, type: derived, type_params: {expr: b / 2, metrics: [b]}}
            saved_queries:
              - {name: sound, query_params: {metrics: [a]}}
              - {name: has_fallen, query_params: {metrics: [a, b]}}
            """);
        project.Write("plain/semantic/more.yml", "metrics:\n  - {name: of_torn, type: simple, type_params: {measure: a}}\n  - {");
        await project.Process.SaidAsync("more.yml:", TimeSpan.FromMinutes(1));
        string[] metrics = ["of_c", "of_b", "of_torn"];
        foreach (var (name, field) in metrics.Zip(["ofC", "ofB", "ofTorn"]))
        {
            var rest = Told(await project.GetAsync($"/api/v1/query?metrics={name}"));
            Assert.Equal("Q200", rest[0].Code);
            Assert.True(rest[0].Message.Contains("left out", StringComparison.Ordinal)
                || rest[0].Message.Contains("plain/semantic/more.yml, which declares it", StringComparison.Ordinal), rest[0].Message);
            foreach (var asked in (string[])
                [
                    $"{{ data {{ a {field} }} }}", $"{{ data(where: {{{field}: {{gt: 1}}}}) {{ a }} }}",
                    $"{{ data(where: {{or: [{{{field}: {{gt: 1}}}}]}}) {{ a }} }}", $"{{ data(orderBy: {{field: {field}}}) {{ a }} }}",
                    $"{{ metric(name: \"{name}\") {{ name }} }}", $"{{ query(input: {{metrics: [{{name: \"{name}\"}}]}}) {{ rows }} }}",
                    $"{{ dimensions(metrics: [\"{name}\"]) {{ nodes {{ name }} }} }}",
                ])
                Same(rest, await project.GraphQLAsync(asked), asked);
            Same(
                rest, await project.GraphQLAsync(
                    "query ($w: DataFilter) { data(where: $w) { a } }",
                    new { w = new Dictionary<string, object> { [field] = new { gt = 1 } } }),
                "a variable");
            Same(
                rest, await project.GraphQLAsync("query ($f: DataField) { data(orderBy: {field: $f}) { a } }", new { f = field }),
                "a variable of an enum");
        }

        var saved = Told(await project.GetAsync("/api/v1/saved-queries/has_fallen/result"));
        Same(saved, await project.GraphQLAsync("{ hasFallen { a } }"), "a saved query");
        var dimension = Told(await project.GetAsync("/api/v1/dimensions/g__hue/values"));
        Assert.Equal("Q201", dimension[0].Code);
        Assert.Contains("which declares it, has an error: C1", dimension[0].Message, StringComparison.Ordinal);
        Same(dimension, await project.GraphQLAsync("{ data { a gHue } }"), "a dimension");

        // Words that only occur in a file with an error, and names that are there for all of it, explain nothing.
        foreach (var word in (string[])["simple", "expr", "typeParams", "nothing"])
        {
            var told = (await project.GraphQLAsync($"{{ data {{ a {word} }} }}")).GetProperty("errors")[0];
            Assert.Equal("Q106", told.GetProperty("extensions").GetProperty("code").GetString());
            Assert.DoesNotContain("has an error", told.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(
            "there is no metric 'simple'", Told(await project.GetAsync("/api/v1/query?metrics=simple"))[0].Message);

        // Where nothing is known of a name, it is as unknown as ever.
        var unknown = await project.GraphQLAsync("{ data { aa } }");
        Assert.Equal("Q106", unknown.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.EndsWith(
            "Did you mean \"a\"?", unknown.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static List<(string Code, string Message, string Hint)> Told(JsonElement problem) =>
    [
        .. problem.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("code").GetString()!,
            e.GetProperty("message").GetString()!, e.TryGetProperty("hint", out var hint) ? hint.ToString() : "")),
    ];

    // Behind what GraphQL says of the place, in a sentence.
    private static void Same(List<(string Code, string Message, string Hint)> rest, JsonElement response, string asked)
    {
        Assert.True(response.TryGetProperty("errors", out var errors), $"{asked}: {response}");
        var told = errors.EnumerateArray().Select(e => (Code: e.GetProperty("extensions").GetProperty("code").GetString()!,
            Message: e.GetProperty("message").GetString()!,
            Hint: e.GetProperty("extensions").TryGetProperty("hint", out var hint) ? hint.ToString() : "")).ToList();
        Assert.True(rest.Select(r => (r.Code, r.Hint)).SequenceEqual(told.Select(t => (t.Code, t.Hint))), $"{asked}: {response}");
        Assert.All(rest.Zip(told), x => Assert.Contains(x.First.Message[1..], x.Second.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_from_a_file_of_which_something_is_left_out_for_an_error_are_degraded_and_others_are_not()
    {
        using var project = await PlainProject.ServeAsync(Table,
            """
            semantic_models:
              - {name: o, model: ref('fct_o'), primary_entity: o, measures: [{name: a, agg: sum, expr: amount, create_metric: true}]}
              - {name: gone, model: ref('fct_gone'), primary_entity: g, measures: [{name: b, agg: sum, create_metric: true}]}
            """);
        // A table that is not there leaves nothing wrong with what is answered.
        async Task<JsonElement> MetaAsync() => (await project.GetAsync("/api/v1/query?metrics=a")).GetProperty("meta");
        Assert.False((await MetaAsync()).GetProperty("degraded").GetBoolean());
        project.Write("plain/semantic/more.yml", "metrics:\n  - {name: c, type: simple, type_params: {measure: nothing}}\n");
        await project.Process.SaidAsync("more.yml:2:", TimeSpan.FromMinutes(1));
        Assert.False((await MetaAsync()).GetProperty("degraded").GetBoolean());

        project.Write("plain/semantic/more.yml", "metrics:\n  - {name: d, type: derived, type_params: {expr: a / 2, metrics: [a]}}\n"
            + "  - {name: c, type: simple, type_params: {measure: nothing}}\n");
        await project.Process.SaidAsync("more.yml:3:", TimeSpan.FromMinutes(1));
        var meta = (await project.GetAsync("/api/v1/query?metrics=d")).GetProperty("meta");
        Assert.True(meta.GetProperty("degraded").GetBoolean());
        var reason = Assert.Single(meta.GetProperty("degraded_reasons").EnumerateArray());
        Assert.Equal(
            ("catalog", "plain/semantic/more.yml"), (reason.GetProperty("code").GetString(), reason.GetProperty("table").GetString()));
        Assert.Equal(
            "plain/semantic/more.yml has errors (C111 at line 3); the definitions with errors are left out, with what uses them",
            reason.GetProperty("detail").GetString());
        Assert.False((await MetaAsync()).GetProperty("degraded").GetBoolean());
    }

    [Fact]
    public async Task Of_a_file_that_cannot_be_read_nothing_is_called_left_out_while_its_last_good_text_answers()
    {
        const string More = "plain/semantic/more.yml";
        const string Good = "metrics:\n  - {name: d, type: derived, type_params: {expr: a / 2, metrics: [a]}}\n";
        using var project = await PlainProject.ServeAsync(Table,
            """
            semantic_models:
              - {name: o, model: ref('fct_o'), primary_entity: o, measures: [{name: a, agg: sum, expr: amount, create_metric: true}]}
            """);
        project.Write(More, Good).Write("plain/semantic/saved.yml", "saved_queries:\n  - {name: s, query_params: {metrics: [d]}}\n");
        await Eventually.IsAsync(
            () => project.GetAsync("/api/v1/saved-queries/s/result"), a => a.TryGetProperty("rows", out _), a => a.GetRawText());

        project.Write(More, Good + "  - {name: e\n");
        await project.Process.SaidAsync("more.yml:", TimeSpan.FromMinutes(1));
        var items = (await project.GetAsync("/api/v1/diagnostics")).GetProperty("items").EnumerateArray().ToList();
        var error = Assert.Single(items);
        Assert.Equal("C100", error.GetProperty("code").GetString());
        Assert.Equal("until then the file's last good text is in force", error.GetProperty("hint").GetString());
        Assert.True((await project.GetAsync("/api/v1/query?metrics=d")).TryGetProperty("rows", out _));
        Assert.True((await project.GetAsync("/api/v1/saved-queries/s/result")).TryGetProperty("rows", out _));
    }

    [Fact]
    public async Task One_missing_table_is_one_error_with_what_it_takes_in_the_list_in_the_log_and_in_the_counts()
    {
        using var project = await PlainProject.ServeAsync(Table,
            """
            semantic_models:
              - {name: o, model: ref('fct_o'), primary_entity: o, measures: [{name: a, agg: sum, expr: amount, create_metric: true}]}
              - {name: gone, model: ref('fct_gone'), primary_entity: g, measures: [{name: b, agg: sum, create_metric: true},
            """ + """
             {name: c, agg: sum, create_metric: true}]}
            metrics:
              - {name: d, type: derived, type_params: {expr: b + c, metrics: [b, c]}}
              - {name: e, type: ratio, type_params: {numerator: a, denominator: d}}
            """);
        var answer = await project.GetAsync("/api/v1/diagnostics");
        Assert.Equal((1, 1, false), (answer.GetProperty("errors").GetInt32(), answer.GetProperty("warnings").GetInt32(),
            answer.GetProperty("withheld").GetBoolean()));
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["C150", "C141"], items.Select(i => i.GetProperty("code").GetString()));
        Assert.Equal(["error", "warning"], items.Select(i => i.GetProperty("severity").GetString()));
        Assert.Equal(3, items[0].GetProperty("location").GetProperty("line").GetInt32());
        Assert.DoesNotContain("refresh", items[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(
            ["metric 'b'", "metric 'c'", "metric 'd'", "metric 'e'"],
            items[1].GetProperty("affects").EnumerateArray().Select(a => a.GetString()));
        var health = (await project.GetAsync("/health/ready")).GetProperty("catalog");
        Assert.Equal((1, 1), (health.GetProperty("errors").GetInt32(), health.GetProperty("warnings").GetInt32()));
        Assert.False(health.TryGetProperty("first", out _));
        await project.Process.SaidAsync("plain.yml:3:5: error C150", TimeSpan.FromMinutes(1));

        // In pages, and by severity.
        var first = await project.GetAsync("/api/v1/diagnostics?limit=1");
        Assert.Equal("C150", first.GetProperty("items")[0].GetProperty("code").GetString());
        var second = await project.GetAsync($"/api/v1/diagnostics?limit=1&page={first.GetProperty("next").GetString()}");
        Assert.Equal(("C141", JsonValueKind.Null), (second.GetProperty("items")[0].GetProperty("code").GetString(),
            second.GetProperty("next").ValueKind));
        Assert.Equal("C141", (await project.GetAsync("/api/v1/diagnostics?severity=warning")).GetProperty("items")[0].GetProperty("code")
            .GetString());
        Assert.Equal("Q100", (await project.GetAsync("/api/v1/diagnostics?severity=bad")).GetProperty("code").GetString());
        Assert.Equal("Q100", (await project.GetAsync("/api/v1/diagnostics?page=x")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Whom_a_policy_holds_reads_how_many_there_are_and_an_administrator_all()
    {
        using var warehouse = new StorefrontWarehouse().Sample(100, 5);
        var file = Path.Combine(warehouse.ProjectFolder, "storefront/semantic/dimensions.yml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("    model: ref('dim_store')\n",
            "    model: ref('dim_store')\n    config: {meta: {metrics: {policies: [{unless: {role: analyst}, hide: [store__city]}]}}}\n",
                StringComparison.Ordinal));
        warehouse.Write("storefront/semantic/more.yml",
            "metrics:\n  - {name: of_city, type: simple, type_params: {measure: store__city}}\n").Refresh(3);
        var keys = new Dictionary<string, string>
        {
            ["held"] = warehouse.Key(), ["free"] = warehouse.Key("--role", "analyst"),
                ["admin"] = warehouse.Key("--scopes", "catalog,admin"),
        };
        using var api = new ApiHost(warehouse.ConnectionString);
        var shown = new Dictionary<string, JsonElement>();
        foreach (var (who, key) in keys)
        {
            await Eventually.IsAsync(
                () => api.GetAsync("/api/v1/metrics", r => r.Headers.Add("X-Api-Key", key)),
                a => a.Response.StatusCode == System.Net.HttpStatusCode.OK, a => $"{who}: {a.Body}");
            shown[who] = (await api.GetAsync("/api/v1/diagnostics", r => r.Headers.Add("X-Api-Key", key))).Body;
        }

        // Nor over GraphQL, where who may know is told as over REST.
        foreach (var (who, key) in keys)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { query = "{ data { transactions ofCity } }" }),
            };
            request.Headers.Add("X-Api-Key", key);
            using var response = await api.Client.SendAsync(request);
            var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0];
            if (who != "admin")
            {
                Assert.Equal(who == "held" ? "Q106" : "Q200", error.GetProperty("extensions").GetProperty("code").GetString());
                Assert.Equal(who == "free", error.ToString().Contains("is left out of the catalog", StringComparison.Ordinal));
            }
        }

        Assert.DoesNotContain("city", shown["held"].ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 1, true), (shown["held"].GetProperty("items").GetArrayLength(), shown["held"].GetProperty("errors").GetInt32(),
            shown["held"].GetProperty("withheld").GetBoolean()));
        foreach (var who in (string[])["free", "admin"])
        {
            Assert.Contains("there is no measure 'store__city'", shown[who].ToString(), StringComparison.Ordinal);
            Assert.False(shown[who].GetProperty("withheld").GetBoolean());
        }
    }
}
