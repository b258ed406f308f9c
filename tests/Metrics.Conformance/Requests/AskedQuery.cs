using System.Text.Json.Nodes;

namespace Metrics.Conformance.Requests;

/// <summary>A case's request as our API takes it.</summary>
/// <param name="Body">The body of <c>POST /query</c>, or what is added to the saved query.</param>
/// <param name="SavedQuery">The saved query asked for; null for a question of its own.</param>
internal sealed record AskedQuery(JsonObject Body, string? SavedQuery)
{
    /// <summary>
    /// The suite's own form where it says all that is asked, else the resolved one: some of its requests were made of objects that have no
    /// text.
    /// </summary>
    public static AskedQuery Of(JsonObject question)
    {
        var (written, resolved) = (question["request_as_written"], question["request"]);
        if (written is null)
            return Of(resolved!);
        var asked = Of(written);
        var isWhole = resolved is null || asked.SavedQuery is not null
            || ((resolved["metrics"] as JsonArray)?.Count ?? 0) == ((asked.Body["metrics"] as JsonArray)?.Count ?? 0);
        if (!isWhole)
            return Of(resolved!);
        // A span that was made of moments has no text either.
        if (asked.Body["time_constraint"] is null && resolved is not null && Constraint(resolved) is { } constraint)
            asked.Body["time_constraint"] = constraint;
        return asked;
    }

    public static AskedQuery Of(JsonNode request)
    {
        var body = new JsonObject();
        Put(body, "metrics", Items(request, "metrics", "metric_names").Select(Name));
        Put(body, "group_by", Items(request, "group_by", "group_by_names").Select(Name));
        Put(body, "where", Items(request, "where", "where_constraints", "where_constraint_strs")
            .Select(w => (JsonNode)w.GetValue<string>()));
        Put(body, "order_by", Items(request, "order_by", "order_by_names").Select(Order));
        if (Constraint(request) is { } constraint)
            body["time_constraint"] = constraint;
        foreach (var key in new[] { "limit", "min_max_only", "apply_group_by" })
        {
            if (request[key] is { } value)
                body[key] = value.DeepClone();
        }

        var saved = Text(request["saved_query"]) ?? Text(request["saved_query_name"]) ?? Text(request["saved_query_parameter"]?["name"]);
        return new AskedQuery(body, saved);
    }

    private static IEnumerable<JsonNode> Items(JsonNode request, params string[] keys) => keys.Select(k => request[k]).OfType<JsonNode>()
        .SelectMany(n => n is JsonArray array ? array.OfType<JsonNode>() : [n]);

    private static void Put(JsonObject body, string key, IEnumerable<JsonNode> items)
    {
        var list = new JsonArray([.. items]);
        if (list.Count > 0)
            body[key] = list;
    }

    // Names with grain or date part as suffix; an alias makes an object of it.
    private static JsonNode Name(JsonNode item)
    {
        if (item is JsonValue)
            return item.GetValue<string>();
        var name = Suffixed(item);
        return Text(item["alias"]) is { } alias ? new JsonObject { ["name"] = name, ["as"] = alias } : name;
    }

    private static JsonNode Order(JsonNode item)
    {
        if (item is JsonValue)
            return item.GetValue<string>();
        var name = Suffixed(item["order_by"] ?? item);
        return item["descending"]?.GetValue<bool>() == true ? $"-{name}" : name;
    }

    private static string Suffixed(JsonNode item)
    {
        // The resolved form has the path beside the name.
        var path = item["entity_path"] is JsonArray links ? string.Concat(links.Select(l => $"{l!.GetValue<string>()}__")) : "";
        var name = path + Text(item["name"]);
        if (Text(item["date_part"]) is { } part)
            return $"{name}__extract_{part}";
        return Text(item["grain"]) is { } grain ? $"{name}__{grain}" : name;
    }

    private static JsonArray? Constraint(JsonNode request)
    {
        if (request["time_constraint"] is JsonArray both)
            return both.DeepClone().AsArray();
        var (start, end) = (request["time_constraint_start"], request["time_constraint_end"]);
        return start is null && end is null ? null : [start?.DeepClone(), end?.DeepClone()];
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
