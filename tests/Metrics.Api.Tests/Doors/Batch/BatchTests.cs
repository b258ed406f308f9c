using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Doors.Batch;

public sealed class BatchTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Each_question_has_its_own_status_and_the_answer_it_would_have_had_alone()
    {
        string[] queries =
        [
            """{"metrics": ["transactions"], "group_by": ["store__country"], "limit": 3}""",
            """{"metrics": ["no_such_metric"]}""",
            """{"metrics": []}""",
            """{"metrics": ["transacted_amount"], "layout": "objects", "numbers": "string"}""",
            """{"metrics": ["transactions"], "format": "csv"}""",
            """{"metrics": ["transactions"], "min_data_version": 999999}""",
        ];
        var (status, answer) = await PostAsync("/api/v1/query/batch", $$"""{"queries": [{{string.Join(',', queries)}}]}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([200, 422, 400, 200, 400, 409], results.Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal("Q200", results[1].GetProperty("problem").GetProperty("code").GetString());
        foreach (var i in (int[])[0, 3])
        {
            var (_, alone) = await PostAsync("/api/v1/query", queries[i]);
            Assert.Equal(alone.GetProperty("rows").GetRawText(), results[i].GetProperty("answer").GetProperty("rows").GetRawText());
        }

        Assert.Single(
            results.Where(r => r.TryGetProperty("answer", out _))
                .Select(r => r.GetProperty("answer").GetProperty("meta").GetProperty("data_version").GetString()).Distinct());
    }

    [Theory]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("[\"top_stores\"]")]
    public async Task A_saved_query_s_name_that_is_none_is_told_so(string name)
    {
        var (_, answer) = await PostAsync("/api/v1/query/batch", $$"""{"queries": [{"saved_query": {{name}}}]}""");
        var problem = answer.GetProperty("results")[0].GetProperty("problem");
        Assert.Equal("Q100", problem.GetProperty("code").GetString());
        Assert.Contains(
            "saved_query: expected the name of a saved query, found ", problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"queries\": []}")]
    [InlineData("{\"queries\": {}}")]
    [InlineData("{\"queries\": [{}], \"more\": 1}")]
    [InlineData("{\"queries\": [{}], \"queries\": [{}]}")]
    public async Task What_is_no_batch_is_refused_as_a_whole(string body)
    {
        var (status, problem) = await PostAsync("/api/v1/query/batch", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("Q100", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"queries\": [{\"metrics\": [\"transactions\"]}")]
    [InlineData("{\"queries\": [{\"metrics\": [\"transactions\"]]}")]
    public async Task A_batch_that_is_no_JSON_is_told_where(string body)
    {
        var (status, problem) = await PostAsync("/api/v1/query/batch", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(
            "body: not the JSON it should be, line 1, byte ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_one_question_has_twice_is_that_question_s_mistake_alone()
    {
        var (status, answer) = await PostAsync(
            "/api/v1/query/batch",
            """{"queries": [{"metrics": ["transactions"]}, {"metrics": ["transactions"], "limit": 1, "limit": 2}]}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([200, 400], results.Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal(
            "body: the key 'limit' is written twice, line 1, byte 43",
            results[1].GetProperty("problem").GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Answers_that_fit_alone_and_not_together_are_told_that_the_batch_is_full()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString, ("Metrics:MaxBytes", "4096"));
        const string Question = """{"metrics": ["transactions"], "group_by": ["store__country"]}""";
        using var content = new StringContent(
            $$"""{"queries": [{{string.Join(',', Enumerable.Repeat(Question, 50))}}]}""", Encoding.UTF8, "application/json");
        using var response = await api.Client.PostAsync("/api/v1/query/batch", content);
        var results = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(200, results[0].GetProperty("status").GetInt32());
        var problem = results[^1].GetProperty("problem");
        Assert.Equal("E331", problem.GetProperty("code").GetString());
        Assert.StartsWith(
            "the answers of a batch take 4096 bytes at most together", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("ask for it alone, or in another batch", problem.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task More_questions_than_a_batch_has_are_refused()
    {
        var (status, _) = await PostAsync("/api/v1/query/batch", $$"""{"queries": [{{string.Join(',', Enumerable.Repeat("{}", 51))}}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Everything_that_composables_offers_can_be_added_and_nothing_else()
    {
        string[] halves =
        [
            """{"metrics": ["transactions"], "group_by": ["store__country"]}""", """{"metrics": ["transactions"]}""",
            """{"metrics": [], "group_by": ["store__country"]}""", "{}",
        ];
        var (_, all) = await _api.GetAsync("/api/v1/metrics?limit=1000");
        foreach (var half in halves)
        {
            var (status, offered) = await PostAsync("/api/v1/composables", half);
            Assert.Equal(HttpStatusCode.OK, status);
            var metrics = offered.GetProperty("metrics").EnumerateArray().Select(m => m.GetString()!).ToHashSet();
            Assert.NotEmpty(metrics);
            Assert.NotEmpty(offered.GetProperty("dimensions").EnumerateArray());
            var asked = JsonSerializer.Deserialize<Dictionary<string, List<string>>>(half)!;
            var (had, by) = (asked.GetValueOrDefault("metrics") ?? [], asked.GetValueOrDefault("group_by") ?? []);
            foreach (var metric in all.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("name").GetString()!).Except(had))
                Assert.Equal(metrics.Contains(metric), await CanBeAskedAsync([.. had, metric], by));
            if (had.Count == 0)
                continue;
            foreach (var dimension in offered.GetProperty("dimensions").EnumerateArray().Select(d => d.GetProperty("name").GetString()!))
                Assert.True(await CanBeAskedAsync(had, [.. by, dimension]), dimension);
        }
    }

    [Fact]
    public async Task A_half_built_question_that_cannot_stand_is_refused_with_the_reason()
    {
        var (status, problem) = await PostAsync("/api/v1/composables", """{"metrics": ["transactions"], "group_by": ["no_such_thing"]}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("Q201", problem.GetProperty("code").GetString());
    }

    private async Task<bool> CanBeAskedAsync(IEnumerable<string> metrics, IEnumerable<string> by)
    {
        var (response, _) = await _api.GetAsync($"/api/v1/explain?metrics={string.Join(',', metrics)}&group_by={string.Join(',', by)}");
        return response.StatusCode == HttpStatusCode.OK;
    }

    private async Task<(HttpStatusCode, JsonElement)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _api.Client.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
