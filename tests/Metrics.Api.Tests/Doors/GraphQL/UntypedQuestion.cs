using System.Text.Json.Nodes;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>REST's body as GraphQL's <c>QueryInput</c>.</summary>
internal static class UntypedQuestion
{
    public static JsonObject Of(JsonObject body)
    {
        var input = new JsonObject();
        foreach (var (key, value) in body)
        {
            switch (key)
            {
                case "metrics" or "group_by":
                    input[key == "metrics" ? key : "groupBy"] = new JsonArray([.. value!.AsArray().Select(Item)]);
                    break;
                case "time_range":
                    input["timeRange"] = new JsonObject { ["words"] = value!.DeepClone() };
                    break;
                case "time_zone" or "order_by":
                    input[key == "time_zone" ? "timeZone" : "orderBy"] = value!.DeepClone();
                    break;
                case "where" or "limit" or "offset":
                    input[key] = value!.DeepClone();
                    break;
            }
        }

        return input;
    }

    private static JsonNode Item(JsonNode? item)
    {
        if (item is JsonValue)
            return new JsonObject { ["name"] = item.DeepClone() };
        var made = new JsonObject();
        foreach (var (key, value) in item!.AsObject())
            made[key == "share_of" ? "shareOf" : key] = value!.DeepClone();
        return made;
    }
}
