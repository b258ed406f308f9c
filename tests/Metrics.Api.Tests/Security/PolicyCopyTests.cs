using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Metrics.Api.Tests.Security;

/// <summary>
/// On every door, a key under policies gets the same answers as from a copy of the service without policies and hidden names, whose tables
/// were filtered and masked by hand.
/// </summary>
[Trait("Draws", "Wild")]
public sealed class PolicyCopyTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] _secrets = ["store__city", "storeCity", "store_city"];
    private static readonly string[] _lists =
    [
        "/api/v1/metrics?limit=1000", "/api/v1/dimensions?limit=1000", "/api/v1/saved-queries?limit=1000", "/api/v1/tests?limit=1000",
            "/api/v1/freshness",
        "/api/v1/runs", "/api/v1/lineage/dim_store", "/graphql/schema.graphql", "/openapi.json",
    ];

    private readonly StorefrontWarehouse _held = new StorefrontWarehouse().Sample(1500, 77);
    private readonly StorefrontWarehouse _bare = new StorefrontWarehouse().Sample(1500, 77);
    private readonly List<IDisposable> _hosts = [];

    public void Dispose()
    {
        _hosts.ForEach(h => h.Dispose());
        _held.Dispose();
        _bare.Dispose();
    }

    [Fact]
    public async Task Every_door_tells_a_key_what_a_copy_tells_that_was_filtered_and_masked_by_hand()
    {
        Replace(_held, "transactions.yml", "          time_zone: UTC\n", """
                      time_zone: UTC
                      policies:
                        - unless: {role: admin}
                          rows: "{{ Dimension('store__country') }} in {{ principal.countries }}"
                          mask: [transaction__product_name]

            """);
        Replace(_held, "dimensions.yml", "    model: ref('dim_store')\n", """
                model: ref('dim_store')
                config:
                  meta:
                    metrics:
                      policies:
                        - unless: {role: admin}
                          rows: "store__country in {{ principal.countries }}"
                          mask: [store__name]
                          hide: [store__city]

            """);
        Replace(_bare, "dimensions.yml", "      - {name: city, type: categorical, label: City}\n", "");
        _held.Refresh();
        _bare.Refresh();
        var bareKey = _bare.Key("--scopes", "query,catalog");
        var countries =
            Query(_bare.ConnectionString,
            "select country from gold.dim_store where country is not null group by 1 order by count(*) desc, 1 limit 3");
        var (held, seed) = (Host(_held.ConnectionString), Draws.Seed(611));
        var (random, same, different) = (new Random(seed), 0, 0);
        foreach (var seen in new string[][] { [countries[0]], [countries[1], countries[2]], [] })
        {
            var key = seen.Length == 0 ? _held.Key("--scopes", "query,catalog")
                : _held.Key("--scopes", "query,catalog", "--attribute", $"countries={string.Join(',', seen)}");
            var copy = Host(Copy(seen));
            foreach (var (path, body) in await QuestionsAsync(copy, bareKey, random))
            {
                var (right, given) = (await AskAsync(copy, bareKey, path, body), await AskAsync(held, key, path, body));
                var about = $"METRICS_SEED={seed}: {string.Join(", ", seen)}: {path} {body}";
                Assert.True(right.Status == given.Status, $"{about}\n{right.Status}: {right.Text}\n{given.Status}: {given.Text}");
                Assert.True(right.Content == given.Content, $"{about}\nexpected: {right.Content}\ngiven:    {given.Content}");
                Assert.DoesNotContain(_secrets, s => given.Text.Contains(s, StringComparison.OrdinalIgnoreCase)
                    && !$"{path}{body}".Contains(s, StringComparison.Ordinal));
                same++;
                if (right.Status == HttpStatusCode.OK && (await AskAsync(held, await BossAsync(), path, body)).Content != given.Content)
                    different++;
            }

            foreach (var list in _lists)
            {
                var (given, boss) = (await AskAsync(held, key, list), await AskAsync(held, await BossAsync(), list));
                Assert.DoesNotContain(_secrets, s => given.Text.Contains(s, StringComparison.OrdinalIgnoreCase));
                if (list.Contains("/dimensions", StringComparison.Ordinal) || list.Contains("schema", StringComparison.Ordinal))
                    Assert.Contains(_secrets, s => boss.Text.Contains(s, StringComparison.OrdinalIgnoreCase));
            }
        }

        output.WriteLine($"seed {seed}: {same} answers alike, {different} that policies change");
        Assert.True(different > same / 4, $"only {different} of {same} answers are changed by policies");
    }

    private string? _boss;

    private Task<string> BossAsync() => Task.FromResult(_boss ??= _held.Key("--scopes", "query,catalog", "--role", "admin"));

    // Metrics by what they can be cut by, on every door there is.
    private static async Task<List<(string Path, string? Body)>> QuestionsAsync(ApiHost copy, string key, Random random)
    {
        T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
        var metrics = Names(await AskAsync(copy, key, "/api/v1/metrics?limit=1000"));
        var questions = new List<(string, string?)>();
        for (var i = 0; i < Draws.Count(12, 60); i++)
        {
            var metric = Pick(metrics);
            var dimensions = Names(await AskAsync(copy, key, $"/api/v1/metrics/{metric}/dimensions?limit=1000"));
            var by = dimensions.Count == 0 ? "" : $"&group_by={Pick(dimensions)}";
            var where = random.Next(3) == 0 && dimensions.Contains("store__country") ? "&where=store__country%20is%20not%20null" : "";
            var question = $"metrics={metric}{by}{where}{(random.Next(3) == 0 ? "&limit=3" : "")}";
            questions.Add(($"/api/v1/query?{question}", null));
            questions.Add(($"/api/v1/query?{question}&format={Pick(["csv", "ndjson", "xlsx"])}", null));
            var group = by.Length == 0 ? "" : $", \"group_by\": [\"{by["&group_by=".Length..]}\"]";
            questions.Add(
                ("/api/v1/query/batch",
                $"{{\"queries\": [{{\"metrics\": [\"{metric}\"]{group}}}, {{\"metrics\": [\"{Pick(metrics)}\"]}}]}}"));
            if (dimensions.Count > 0)
                questions.Add(($"/api/v1/dimensions/{Pick(dimensions)}/values?limit=50", null));
        }

        questions.AddRange(((string[])["store__city", "store__cit", "store__name", "store__country", "transaction__product_name"])
            .SelectMany(d => new (string, string?)[]
        {
            ($"/api/v1/dimensions/{d}/values", null), ($"/api/v1/query?metrics=transactions&group_by={d}", null),
                ($"/api/v1/explain?metrics=transactions&group_by={d}", null),
            ($"/api/v1/query?metrics=transactions&where={d}%20%3D%20%27x%27", null),
        }));
        questions.AddRange(Names(await AskAsync(copy, key, "/api/v1/saved-queries?limit=1000"))
            .Select(q => ($"/api/v1/saved-queries/{q}/result", (string?)null)));
        questions.Add(("/api/v1/composables", """{"metrics": ["transactions"]}"""));
        foreach (var fields in (string[])["storeCountry transactions", "storeName transactions", "storeCity transactions",
            "transactionProductName transactedAmount", "storesOpened"])
            questions.Add(("/graphql", $"{{\"query\": \"{{ data {{ {fields} }} }}\"}}"));
        return questions;
    }

    // The same tables without what may not be seen, in a database of their own.
    private string Copy(string[] countries)
    {
        NpgsqlConnection.ClearAllPools();
        var (bare, name) = (new NpgsqlConnectionStringBuilder(_bare.ConnectionString), $"copy_{Guid.NewGuid():N}");
        Run(new NpgsqlConnectionStringBuilder(_bare.ConnectionString) { Database = "postgres" }.ConnectionString,
            $"create database {name} template {bare.Database}");
        var copy = new NpgsqlConnectionStringBuilder(_bare.ConnectionString) { Database = name }.ConnectionString;
        string Relation(string model) => $"store.{Query(copy, $"select relation from ops.api_table where model = '{model}'")[0]}";
        var seen = countries.Length == 0 ? "false" : $"country in ({string.Join(", ", countries.Select(c => $"'{c}'"))})";
        Run(copy, $"""
            delete from {Relation("fct_transactions")} where store_id is null
              or store_id not in (select store_id from {Relation("dim_store")} where {seen});
            delete from {Relation("dim_store")} where country is null or not ({seen});
            alter table {Relation("fct_transactions")} alter column product_name drop not null;
            update {Relation("fct_transactions")} set product_name = null;
            alter table {Relation("dim_store")} alter column name drop not null;
            update {Relation("dim_store")} set name = null;
            """);
        return copy;
    }

    private ApiHost Host(string warehouse)
    {
        var host = new ApiHost(warehouse) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        _hosts.Add(host);
        return host;
    }

    private static async Task<Told> AskAsync(ApiHost host, string key, string path, string? body = null)
    {
        // A key that was just made is known within a second, and so is a warehouse.
        using var response = await Eventually.IsAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post,
                    path) { Headers = { { "X-Api-Key", key } } };
                if (body is not null)
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                return await host.Client.SendAsync(request);
            },
            r => r.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable), r => $"{path}: {r}");
        return Told.Of(path, response, await response.Content.ReadAsByteArrayAsync());
    }

    private static List<string> Names(Told list) =>
        JsonDocument.Parse(list.Text).RootElement.EnumerateObject().First(p => p.Value.ValueKind == JsonValueKind.Array)
        .Value.EnumerateArray().Select(i => i.GetProperty("name").GetString()!).ToList();

    private static void Replace(StorefrontWarehouse warehouse, string file, string was, string becomes)
    {
        var path = Path.Combine(warehouse.ProjectFolder, "storefront", "semantic", file);
        var text = File.ReadAllText(path);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal));
    }

    private static void Run(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static List<string> Query(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>An answer without what differs between any two services.</summary>
    private sealed record Told(HttpStatusCode Status, string Text, string Content)
    {
        private static readonly string[] _parts = ["columns", "rows", "values", "metrics", "dimensions", "code", "candidates", "data"];

        public static Told Of(string path, HttpResponseMessage response, byte[] bytes)
        {
            if (path.EndsWith("format=xlsx", StringComparison.Ordinal) && response.StatusCode == HttpStatusCode.OK)
            {
                using var book = new ZipArchive(new MemoryStream(bytes));
                using var sheet = new StreamReader(book.Entries.First(e =>
                    e.FullName.Contains("sheet1", StringComparison.OrdinalIgnoreCase)).Open());
                var cells = sheet.ReadToEnd();
                return new Told(response.StatusCode, cells, cells);
            }

            var text = Encoding.UTF8.GetString(bytes);
            if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/problem+json"
                or "application/graphql-response+json")
                || path.Contains("/explain", StringComparison.Ordinal))
                return new Told(response.StatusCode, text, path.Contains("/explain", StringComparison.Ordinal) ? "" : text);
            using var json = JsonDocument.Parse(text);
            return new Told(response.StatusCode, text, string.Join('\n', Parts(json.RootElement)));
        }

        private static IEnumerable<string> Parts(JsonElement element) =>
            element.ValueKind != JsonValueKind.Object ? [] : element.EnumerateObject().SelectMany(p =>
            p.Name == "results" ? p.Value.EnumerateArray().SelectMany(r => r.TryGetProperty("answer", out var answer) ? Parts(answer)
                : [r.GetRawText()])
            : _parts.Contains(p.Name) ? [$"{p.Name}: {p.Value.GetRawText()}"]
            : Enumerable.Empty<string>());
    }
}
