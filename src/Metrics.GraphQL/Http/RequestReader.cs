using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Metrics.GraphQL.Http;

/// <summary>Reads requests from the body of a POST or the parameters of a GET (GraphQL over HTTP, section 5).</summary>
public static class RequestReader
{
    /// <summary>Reads a JSON body. A body that cannot be read gets status 400, whatever the client accepts.</summary>
    public static bool TryReadBody(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out GraphQLRequest? request, [NotNullWhen(false)] out GraphQLError? problem)
    {
        request = null;
        if (!TryParse(body, "The request's body", out var root, out problem))
            return false;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problem = Problem(root.ValueKind == JsonValueKind.Array
                ? "The request's body is an array: requests are answered one at a time."
                : "The request's body must be a JSON object.");
            return false;
        }
        return TryText(root, "query", out var query, out problem)
            && TryText(root, "operationName", out var name, out problem)
            && TryObject(root, "variables", out var variables, out problem)
            && TryObject(root, "extensions", out var extensions, out problem)
            && TryBuild(
                query, new GraphQLRequest(default) { OperationName = name, Variables = variables, Extensions = extensions }, out request,
                out problem);
    }

    /// <summary>Reads the parameters of a GET; such a request may only contain queries.</summary>
    public static bool TryReadParameters(
        IEnumerable<KeyValuePair<string, string>> parameters, [NotNullWhen(true)] out GraphQLRequest? request,
        [NotNullWhen(false)] out GraphQLError? problem)
    {
        request = null;
        Dictionary<string, string> given = [];
        foreach (var (key, value) in parameters.Where(p => p.Key is "query" or "operationName" or "variables" or "extensions"))
        {
            if (!given.TryAdd(key, value))
            {
                problem = Problem($"The parameter '{key}' is given twice.");
                return false;
            }
        }
        var name = given.GetValueOrDefault("operationName");
        return TryJson(given, "variables", out var variables, out problem)
            && TryJson(given, "extensions", out var extensions, out problem)
            && TryBuild(given.GetValueOrDefault("query"), new GraphQLRequest(default)
            {
                OperationName = string.IsNullOrEmpty(name) ? null : name, Variables = variables, Extensions = extensions, IsReadOnly = true,
            }, out request, out problem);
    }

    private static bool TryBuild(
        string? query, GraphQLRequest rest, [NotNullWhen(true)] out GraphQLRequest? request, [NotNullWhen(false)] out GraphQLError? problem)
    {
        problem = query is null ? Problem("The request has no 'query'.") : null;
        request = query is null ? null : rest with { Query = Encoding.UTF8.GetBytes(query) };
        return request is not null;
    }

    private static bool TryText(JsonElement root, string key, out string? text, [NotNullWhen(false)] out GraphQLError? problem)
    {
        (text, problem) = (null, null);
        if (!root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        try
        {
            text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is a valid JSON string, but not valid text.
        }
        problem = text is null ? Problem($"'{key}' must be a string.") : null;
        return problem is null;
    }

    private static bool TryObject(JsonElement root, string key, out JsonElement? found, [NotNullWhen(false)] out GraphQLError? problem)
    {
        (found, problem) = (null, null);
        if (!root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind == JsonValueKind.Object)
            found = value;
        else
            problem = Problem($"'{key}' must be an object.");
        return problem is null;
    }

    private static bool TryJson(
        Dictionary<string, string> given, string key, out JsonElement? found, [NotNullWhen(false)] out GraphQLError? problem)
    {
        (found, problem) = (null, null);
        if (!given.TryGetValue(key, out var text) || text.Length == 0)
            return true;
        if (!TryParse(Encoding.UTF8.GetBytes(text), $"'{key}'", out var json, out problem))
            return false;
        if (json.ValueKind == JsonValueKind.Object)
            found = json;
        else if (json.ValueKind != JsonValueKind.Null)
            problem = Problem($"'{key}' must be an object.");
        return problem is null;
    }

    private static bool TryParse(
        ReadOnlyMemory<byte> bytes, string what, out JsonElement json, [NotNullWhen(false)] out GraphQLError? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            json = document.RootElement.Clone();
            problem = null;
        }
        catch (JsonException e)
        {
            json = default;
            problem = Problem($"{what} is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
        return problem is null;
    }

    private static GraphQLError Problem(string message) => new(ErrorKind.Request, message);
}
