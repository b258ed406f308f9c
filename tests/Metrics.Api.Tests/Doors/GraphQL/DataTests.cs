using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.Answering.Caching;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary><c>data</c>: the selection is the query.</summary>
public sealed class DataTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    // 250 characters, one more than a part of a text may have.
    private const string LongText = TwentyFive + TwentyFive + TwentyFive + TwentyFive + TwentyFive + TwentyFive + TwentyFive + TwentyFive
        + TwentyFive + TwentyFive;
    private const string TwentyFive = "0123456789012345678901234";

    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData("data { storeCountry transactedAmount }", """{"metrics": ["transacted_amount"], "group_by": ["store__country"]}""")]
    [InlineData(
        "data { transactions storeTypology deviceType refusedShare }",
        """{"metrics": ["transactions", "refused_share"], "group_by": ["store__typology", "device__type"]}""")]
    [InlineData("data { metricTime(grain: MONTH) transactions }", """{"metrics": ["transactions"], "group_by": ["metric_time__month"]}""")]
    [InlineData("data { storeCountry }", """{"group_by": ["store__country"]}""")]
    [InlineData("data { metricTime transactions }", """{"metrics": ["transactions"], "group_by": ["metric_time"]}""")]
    [InlineData(
        "data { year: metricTime(grain: YEAR) metricTime(grain: QUARTER) transactions }",
        """{"metrics": ["transactions"], "group_by": ["metric_time__year", "metric_time__quarter"]}""")]
    [InlineData(
        "data { storeCountry share: transactions(shareOf: TOTAL) transactions }",
        """{"metrics": [{"name": "transactions", "share_of": "total", "as": "share"}, "transactions"], "group_by": ["store__country"]}""")]
    [InlineData(
        "data { storeCountry deviceType within: transactions(shareOf: storeCountry) }",
        """{"metrics": [{"name": "transactions", "share_of": ["store__country"], "as": "within"}],"""
        + """ "group_by": ["store__country", "device__type"]}""")]
    [InlineData(
        "data { metricTime(grain: MONTH) deviceType within: transactedAmount(shareOf: [metricTime]) }",
        """{"metrics": [{"name": "transacted_amount", "share_of": ["metric_time__month"], "as": "within"}],"""
        + """ "group_by": ["metric_time__month", "device__type"]}""")]
    [InlineData(
        "data(first: 3, orderBy: {field: transactions, direction: DESC}) { store transactions }",
        """{"metrics": ["transactions"], "group_by": ["store"], "order_by": ["-transactions"], "limit": 3}""")]
    [InlineData(
        "data(orderBy: [{alias: \"part\", direction: DESC}, {field: storeCountry}]) { storeCountry part: transactions(shareOf: TOTAL) }",
        """{"metrics": [{"name": "transactions", "share_of": "total", "as": "part"}],"""
        + """ "group_by": ["store__country"], "order_by": ["-part"]}""")]
    [InlineData(
        "data(orderBy: {field: metricTime, direction: DESC}) { metricTime(grain: MONTH) transactions }",
        """{"metrics": ["transactions"], "group_by": ["metric_time__month"], "order_by": ["-metric_time__month"]}""")]
    [InlineData("data(timeRange: {words: \"2022-Q4\"}) { transactions }", """{"metrics": ["transactions"], "time_range": "2022-Q4"}""")]
    [InlineData(
        "data(timeRange: {start: \"2022-01-01\", end: \"2022-07-01\"}, timeZone: \"Asia/Kolkata\") { metricTime(grain: DAY) transactions }",
        """{"metrics": ["transactions"], "group_by": ["metric_time__day"], "time_range": {"start": "2022-01-01", "end": "2022-07-01"},"""
        + """ "time_zone": "Asia/Kolkata"}""")]
    [InlineData(
        "data(timeRange: {start: \"2022-06-01\"}, timeZone: \"Europe/Madrid\") { metricTime(grain: HOUR) transactions }",
        """{"metrics": ["transactions"], "group_by": ["metric_time__hour"], "time_range": {"start": "2022-06-01"},"""
        + """ "time_zone": "Europe/Madrid"}""")]
    [InlineData("data(offset: 2, first: 3) { storeCountry transactions }",
        """{"metrics": ["transactions"], "group_by": ["store__country"], "limit": 3, "offset": 2}""")]
    [InlineData("data(orderBy: {field: transactedAmount, direction: DESC}) { storeCountry transactions }",
        """{"metrics": ["transactions"], "group_by": ["store__country"], "order_by": ["-transacted_amount"]}""")]
    [InlineData("data(orderBy: {field: storeName}) { store transactions }",
        """{"metrics": ["transactions"], "group_by": ["store"], "order_by": ["store__name"]}""")]
    [InlineData("data(where: {transactedAmount: {gt: 1000}}) { storeCountry }",
        """{"group_by": ["store__country"], "where": ["transacted_amount > 1000"]}""")]
    [InlineData("data { store timeToFifthTransaction }", """{"metrics": ["time_to_fifth_transaction"], "group_by": ["store"]}""")]
    public Task A_selection_gives_the_rows_that_the_same_question_gives_over_REST(string field, string body) => SameAsync(field, body);

    [Theory]
    [InlineData("{storeCountry: {eq: \"Norway\"}}", "store__country = 'Norway'")]
    [InlineData("{storeCountry: {ne: \"Norway\"}}", "store__country <> 'Norway'")]
    [InlineData("{storeCountry: {in: [\"Norway\", \"Spain\"]}}", "store__country in ('Norway', 'Spain')")]
    [InlineData("{storeCountry: {in: []}}", "store__country is null and store__country is not null")]
    [InlineData("{not: {storeCountry: {in: [\"Norway\"]}}}", "not store__country in ('Norway')")]
    [InlineData("{storeCountry: {like: \"%a%\"}}", "store__country like '%a%'")]
    [InlineData("{storeCountry: {ilike: \"%A%\"}}", "store__country ilike '%A%'")]
    [InlineData("{storeCountry: {contains: \"PA\"}}", "store__country contains 'PA'")]
    [InlineData("{storeCountry: {startsWith: \"n\", endsWith: \"Y\"}}", "store__country starts with 'n' and store__country ends with 'Y'")]
    [InlineData("{not: {storeCountry: {contains: \"%\"}}}", "store__country not contains '%'")]
    [InlineData("{metricTime: {between: {low: \"2022-03-01\", high: \"2022-03-31\"}}}",
        "metric_time between '2022-03-01' and '2022-03-31'")]
    [InlineData("{metricTime: {gt: \"2022-03-31\", lte: \"2022-09-15\"}}", "metric_time > '2022-03-31' and metric_time < '2022-09-16'")]
    [InlineData("{metricTime: {gt: \"2022-03-31\", lte: \"2022-09-15\"}}", "metric_time >= '2022-04-01' and metric_time < '2022-09-16'")]
    [InlineData("{deviceType: {gt: 2, lte: \"4\"}}", "device__type > 2 and device__type <= 4")]
    [InlineData("{deviceType: {lt: 3}}", "device__type < 3")]
    [InlineData("{deviceType: {gte: 3}}", "device__type >= 3")]
    [InlineData("{deviceType: {between: {low: 2, high: 3}}}", "device__type between 2 and 3")]
    [InlineData("{storeTypology: {isNull: true}}", "store__typology is null")]
    [InlineData("{storeTypology: {isNull: false}}", "store__typology is not null")]
    [InlineData("{transactedAmount: {gt: 100.5}}", "transacted_amount > 100.5")]
    [InlineData(
        "{transactedAmount: {gt: \"100.50\"}, storeCountry: {ne: \"Norway\"}}",
        "transacted_amount > 100.50 and store__country <> 'Norway'")]
    [InlineData("{averageTransactedAmount: {lt: 150.25}}", "average_transacted_amount < 150.25")]
    [InlineData(
        "{or: [{storeCountry: {eq: \"Norway\"}}, {and: [{deviceType: {eq: 1}}, {storeTypology: {ne: \"Hotel\"}}]}]}",
        "store__country = 'Norway' or (device__type = 1 and store__typology <> 'Hotel')")]
    [InlineData("{metricTime: {gte: \"2022-03-01\", lt: \"2022-09-01\"}}", "metric_time >= '2022-03-01' and metric_time < '2022-09-01'")]
    [InlineData("{storeCountry: {}}", "true = true")]
    public Task A_typed_condition_means_what_its_text_means_over_REST(string where, string condition)
    {
        var body = new JsonObject
        {
            ["metrics"] = new JsonArray("transacted_amount"),
            ["group_by"] = new JsonArray("store__country", "device__type"),
        };
        if (condition != "true = true")
            body["where"] = new JsonArray(condition);
        return SameAsync($"data(where: {where}) {{ storeCountry deviceType transactedAmount }}", body.ToJsonString());
    }

    [Theory]
    [InlineData("{storeCountry: {eq: $w}}", "{}")]
    [InlineData("{not: {storeCountry: {eq: $w}}}", "{}")]
    [InlineData("{not: {not: {storeCountry: {eq: $w}}}}", "{}")]
    [InlineData("{or: [{storeCountry: {eq: $w}}]}", "{}")]
    [InlineData("{or: [{and: [{storeCountry: {eq: $w}}]}, {not: {storeCountry: {ne: $w}}}]}", "{}")]
    [InlineData("{or: [{storeCountry: {eq: $w}}, {storeCountry: {eq: \"Spain\"}}]}", "{storeCountry: {eq: \"Spain\"}}")]
    [InlineData("{and: [{storeCountry: {eq: $w}}, {storeCountry: {eq: \"Spain\"}}]}", "{storeCountry: {eq: \"Spain\"}}")]
    [InlineData("{not: {storeCountry: {eq: \"Spain\", ne: $w}}}", "{storeCountry: {ne: \"Spain\"}}")]
    [InlineData("{not: {or: [{storeCountry: {eq: $w}}, {storeCountry: {eq: \"Spain\"}}]}}", "{storeCountry: {ne: \"Spain\"}}")]
    [InlineData("{storeCountry: {eq: \"Spain\"}, not: {transactions: {gt: $n}}}", "{storeCountry: {eq: \"Spain\"}}")]
    public async Task A_variable_that_is_not_given_leaves_its_condition_out_wherever_it_stands(string where, string same)
    {
        const string Selected = "{ storeCountry deviceType transactions }";
        var declared = where.Contains("$n", StringComparison.Ordinal) ? "$n: Decimal" : "$w: String";
        var left = await _api.DataAsync($"query ({declared}) {{ data(where: {where}) {Selected} }}");
        var written = await _api.DataAsync($"{{ data(where: {same}) {Selected} }}");
        Assert.Equal(written.ToString(), left.ToString());
        Assert.NotEqual("[]", left.GetProperty("data").ToString());
    }

    [Theory]
    [InlineData("{or: []}")]
    [InlineData("{or: $none}")]
    [InlineData("{and: [{or: []}, {storeCountry: {eq: \"Spain\"}}]}")]
    public async Task An_or_of_no_conditions_holds_for_no_row(string where)
    {
        var query = where.Contains('$', StringComparison.Ordinal) ? "query ($none: [DataFilter!] = []) " : "";
        var answer = await _api.DataAsync($"{query}{{ data(where: {where}) {{ storeCountry transactions }} }}");
        Assert.Equal("[]", answer.GetProperty("data").ToString());
    }

    [Fact]
    public async Task Fields_that_directives_leave_out_do_not_count_and_fragments_do()
    {
        const string Query = """
            query ($byDevice: Boolean!) { data { ...Cut transactions @skip(if: false) transactedAmount @include(if: false) } }
            fragment Cut on DataRow { storeCountry ... on DataRow @include(if: $byDevice) { deviceType } }
            """;
        var coarse = (await _api.DataAsync(Query, new { byDevice = false })).GetProperty("data");
        var fine = (await _api.DataAsync(Query, new { byDevice = true })).GetProperty("data");
        Assert.True(fine.GetArrayLength() > coarse.GetArrayLength());
        Assert.Equal(["storeCountry", "transactions"], coarse[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["storeCountry", "deviceType", "transactions"], fine[0].EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("{transactedAmount: {gt: \"1,5\"}}", "write decimals with a point, and thousands without a separator: 1.5")]
    [InlineData(
        "{transactedAmount: {between: {low: \"1.234,5\", high: 2000}}}",
        "write decimals with a point, and thousands without a separator: 1234.5")]
    [InlineData("{acceptedShare: {gt: \"0,5\"}}", "a number is written without quotes, its decimals behind a point: 0.5")]
    [InlineData("{storeCountry: {eq: Norway}}", "a text is written in double quotes: \"Norway\"")]
    [InlineData("{storeCountry: {in: [5]}}", "a text is written in double quotes: \"5\"")]
    [InlineData("{storeCountry: \"Norway\"}", "write such as {eq: \"…\"}")]
    [InlineData("{transactions: 5}", "write such as {gt: 12.5}")]
    [InlineData("{metricTime: {gte: 2026}}", "write \"2026-01-31\", or \"2026-01-31T13:45:00\"")]
    [InlineData("\"store__country = 'Norway'\"", "write such as {@: {eq: \"…\"}}")]
    public async Task What_is_no_condition_is_refused_with_how_one_is_written_here(string where, string hint)
    {
        // With whichever text comes first in the schema.
        async Task SaysAsync(string query, object? variables = null)
        {
            var error = (await _api.AskAsync(query, variables)).GetProperty("errors")[0];
            Assert.Equal("Q1", error.GetProperty("extensions").GetProperty("code").GetString()![..2]);
            var said = error.GetProperty("extensions").GetProperty("hint").GetString()!;
            Assert.Matches(
                $"^{System.Text.RegularExpressions.Regex.Escape(hint).Replace("@", "[a-zA-Z]+", StringComparison.Ordinal)}$", said);
        }

        await SaysAsync($"{{ data(where: {where}) {{ transactions }} }}");
        await SaysAsync($"{{ topStores(where: {where}) {{ store }} }}");
        if (where.Contains("Norway}", StringComparison.Ordinal))
            return;
        var json = where[0] == '"' ? where : System.Text.RegularExpressions.Regex.Replace(where, @"\b([a-zA-Z]+):", "\"$1\":");
        await SaysAsync(
            "query ($w: DataFilter) { data(where: $w) { transactions } }", new { w = JsonDocument.Parse(json).RootElement });
    }

    [Fact]
    public async Task Exact_and_whole_numbers_are_strings_and_quotients_are_numbers()
    {
        var row = (await _api.DataAsync("{ data { deviceType __typename transactedAmount transactions acceptedShare } }"))
            .GetProperty("data")[0];
        Assert.Equal(
            [JsonValueKind.String, JsonValueKind.String, JsonValueKind.String, JsonValueKind.String, JsonValueKind.Number],
            row.EnumerateObject().Select(p => p.Value.ValueKind));
        Assert.Equal("DataRow", row.GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task A_quotient_that_was_shown_can_be_asked_for_with_all_its_digits()
    {
        var shown = (await _api.DataAsync("{ data { storeCountry deviceType averageTransactedAmount } }"))
            .GetProperty("data").EnumerateArray()
            .Select(r => r.GetProperty("averageTransactedAmount")).Where(v => v.ValueKind == JsonValueKind.Number).ToList();
        // More digits than a double keeps.
        var value = shown.First(v => v.GetRawText().Length > 18);
        var literal =
            $"{{ data(where: {{averageTransactedAmount: {{eq: {value.GetRawText()}}}}}) "
            + $"{{ storeCountry deviceType averageTransactedAmount }} }}";
        var rows = (await _api.DataAsync(literal)).GetProperty("data");
        Assert.Equal(value.GetRawText(), Assert.Single(rows.EnumerateArray()).GetProperty("averageTransactedAmount").GetRawText());
        const string Variable =
            "query ($v: [Float!]) { data(where: {averageTransactedAmount: {in: $v}}) { storeCountry deviceType averageTransactedAmount } }";
        rows = (await _api.DataAsync(Variable, new { v = new[] { value } })).GetProperty("data");
        Assert.Equal(value.GetRawText(), Assert.Single(rows.EnumerateArray()).GetProperty("averageTransactedAmount").GetRawText());
    }

    [Theory]
    [InlineData("{ data { deviceType storeCountry timeToFifthTransaction } }", "Q210", "data.deviceType")]
    [InlineData("{ data { cut: deviceType timeToFifthTransaction } }", "Q210", "data.cut")]
    [InlineData("{ data { storeCreatedAt(grain: SECOND) metricTime(grain: SECOND) storesOpened ok: storeCountry } }", "", "")]
    [InlineData("{ data { __typename } }", "Q100", "data")]
    [InlineData("{ data { transactions @skip(if: true) } }", "Q100", "data")]
    [InlineData("{ data(where: {storeCountry: {eq: null}}) { transactions } }", "Q101", "data")]
    [InlineData("{ data(where: {metricTime: {eq: \"soon\"}}) { transactions } }", "Q204", "data")]
    [InlineData("{ data(where: {or: [{storeCountry: {eq: \"x\"}}, {transactions: {gt: 1}}]}) { transactions } }", "Q231", "data")]
    [InlineData("{ data(where: {storeName: {like: \"%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%\"}}) { transactions } }", "Q101", "data")]
    [InlineData("{ data(where: {storeName: {contains: \"" + LongText + "\"}}) { transactions } }", "Q101", "data")]
    [InlineData("{ data(offset: -1) { transactions } }", "Q100", "data")]
    [InlineData("{ data(timeRange: {}) { transactions } }", "Q100", "data")]
    [InlineData("{ data(timeRange: {words: \"\"}) { transactions } }", "Q100", "data")]
    [InlineData("{ data(timeRange: {words: \"last 3 moons\"}) { transactions } }", "Q100", "data")]
    [InlineData("{ data(timeRange: {words: \"today\", end: \"2022-01-01\"}) { transactions } }", "Q100", "data")]
    [InlineData("{ data(timeZone: \"Mars/Olympus\") { transactions } }", "Q100", "data")]
    [InlineData("{ data(first: -1) { transactions } }", "Q100", "data")]
    [InlineData("{ data(after: \"nonsense\") { transactions } }", "Q100", "data")]
    [InlineData("{ data(orderBy: {field: storeCountry}) { transactions } }", "Q203", "data")]
    [InlineData("{ data(orderBy: {alias: \"none\"}) { transactions } }", "Q203", "data")]
    [InlineData("{ data(orderBy: {}) { transactions } }", "Q100", "data")]
    [InlineData(
        "{ data(orderBy: {field: metricTime}) { metricTime(grain: DAY) month: metricTime(grain: MONTH) transactions } }", "Q203", "data")]
    [InlineData("{ data { transactions(shareOf: storeCountry) } }", "Q203", "data.transactions")]
    [InlineData("{ data { nothing } }", "Q106", "")]
    [InlineData("{ data { transactions ", "Q100", "")]
    [InlineData("{ query(input: {metrics: [{name: \"transaction\"}]}) { rowCount } }", "Q200", "query")]
    [InlineData(
        "{ query(input: {metrics: [{name: \"transactions\"}], timeRange: {words: \"today\", start: \"2022-01-01\"}}) { rowCount } }",
        "Q100", "query")]
    [InlineData("{ metric(name: \"transaction\") { name } }", "Q200", "metric")]
    [InlineData("{ dimensions(metrics: [\"none\"]) { nodes { name } } }", "Q200", "dimensions")]
    [InlineData("{ metrics(first: 0) { nodes { name } } }", "Q100", "metrics")]
    [InlineData("{ run(id: \"none\") { run { id } } }", "Q102", "run")]
    [InlineData("{ lineage(name: \"none\") { node { id } } }", "Q102", "lineage")]
    public async Task What_cannot_be_answered_is_an_error_at_its_path_with_the_code_that_REST_has(string query, string code, string path)
    {
        if (code.Length == 0)
        {
            await _api.DataAsync(query);
            return;
        }

        Assert.Equal([(code, path)], await _api.ErrorsAsync(query));
    }

    [Fact]
    public async Task An_error_of_one_field_leaves_its_siblings_alone()
    {
        var body = await _api.AskAsync("{ wrong: data { deviceType timeToFifthTransaction } right: data { transactions } }");
        Assert.Equal(JsonValueKind.Null, body.GetProperty("data").GetProperty("wrong").ValueKind);
        Assert.Equal(1, body.GetProperty("data").GetProperty("right").GetArrayLength());
        Assert.Equal(
            "right", body.GetProperty("extensions").GetProperty("answers").EnumerateArray().Single().GetProperty("path")[0].GetString());
    }

    [Fact]
    public async Task Siblings_that_mean_the_same_are_answered_by_one_query_and_by_the_one_that_REST_asked()
    {
        var cache = _api.Services.GetRequiredService<ResultCache>();
        long Asked() => cache.Counters.Misses;
        var before = Asked();
        var data = await _api.DataAsync("""
            {
              one: data { storeCountry transactions part: transactions(shareOf: TOTAL) }
              two: data { country: storeCountry share: transactions(shareOf: TOTAL) transactions }
              three: data { storeCountry transactions transactedAmount }
            }
            """);
        Assert.Equal(before + 2, Asked());
        Assert.Equal(
            data.GetProperty("one").EnumerateArray()
                .Select(r => $"{r.GetProperty("storeCountry")} {r.GetProperty("transactions")} {r.GetProperty("part")}"),
            data.GetProperty("two").EnumerateArray()
                .Select(r => $"{r.GetProperty("country")} {r.GetProperty("transactions")} {r.GetProperty("share")}"));
        var (rest, _) = await _api.GetAsync("/api/v1/query?metrics=transactions,transacted_amount&group_by=store__country");
        Assert.Equal("metrics; hit", rest.Headers.GetValues("Cache-Status").Single());
    }

    [Fact]
    public async Task Pages_follow_one_another_to_the_end_and_say_so_in_extensions()
    {
        var all = (await _api.DataAsync("{ data(orderBy: {field: transactions, direction: DESC}) { store transactions } }"))
            .GetProperty("data").EnumerateArray().Select(r => r.ToString()).ToList();
        var (paged, after) = (new List<string>(), (string?)null);
        do
        {
            var page = await _api.AskAsync(
                "query ($after: String) { data(first: 7, after: $after, orderBy: {field: transactions, direction: DESC}) "
                + "{ store transactions } }", new { after });
            paged.AddRange(page.GetProperty("data").GetProperty("data").EnumerateArray().Select(r => r.ToString()));
            after = page.GetProperty("extensions").GetProperty("answers")[0].GetProperty("next").GetString();
        }
        while (after is not null);
        Assert.True(all.Count > 14);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task Extensions_say_of_each_answer_what_REST_says_in_meta()
    {
        var body = await _api.AskAsync(
            "{ a: data(timeRange: {start: \"2022-03-05\"}) { metricTime(grain: MONTH) transactions } topStores { store } "
            + "query(input: {metrics: [{name: \"transactions\"}]}) { rowCount } }");
        var answers = body.GetProperty("extensions").GetProperty("answers").EnumerateArray().ToList();
        Assert.Equal(["a", "topStores", "query"], answers.Select(a => a.GetProperty("path").EnumerateArray().Single().GetString()));
        var (_, rest) = await _api.GetAsync("/api/v1/query?metrics=transactions&group_by=metric_time__month&time_range=2022-03-05/");
        var meta = rest.GetProperty("meta");
        foreach (var key in (string[])["as_of", "data_version", "degraded", "degraded_reasons", "warnings", "next"])
            Assert.Equal(meta.GetProperty(key).ToString(), answers[0].GetProperty(key).ToString());
        Assert.NotEmpty(answers[0].GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public async Task Lineage_is_that_of_REST()
    {
        var graph = (await _api.DataAsync(
            "{ lineage(name: \"transacted_amount\") { node { id kind name layer pack version connector } "
            + "upstream { id } downstream { id } edges { from to } } }")).GetProperty("lineage");
        var (_, rest) = await _api.GetAsync("/api/v1/lineage/transacted_amount");
        foreach (var side in (string[])["upstream", "downstream"])
            Assert.Equal(
                rest.GetProperty(side).EnumerateArray().Select(n => n.GetProperty("id").GetString()),
                graph.GetProperty(side).EnumerateArray().Select(n => n.GetProperty("id").GetString()));
        Assert.Equal(rest.GetProperty("edges").ToString(), graph.GetProperty("edges").ToString());
        Assert.NotEmpty(graph.GetProperty("upstream").EnumerateArray());
    }

    private async Task SameAsync(string field, string body)
    {
        var rows = (await _api.DataAsync($"{{ {field} }}")).GetProperty("data").EnumerateArray().ToList();
        var question = JsonNode.Parse(body)!.AsObject();
        (question["numbers"], question["layout"]) = ("string", "arrays");
        using var content = new StringContent(question.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        var answer = await (await _api.Client.PostAsync("/api/v1/query", content)).Content.ReadAsStringAsync();
        var rest = JsonDocument.Parse(answer).RootElement;
        Assert.True(rest.TryGetProperty("rows", out var expected), answer);
        // REST has dimensions first; a selection has its own order.
        Assert.Equal(
            expected.EnumerateArray()
                .Select(r => string.Join('|', r.EnumerateArray().Select(v => v.ToString()).Order(StringComparer.Ordinal))),
            rows.Select(r => string.Join('|', r.EnumerateObject().Select(p => p.Value.ToString()).Order(StringComparer.Ordinal))));
    }
}
