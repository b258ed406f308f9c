using System.Text;
using System.Text.Json;

namespace Metrics.Api.Tests.Texts;

/// <summary>
/// A repeatable request to the service: every route that it describes, with every format, and every field of its GraphQL schema.
/// </summary>
internal sealed record Surface(string Method, string Path, string? Body = null)
{
    private const int Deepest = 7;
    private static readonly string[] Formats = ["json", "csv", "ndjson", "xlsx"];

    public override string ToString() => $"{Method} {Path} {Body}";

    public HttpRequestMessage ToRequest() => new(new HttpMethod(Method), Path)
    {
        Content = Body is null ? null : new StringContent(Body, Encoding.UTF8, "application/json"),
    };

    /// <summary>Every operation of the description; a path parameter or a body that nobody has names for fails the test, so that a new
    /// route is not passed over.</summary>
    public static IEnumerable<Surface> OfRoutes(JsonElement openApi, SurfaceNames names)
    {
        foreach (var path in openApi.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                foreach (var filled in names.Fill(path.Name))
                {
                    var parameters = operation.Value.TryGetProperty("parameters", out var described)
                        ? described.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query")
                            .Select(p => p.GetProperty("name").GetString()!).ToList() : [];
                    if (operation.Value.TryGetProperty("requestBody", out _))
                    {
                        foreach (var body in names.BodiesOf(path.Name))
                            yield return new Surface(operation.Name.ToUpperInvariant(), filled, body);
                        continue;
                    }

                    foreach (var query in names.QueriesOf(parameters))
                    {
                        foreach (var format in parameters.Contains("format") ? Formats : [""])
                        {
                            var all = string.Join('&', new[] { query, format.Length > 0 ? $"format={format}" : "" }.Where(q =>
                                q.Length > 0));
                            yield return new Surface(operation.Name.ToUpperInvariant(), all.Length > 0 ? $"{filled}?{all}" : filled);
                        }
                    }
                }
            }
        }
    }

    /// <summary>A document for each field of the root, with every field below it that can be selected.</summary>
    public static IEnumerable<Surface> OfGraphQL(JsonElement schema, SurfaceNames names)
    {
        var types = schema.GetProperty("types").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!);
        var root = types[schema.GetProperty("queryType").GetProperty("name").GetString()!];
        foreach (var field in root.GetProperty("fields").EnumerateArray())
        {
            foreach (var selected in Select(field, types, names, []))
                yield return new Surface("POST", "/graphql", JsonSerializer.Serialize(new { query = $"{{ {selected} }}" }));
        }
    }

    private static IEnumerable<string> Select(JsonElement field, Dictionary<string, JsonElement> types, SurfaceNames names, string[] above)
    {
        var name = field.GetProperty("name").GetString()!;
        var type = Named(field.GetProperty("type"));
        var below = "";
        if (types[type].TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array)
        {
            if (above.Length > Deepest || above.Contains(type))
                yield break;
            var parts = fields.EnumerateArray().SelectMany(f => Select(f, types, names, [.. above, type]).Take(1)).ToList();
            if (parts.Count == 0)
                yield break;
            below = $" {{ {string.Join(' ', parts)} }}";
        }

        var needed = field.GetProperty("args").EnumerateArray()
            .Where(a => a.GetProperty("type").GetProperty("kind").GetString() == "NON_NULL")
            .Select(a => a.GetProperty("name").GetString()!).ToList();
        foreach (var arguments in names.ArgumentsOf(name, needed))
            yield return $"{name}{arguments}{below}";
    }

    private static string Named(JsonElement type) =>
        type.GetProperty("name").GetString() ?? Named(type.GetProperty("ofType"));
}

/// <summary>
/// Values for the parameters of routes and fields: names that an administrator finds, and names that no caller should find.
/// </summary>
/// <param name="Metrics">Metrics.</param>
/// <param name="Dimensions">Dimensions.</param>
/// <param name="SavedQueries">Saved queries.</param>
/// <param name="Runs">Ids of runs.</param>
/// <param name="Nodes">What has a lineage.</param>
internal sealed record SurfaceNames(
    IReadOnlyList<string> Metrics, IReadOnlyList<string> Dimensions, IReadOnlyList<string> SavedQueries, IReadOnlyList<string> Runs,
        IReadOnlyList<string> Nodes)
{
    public IEnumerable<string> Fill(string path) => !path.Contains('{') ? [path] : (path.Split('{')[0], path.Split('{', '}')[1]) switch
    {
        ("/api/v1/metrics/", _) => Put(path, Metrics),
        ("/api/v1/dimensions/", _) => Put(path, Dimensions),
        ("/api/v1/saved-queries/", _) => Put(path, SavedQueries),
        ("/api/v1/runs/", _) => Put(path, Runs),
        ("/api/v1/lineage/", _) => Put(path, Nodes),
        ("/problems/", _) => Put(path, ["Q100", "E312"]),
        _ => throw new InvalidOperationException($"nothing is known to put into {path}"),
    };

    public IEnumerable<string> QueriesOf(IReadOnlyList<string> parameters)
    {
        if (parameters.Contains("metrics"))
            return [.. Metrics.Select(m => $"metrics={m}"),
                .. Metrics.SelectMany(m => Dimensions.Select(d => $"metrics={m}&group_by={d}"))];
        return parameters.Contains("status") ? ["", "limit=1", "limit=3", "status=failed"] : parameters.Contains("limit") ? ["", "limit=1"]
            : [""];
    }

    public IEnumerable<string> BodiesOf(string path) => path switch
    {
        "/api/v1/query" or "/api/v1/explain" or "/api/v1/composables" => Metrics.Select(m => $$"""{"metrics": ["{{m}}"]}"""),
        "/api/v1/query/batch" => Metrics.Select(m => $$"""{"queries": [{"metrics": ["{{m}}"]}, {"metrics": ["sales_total"]}]}"""),
        "/api/v1/runs" => ["""{"select": "fct_rents"}""", """{"retry": "last"}"""],
        _ => throw new InvalidOperationException($"nothing is known to send to {path}"),
    };

    public IEnumerable<string> ArgumentsOf(string field, IReadOnlyList<string> needed) => needed switch
    {
        [] => [""],
        ["id"] => Runs.Select(r => $"(id: \"{r}\")"),
        ["name"] => (field switch { "lineage" => Nodes, "metric" => Metrics, "dimension" => Dimensions, "savedQuery" => SavedQueries, _ =>
            Metrics }).Select(n => $"(name: \"{n}\")"),
        ["input"] => Metrics.Select(m => $"(input: {{metrics: [{JsonSerializer.Serialize(m)}]}})"),
        ["metrics"] => Metrics.Select(m => $"(metrics: [{JsonSerializer.Serialize(m)}])"),
        _ => throw new InvalidOperationException($"nothing is known to give {field} for {string.Join(", ", needed)}"),
    };

    private static IEnumerable<string> Put(string path, IReadOnlyList<string> names) =>
        names.Select(n => $"{path.Split('{')[0]}{Uri.EscapeDataString(n)}{path.Split('}', 2)[1]}");
}
