using System.Globalization;
using System.Text.Json;

namespace Metrics.Api.Tests.Warehouses;

/// <summary>
/// Wrong types, a duplicated key, half the rows missing, a file missing, a file two days old, an implausible metric: all on one day.
/// </summary>
public sealed class BadDayTests : IDisposable
{
    private const int Partial = 3;
    private readonly RefreshedWarehouse _warehouse = new();

    public BadDayTests() => BadDay.Write(_warehouse);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task On_a_bad_day_each_trouble_is_found_nothing_is_published_from_it_the_rest_is_and_every_answer_says_so()
    {
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        await AssertAsync(trouble: false, healthy: 100m);

        BadDay.Bad(_warehouse);
        Assert.True(_warehouse.Refresh() == Partial, _warehouse.LastOutput);
        await AssertAsync(trouble: true, healthy: 110m);
        await FoundAsync();

        // A second run on the same bad files finds the same again: nothing is healed by having been seen.
        Assert.NotEqual(0, _warehouse.Refresh());
        await AssertAsync(trouble: true, healthy: 110m);

        BadDay.Good(_warehouse);
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
        await AssertAsync(trouble: false, healthy: 100m);
    }

    private async Task AssertAsync(bool trouble, decimal healthy)
    {
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, freshness) = await api.GetAsync("/api/v1/freshness?limit=1000");
        var tables = freshness.GetProperty("items").EnumerateArray().ToDictionary(t => t.GetProperty("table").GetString()!);
        foreach (var (name, code, table, _) in BadDay.Troubles)
        {
            var reason = trouble ? (code, table) : ((string, string)?)null;
            await AnswersAsync(api, name, 100m, reason);
            Reasons(tables[$"fct_{name}"].GetProperty("degraded"), tables[$"fct_{name}"].GetProperty("reasons"), reason, name);
        }

        await AnswersAsync(api, BadDay.Healthy, healthy, reason: null);
        Reasons(tables["fct_people"].GetProperty("degraded"), tables["fct_people"].GetProperty("reasons"), reason: null, BadDay.Healthy);
    }

    // The question itself, the saved query, and the same over GraphQL: every door.
    private static async Task AnswersAsync(ApiHost api, string name, decimal value, (string Code, string Table)? reason)
    {
        foreach (var path in (string[])[$"/api/v1/query?metrics={name}_amount", $"/api/v1/saved-queries/{name}_total/result"])
        {
            var (_, answer) = await api.GetAsync(path);
            Assert.True(answer.TryGetProperty("rows", out var rows), answer.GetRawText());
            Assert.Equal(value, rows[0][0].GetDecimal());
            var meta = answer.GetProperty("meta");
            Reasons(meta.GetProperty("degraded"), meta.GetProperty("degraded_reasons"), reason, path);
        }

        var query = $"{{ data {{ {name}Amount }} {name}Total {{ {name}Amount }} }}";
        var (_, graph) = await api.GetAsync($"/graphql?query={Uri.EscapeDataString(query)}");
        Assert.True(graph.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object, graph.GetRawText());
        foreach (var field in (string[])["data", $"{name}Total"])
            Assert.Equal(
                value, decimal.Parse(data.GetProperty(field)[0].GetProperty($"{name}Amount").GetString()!, CultureInfo.InvariantCulture));
        var answers = graph.GetProperty("extensions").GetProperty("answers").EnumerateArray().ToList();
        Assert.Equal(2, answers.Count);
        foreach (var answer in answers)
            Reasons(
                answer.GetProperty("degraded"), answer.GetProperty("degraded_reasons"), reason, $"{query} {answer.GetProperty("path")}");
    }

    private static void Reasons(JsonElement degraded, JsonElement reasons, (string Code, string Table)? reason, string where)
    {
        var found = reasons.EnumerateArray().Select(r => (r.GetProperty("code").GetString()!, r.GetProperty("table").GetString()!))
            .ToList();
        Assert.True(degraded.GetBoolean() == reason is not null, $"{where}: {reasons.GetRawText()}");
        if (reason is { } expected)
            Assert.Contains(expected, found);
        else
            Assert.Empty(found);
    }

    private async Task FoundAsync()
    {
        using var api = new ApiHost(_warehouse.ApiConnectionString);
        var (_, failed) = await api.GetAsync("/api/v1/tests?status=failed");
        var tests = failed.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("test").GetString()!).ToList();
        Assert.Equal(
            BadDay.Troubles.Where(t => t.Code == "test_failed").Select(t => t.FoundBy).Order(StringComparer.Ordinal),
                tests.Order(StringComparer.Ordinal));
        var (_, runs) = await api.GetAsync("/api/v1/runs?limit=1");
        var (_, run) = await api.GetAsync($"/api/v1/runs/{runs.GetProperty("items")[0].GetProperty("id").GetString()}");
        Assert.Equal("partial", run.GetProperty("run").GetProperty("status").GetString());
        var models = run.GetProperty("models").EnumerateArray().ToDictionary(m => m.GetProperty("model").GetString()!);
        foreach (var (_, code, table, foundBy) in BadDay.Troubles)
        {
            Assert.Equal(code, models[table].GetProperty("status").GetString());
            Assert.Contains(foundBy, models[table].GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("published", models["fct_people"].GetProperty("status").GetString());
        Assert.True(models["fct_people"].GetProperty("duration_seconds").GetDouble() >= 0);
        Assert.Equal(11, models["fct_people"].GetProperty("rows").GetInt64());
        Assert.True(models["fct_people"].GetProperty("bytes").GetInt64() > 0);
    }
}
