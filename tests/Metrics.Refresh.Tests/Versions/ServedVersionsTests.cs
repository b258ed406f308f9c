using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Tests.Races;

namespace Metrics.Refresh.Tests.Versions;

/// <summary>What readers of the API see of relations that hold the rows of many versions.</summary>
public sealed class ServedVersionsTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: served\nrefresh: {longest_statement: 1ms, keep_versions: 2}\n")
        .Write(
            "p/sources.yml",
            "sources: [{name: raw, path: data, tables: [{name: sales, key: id, columns: [{name: id, type: bigint}, {name: store, type: "
            + "text}, {name: amount, type: \"decimal(12,2)\"}]}]}]")
        .Write(
            "p/models/gold/fct_sales.sql",
            "/*\nmaterialization: incremental\nkey: id\n*/ select id, store, amount from {{ source('raw', 'sales') }}")
        .Write("p/semantic/sales.yml", """
            semantic_models:
              - name: sales
                model: ref('fct_sales')
                entities: [{name: sale, type: primary, expr: id}]
                dimensions: [{name: store, type: categorical}]
                measures: [{name: amount, agg: sum, create_metric: true}, {name: sold, agg: count, expr: id, create_metric: true}]
            """);

    [Fact]
    public async Task Answers_and_their_pages_are_of_one_version_and_a_rolled_back_version_is_gone()
    {
        await DayAsync("1,A,10.00\n2,B,20.00\n3,C,30.00\n");
        using var api = await ApiProcess.StartAsync(_bed);
        var first = await AskAsync(api.Client, 1, null, null);
        Assert.Equal("A 10.00", Row(first));
        await DayAsync("1,A,11.00\n3,C,33.00\n4,D,44.00\n");
        var version = await _bed.ScalarAsync<long>("select max(publication) from ops.publication");

        Assert.Equal(["A 11.00", "C 33.00", "D 44.00"], await PagesAsync(api.Client, await AskAsync(api.Client, 1, null, version)));
        Assert.Equal(["A 10.00", "B 20.00", "C 30.00"], await PagesAsync(api.Client, first));
        Assert.Equal(["A", "C", "D"], await ValuesAsync(api.Client));
        var pinned = await AskAsync(api.Client, 1, null, version);

        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(1))).Succeeded(out var rolled));
        Assert.Equal(
            ["A 10.00", "B 20.00", "C 30.00"], await PagesAsync(api.Client, await AskAsync(api.Client, 1, null, rolled.Publication)));
        using (var gone = await PostAsync(api.Client, 1, Next(pinned), null))
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.True(await HeldAsync(api.Client));

        await _bed.SucceedAsync();
        var last = await _bed.ScalarAsync<long>("select max(publication) from ops.publication");
        Assert.Equal(["A 11.00", "C 33.00", "D 44.00"], await PagesAsync(api.Client, await AskAsync(api.Client, 1, null, last)));
        Assert.False(await HeldAsync(api.Client));
    }

    [Fact]
    public async Task Pages_over_a_rebuild_go_on_with_the_rows_of_their_version_and_are_gone_when_it_is()
    {
        _bed.Write("metrics.yml", "name: served\nrefresh: {longest_statement: 1ms, keep_versions: 2, rebuild_from_rows: 1}\n");
        await DayAsync("1,A,10.00\n2,B,20.00\n3,C,30.00\n");
        using var api = await ApiProcess.StartAsync(_bed);
        var first = await AskAsync(api.Client, 1, null, null);
        await DayAsync("1,A,11.00\n2,B,22.00\n3,C,33.00\n");
        Assert.Equal(2, await _bed.ScalarAsync<long>("select count(distinct relation) from ops.table_version where model = 'fct_sales'"));
        var version = await _bed.ScalarAsync<long>("select max(publication) from ops.publication");
        var second = await AskAsync(api.Client, 1, null, version);

        Assert.Equal(["A 10.00", "B 20.00", "C 30.00"], await PagesAsync(api.Client, first));
        Assert.Equal(["A 11.00", "B 22.00", "C 33.00"], await PagesAsync(api.Client, second));
        for (var day = 0; day < 4; day++)
        {
            await _bed.LetTimePassAsync();
            await DayAsync($"1,A,1{day}.50\n2,B,2{day}.50\n3,C,3{day}.50\n");
        }

        using var gone = await PostAsync(api.Client, 1, Next(first), null);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.False(await _bed.ScalarAsync<bool>("select to_regclass('store.fct_sales_v1') is not null"));
    }

    public void Dispose() => _bed.Dispose();

    private Task DayAsync(string rows)
    {
        _bed.Write("data/sales.csv", "id,store,amount\n" + rows);
        return _bed.SucceedAsync();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, int limit, string? page, long? atLeast) => client.PostAsJsonAsync(
        "/api/v1/query",
        new { metrics = new[] { "amount" }, group_by = new[] { "sale__store" }, order_by = new[] { "sale__store" }, limit, page,
            min_data_version = atLeast?.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        new JsonSerializerOptions { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });

    private static async Task<JsonElement> AskAsync(HttpClient client, int limit, string? page, long? atLeast)
    {
        using var response = await PostAsync(client, limit, page, atLeast);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<List<string>> PagesAsync(HttpClient client, JsonElement answer)
    {
        var rows = new List<string> { Row(answer) };
        while (Next(answer) is { } page)
        {
            answer = await AskAsync(client, 1, page, null);
            rows.Add(Row(answer));
        }

        return rows;
    }

    private static string Row(JsonElement answer) =>
        $"{answer.GetProperty("rows")[0][0].GetString()} {answer.GetProperty("rows")[0][1].GetRawText()}";

    private static string? Next(JsonElement answer) => answer.GetProperty("meta").GetProperty("next").GetString();

    private static async Task<IEnumerable<string?>> ValuesAsync(HttpClient client)
    {
        var values = await client.GetFromJsonAsync<JsonElement>("/api/v1/dimensions/sale__store/values");
        return values.GetProperty("values").EnumerateArray().Select(v => v.GetString()).ToList();
    }

    private static async Task<bool> HeldAsync(HttpClient client)
    {
        var freshness = await client.GetFromJsonAsync<JsonElement>("/api/v1/freshness");
        return freshness.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("table").GetString() == "fct_sales")
            .GetProperty("held").GetBoolean();
    }
}
