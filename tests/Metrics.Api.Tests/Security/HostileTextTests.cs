using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;

namespace Metrics.Api.Tests.Security;

/// <summary>
/// Invalid text, on every route and parameter: found by walking <c>openapi.json</c> and the GraphQL schema, so that a new one is covered
/// without being listed here.
/// </summary>
[Trait("Draws", "Wild")]
public sealed class HostileTextTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IAsyncLifetime
{
    private const string InternalError = "E500";
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);
    private readonly string _key = storefront.Warehouse.Key("--requests-per-second", "1000000", "--scopes", "query,catalog,run,admin");

    // As they stand in a URL. What comes first is no text at all and must be refused; the rest must be answered or refused, never break.
    private static readonly string[] _noTexts =
        ["%00", "a%00b", "%ED%A0%80", "x%ED%BF%BFy", "%C0%80", "%E0%80%AF", "%F4%90%80%80", "%FF%FE", "%80"];

    private static readonly string[] _oddTexts =
    [
        "", "%20", "%0D%0AX-Injected:%201", "%E2%80%AE%EF%BB%BF", "%F0%9F%92%A9", "%", "%zz", "%u0041", "'%22%60;--",
        "..%2f..%2fetc%2fpasswd", "-1", "1e400", "NaN", "true", "[]",
        "9999999999999999999999999999", "AAAA", "bm90LWEtdG9rZW4", "cgA", "dA", "____", "=", "2026-13-45", "%7B%7D", new('a', 3000),
        string.Concat(Enumerable.Repeat("%25", 900)),
    ];

    private static readonly string[] _odd = ["____", "cgA", "bm90LWEtdG9rZW4", "", "'; --", "\\u202e\\ufeff", "-1", new('a', 3000)];

    // The same in JSON, as an escape writes it.
    private static readonly string[] _noTextEscapes = ["\\u0000", "a\\u0000b", "\\ud800", "x\\udfff", "\\udc00\\ud800"];

    [Fact]
    public async Task Every_parameter_of_every_route_refuses_what_is_no_text_and_breaks_on_nothing()
    {
        var operations = await OperationsAsync();
        Assert.True(operations.Count > 20, $"{operations.Count} operations were found");
        foreach (var operation in operations)
        {
            var names = operation.Parameters.Where(p => p.In != "header").ToList();
            // A parameter that nobody declared, and the name of one.
            names.Add(("query", "nobody_s"));
            foreach (var (place, name) in names)
            {
                foreach (var text in _noTexts)
                {
                    await RefusedAsync(operation, place, name, text);
                    if (place == "query")
                        await RefusedAsync(operation, place, $"{name}{text}", "x");
                }

                foreach (var text in _oddTexts)
                    await SoundAsync(operation, Target(operation, place, name, text), null);
            }
        }
    }

    [Fact]
    public async Task Every_body_refuses_what_is_no_text_in_any_value_and_any_name()
    {
        var posted = (await OperationsAsync()).Where(o => o.Body is not null).ToList();
        Assert.True(posted.Count >= 5, $"{posted.Count} operations with bodies were found");
        foreach (var operation in posted)
        {
            var keys = operation.Body!.Value.EnumerateObject().Select(p => p.Name).Append("nobody_s").ToList();
            foreach (var escape in _noTextEscapes)
            {
                foreach (var key in keys)
                {
                    foreach (var value in (string[])[
                        $"\"{escape}\"", $"[\"{escape}\"]", $"[{{\"name\": \"{escape}\"}}]", $"{{\"{escape}\": 1}}",
                        $"{{\"a\": {{\"b\": [\"{escape}\"]}}}}"])
                    {
                        var (status, code) = await SendAsync(operation, Target(operation), Json($"{{\"{key}\": {value}}}"));
                        Assert.True(
                            (status, code) == (HttpStatusCode.BadRequest, "Q100"), $"{operation.Path} {key} {value}: {status} {code}");
                    }
                }
            }

            foreach (var bytes in NoJson())
            {
                var (status, code) = await SendAsync(operation, Target(operation), Json(bytes));
                Assert.True(
                    status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType,
                    $"{operation.Path} {Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(60, bytes.Length)))}: {status} {code}");
            }
        }
    }

    [Fact]
    public async Task Every_argument_of_the_graphql_schema_refuses_what_is_no_text_as_a_literal_and_as_a_variable()
    {
        var schema = await SchemaAsync();
        var asked = 0;
        // Many fields have the same argument: of those a share is asked, all in the wild.
        var places = schema.Arguments().GroupBy(a => (a.Argument, schema.Print(a.Type)))
            .SelectMany(g => g.Take(Draws.Count(2, int.MaxValue)));
        foreach (var (field, argument, type) in places)
        {
            foreach (var escape in _noTextEscapes.Take(Draws.Count(1, _noTextEscapes.Length)).Append("\\ud800"))
            {
                foreach (var literal in schema.Literals(type, $"\"{escape}\""))
                {
                    var errors = await GraphQLAsync($"{{ {schema.Selection(field, argument, literal)} }}", "{}");
                    Assert.True(errors.Count > 0, $"{field.Name}({argument}: {literal}) was answered");
                    asked++;
                }

                foreach (var value in schema.Values(type, $"\"{escape}\""))
                {
                    var errors = await GraphQLAsync(
                        $"query($v: {schema.Print(type)}) {{ {schema.Selection(field, argument, "$v")} }}", $"{{\"v\": {value}}}");
                    Assert.True(errors.Count > 0, $"{field.Name}({argument}: {value}) was answered");
                    asked++;
                }
            }

            foreach (var odd in _odd.Take(Draws.Count(2, _odd.Length)))
            {
                foreach (var literal in schema.Literals(type, $"\"{odd}\""))
                    await GraphQLAsync($"{{ {schema.Selection(field, argument, literal)} }}", "{}");
            }
        }

        Assert.True(asked > 100, $"only {asked} questions were asked");
    }

    [Fact]
    public async Task A_forged_page_token_is_refused_by_every_list()
    {
        var lists = (await OperationsAsync()).Where(o => o.Parameters.Any(p => p.Name == "page")).ToList();
        Assert.True(lists.Count >= 6, $"{lists.Count} lists were found");
        foreach (var operation in lists)
        {
            foreach (var letter in "abcdefghijklmnopqrstuvwxyz")
            {
                foreach (var place in (byte[][])[
                    [0], [(byte)'x', 0, (byte)'\n', 0], [0xff, 0xfe], [0xed, 0xa0, 0x80], [(byte)'\n'],
                    [(byte)'x', (byte)'\n', 0xc0, 0x80]])
                {
                    var token = Convert.ToBase64String([(byte)letter, .. place]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
                    await SoundAsync(operation, Target(operation, "query", "page", token), null);
                }
            }
        }
    }

    public Task InitializeAsync() => _api.UseKeyAsync(_key);

    public Task DisposeAsync() => _api.DisposeAsync().AsTask();

    private static IEnumerable<byte[]> NoJson()
    {
        var whole = Encoding.UTF8.GetBytes("{\"metrics\": [\"transactions\"]}");
        yield return Encoding.Unicode.GetBytes("{\"metrics\": [\"transactions\"]}");
        yield return Encoding.UTF32.GetBytes("{\"metrics\": [\"transactions\"]}");
        yield return [.. "{\"metrics\": [\""u8, 0xff, .. "\"]}"u8];
        yield return [.. "{\"metrics\": [\""u8, 0xed, 0xa0, 0x80, .. "\"]}"u8];
        yield return [.. "{\"metrics\": [\""u8, 0xc0, 0x80, .. "\"]}"u8];
        yield return [.. "{\"metrics\": [\""u8, 0, .. "\"]}"u8];
        yield return [.. "{\"m\u0000\": 1}"u8];
        yield return whole[..^3];
        yield return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 5_000)));
        yield return Encoding.UTF8.GetBytes($"{{\"metrics\": [\"{new string('a', 1_100_000)}\"]}}");
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            zip.Write(whole);
        yield return packed.ToArray();
    }

    private async Task RefusedAsync(Operation operation, string place, string name, string text)
    {
        var (status, code) = await SendAsync(operation, Target(operation, place, name, text), operation.Body is null ? null : Json("{}"));
        // Kestrel itself turns away a path with a zero character, before anybody can say a code.
        var isKestrels = place == "path" && code is null && status == HttpStatusCode.BadRequest;
        Assert.True(
            isKestrels || (status, code) == (HttpStatusCode.BadRequest, "Q100"),
            $"{operation.Method} {Target(operation, place, name, text)}: {status} {code}");
    }

    private async Task SoundAsync(Operation operation, string target, HttpContent? body)
    {
        var (status, code) = await SendAsync(operation, target, body ?? (operation.Body is null ? null : Json("{}")));
        Assert.True((int)status < 500 && code != InternalError, $"{operation.Method} {target}: {status} {code}");
    }

    private async Task<(HttpStatusCode Status, string? Code)> SendAsync(Operation operation, string target, HttpContent? body)
    {
        var address = new Uri(
            $"{_api.Client.BaseAddress!.ToString().TrimEnd('/')}{target}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method.ToUpperInvariant()), address) { Content = body };
        using var response = await AnswerAsync(request);
        if (response is null)
            return (HttpStatusCode.RequestEntityTooLarge, null);
        var text = await response.Content.ReadAsStringAsync();
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var code = isProblem ? JsonDocument.Parse(text).RootElement.GetProperty("code").GetString() : null;
        Assert.True((int)response.StatusCode < 500, $"{operation.Method} {target}: {(int)response.StatusCode} {text}");
        if (isProblem)
            Assert.True(DiagnosticCode.All.ContainsKey(code!), text);
        return (response.StatusCode, code);
    }

    // A body that is too large is refused while it is still being sent, and a client may then see the closed connection first.
    private async Task<HttpResponseMessage?> AnswerAsync(HttpRequestMessage request)
    {
        var isLarge = request.Content?.Headers.ContentLength > 1024 * 1024;
        try
        {
            return await _api.Client.SendAsync(request);
        }
        catch (HttpRequestException) when (isLarge)
        {
            return null;
        }
    }

    private async Task<List<JsonElement>> GraphQLAsync(string query, string variables)
    {
        // The escape must reach the document itself, so that it is written twice over.
        var body = $"{{\"query\": {JsonSerializer.Serialize(query)}, \"variables\": {variables}}}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Json(body) };
        using var response = await _api.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode < 500, $"{query} {variables}: {(int)response.StatusCode} {text}");
        var answer = JsonDocument.Parse(text).RootElement;
        List<JsonElement> errors = answer.TryGetProperty("errors", out var list) ? [.. list.EnumerateArray()] : [];
        foreach (var error in errors)
            Assert.NotEqual(InternalError, error.GetProperty("extensions").GetProperty("code").GetString());
        return errors;
    }

    private async Task<List<Operation>> OperationsAsync()
    {
        var (_, document) = await _api.GetAsync("/openapi.json");
        var schemas = document.GetProperty("components").GetProperty("schemas");
        return [.. from path in document.GetProperty("paths").EnumerateObject()
                   from method in path.Value.EnumerateObject()
                   select new Operation(path.Name, method.Name, ParametersOf(method.Value), BodyOf(method.Value, schemas))];
    }

    private static List<(string In, string Name)> ParametersOf(JsonElement operation) =>
        !operation.TryGetProperty("parameters", out var list)
        ? []
        : [.. list.EnumerateArray().Select(p => (p.GetProperty("in").GetString()!, p.GetProperty("name").GetString()!))];

    private static JsonElement? BodyOf(JsonElement operation, JsonElement schemas)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
            return null;
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        var name = schema.GetProperty("$ref").GetString()!.Split('/')[^1];
        return schemas.GetProperty(name).GetProperty("properties");
    }

    // Paths lead to what is there, but for the part that is attacked.
    private static string Target(Operation operation, string? place = null, string? name = null, string? text = null)
    {
        var path = operation.Path;
        foreach (var (_, known) in operation.Parameters.Where(p => p.In == "path"))
        {
            var usual = operation.Path.Contains("/dimensions/", StringComparison.Ordinal) ? "store__country"
                : operation.Path.Contains("saved-queries", StringComparison.Ordinal) ? "top_stores"
                : operation.Path.Contains("/runs/", StringComparison.Ordinal) ? "00000000-0000-0000-0000-000000000000"
                : operation.Path.Contains("/problems/", StringComparison.Ordinal) ? "Q100"
                : "transactions";
            path = path.Replace($"{{{known}}}", place == "path" && name == known ? text : usual, StringComparison.Ordinal);
        }

        return place == "query" ? $"{path}?{name}={text}" : path;
    }

    private static ByteArrayContent Json(string text) => Json(Encoding.UTF8.GetBytes(text));

    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } };

    private async Task<GraphSchema> SchemaAsync()
    {
        const string Type = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
        var query =
            $"{{ __schema {{ queryType {{ name }} types {{ kind name enumValues {{ name }} inputFields {{ name type {{ {Type} }} }} "
            + $"fields {{ name type {{ {Type} }} args {{ name type {{ {Type} }} }} }} }} }} }}";
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Json(new JsonObject { ["query"] = query }.ToJsonString()) };
        using var response = await _api.Client.SendAsync(request);
        return new GraphSchema(
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("data").GetProperty("__schema"));
    }

    private sealed record Operation(string Path, string Method, List<(string In, string Name)> Parameters, JsonElement? Body);
}
