using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>Malformed and hostile questions: none causes an internal error, and none of their text becomes SQL.</summary>
[Trait("Draws", "Wild")]
public sealed class HostileTests(LoggedStorefront storefront) : IClassFixture<LoggedStorefront>
{
    private const string Canary = "zq9x";
    private static readonly int _seed = Draws.Seed(1911);

    private static readonly string[] _poisons =
    [
        $"'; drop table {Canary}; --", $"\" or {Canary} = \"", $"{Canary}\0{Canary}", $"$1{Canary}", $"{{{{ Dimension('{Canary}') }}}}",
        $"{{% {Canary} %}}", $"/* {Canary} */", $"\\'{Canary}",
        $"store__country = '{Canary}' union select {Canary}", $"transactions > {Canary}", $"store__country = '{Canary}",
        $"store__country in ('{Canary}', {Canary})", $"(((((({Canary}",
        $"store__country = 'a' or {Canary}()", $"pg_sleep(10) /*{Canary}*/", "null", "", " ", "\u202e\ufeff", "9999999999999999999999",
        "-1", "1e308", "NaN", "metric_time__century", "store__store__store",
        $"store__country like '%{Canary}\\'", $"store__name between '{Canary}' and null", $"not not not store__country = '{Canary}'",
        $"E'{Canary}\\x'", "2026-13-45", "last 0 days", "0001-01-01/9999-12-31",
    ];

    [Fact]
    public async Task A_thousand_malformed_or_hostile_questions_are_refused_or_answered_and_never_break_anything()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var random = new Random(_seed);
        for (var i = 0; i < 1_000; i++)
        {
            var (path, body) = Hostile(random);
            var response = body is null ? await api.Client.GetAsync(path)
                : await api.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            await CheckAsync(response, $"{path} {body}");
        }

        NothingOfItWasSent();
    }

    [Fact]
    public async Task Random_questions_from_the_catalog_s_names_are_refused_or_answered()
    {
        var count = Draws.Count(2_500, 10_000);
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var names = await NamesAsync(api);
        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) =>
        {
            var body = names.Question(new Random(unchecked((_seed * 31) + i))).ToJsonString();
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            var response = await api.Client.PostAsync(i % 5 == 0 ? "/api/v1/explain" : "/api/v1/query", content, ct);
            if (await CheckAsync(response, body) == HttpStatusCode.OK)
                Interlocked.Increment(ref answered);
        });
        Assert.True(answered > count / 5, $"seed {_seed}: only {answered} were answered");
        NothingOfItWasSent();
    }

    // What the server was really sent, whatever explain says.
    private void NothingOfItWasSent()
    {
        var statements = 0;
        foreach (var line in storefront.Log)
        {
            Assert.False(line.Contains(Canary, StringComparison.OrdinalIgnoreCase), $"seed {_seed}: {line}");
            if (line.Contains("execute", StringComparison.Ordinal))
                statements++;
        }

        Assert.True(statements > 100, $"only {statements} statements are in the log");
    }

    private static (string Path, string? Body) Hostile(Random random)
    {
        string Poison() => _poisons[random.Next(_poisons.Length)];
        var keys = (string[])[
            "metrics", "group_by", "where", "time_range", "time_zone", "order_by", "limit", "page", "fill", "format", "numbers", "layout",
            "min_data_version", Canary];
        var key = keys[random.Next(keys.Length)];
        var door = random.Next(2) == 0 ? "/api/v1/explain" : "/api/v1/query";
        switch (random.Next(6))
        {
            case 0:
                return ($"{door}?metrics=transactions&{key}={Uri.EscapeDataString(Poison())}", null);
            case 1:
                return ($"/api/v1/saved-queries/top_stores/result?{key}={Uri.EscapeDataString(Poison())}", null);
            case 2:
                var text =
                    new JsonObject { ["metrics"] = new JsonArray("transactions"),
                        [key] = new JsonArray(Poison(), Poison()) }.ToJsonString();
                return (door, text);
            case 3:
                return (
                    door,
                    new JsonObject { ["metrics"] = new JsonArray(
                        "transactions", new JsonObject { ["name"] = "transactions", ["as"] = Poison(), ["share_of"] = Poison() }),
                        [key] = Poison() }.ToJsonString());
            case 4:
                var whole = """{"metrics": ["transactions"], "group_by": ["store__country"], "where": ["store__country = 'x'"]}""";
                return (door, whole.Remove(random.Next(whole.Length), 1).Insert(random.Next(whole.Length - 1), Poison()));
            default:
                return ($"/api/v1/dimensions/{Uri.EscapeDataString(Poison())}/values?search={Uri.EscapeDataString(Poison())}", null);
        }
    }

    private static async Task<HttpStatusCode> CheckAsync(HttpResponseMessage response, string asked)
    {
        var text = await response.Content.ReadAsStringAsync();
        var what = string.Create(CultureInfo.InvariantCulture, $"seed {_seed}: {asked}\n{(int)response.StatusCode} {text}");
        Assert.True((int)response.StatusCode < 500, what);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            // A path that Kestrel itself refuses has no body.
            if (text.Length > 0)
                Assert.True(DiagnosticCode.All.ContainsKey(JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!), what);
            return response.StatusCode;
        }

        if (response.Content.Headers.ContentType?.MediaType == "application/json"
            && JsonDocument.Parse(text).RootElement.TryGetProperty("sql", out var sql))
            Assert.False(sql.GetString()!.Contains(Canary, StringComparison.OrdinalIgnoreCase), what);
        return response.StatusCode;
    }

    private static async Task<CatalogNames> NamesAsync(ApiHost api)
    {
        async Task<string[]> ListAsync(string path)
        {
            var (_, body) = await api.GetAsync(path);
            return body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!).ToArray();
        }

        return new CatalogNames(await ListAsync("/api/v1/metrics?limit=1000"), await ListAsync("/api/v1/dimensions?limit=1000"), Canary);
    }
}
