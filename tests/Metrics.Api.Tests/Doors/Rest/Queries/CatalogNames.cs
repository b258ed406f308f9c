using System.Text.Json.Nodes;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>Makes questions from a catalog's names, most of them valid, some not.</summary>
internal sealed record CatalogNames(string[] Metrics, string[] Dimensions, string Value)
{
    private static readonly string[] _grains = ["", "__day", "__week", "__month", "__quarter", "__year", "__hour"];
    private static readonly string[] _ranges =
        ["2022-10", "2022-01-01/2022-12-31", "2022-Q4", "last 28 days", "this year", "2021-11-05/2021-11-06"];
    private static readonly string[] _zones = ["UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata"];

    public JsonObject Question(Random random)
    {
        var metrics = Some(random, Metrics, 1 + random.Next(3));
        var groups = Some(random, Dimensions, random.Next(3)).Select(
            d => d == "metric_time" || d.EndsWith("_at", StringComparison.Ordinal) ? d + Pick(random, _grains) : d).Distinct().ToArray();
        var question = new JsonObject
        {
            ["metrics"] = new JsonArray([.. metrics.Select(m => (JsonNode)m)]),
            ["group_by"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]),
        };
        if (random.Next(4) == 0)
            question["metrics"]!.AsArray()
                .Add(
                    new JsonObject { ["name"] = metrics[0], ["share_of"] = random.Next(2) == 0 || groups.Length == 0
                        ? "total" : new JsonArray(groups[0]), ["as"] = "share" });
        if (random.Next(3) == 0)
            question["where"] = new JsonArray(Condition(random, metrics));
        if (random.Next(3) == 0)
            question["time_range"] = Pick(random, _ranges);
        if (random.Next(3) == 0)
            question["time_zone"] = Pick(random, _zones);
        if (random.Next(3) == 0)
            question["order_by"] = new JsonArray($"{(random.Next(2) == 0 ? "-" : "")}{Pick(random, [.. metrics, .. groups, .. Metrics])}");
        if (random.Next(3) == 0)
            question["limit"] = random.Next(0, 20);
        if (random.Next(5) == 0)
            question["offset"] = random.Next(0, 5);
        return question;
    }

    private string Condition(Random random, string[] metrics)
    {
        var name = Pick(random, Dimensions);
        return random.Next(8) switch
        {
            0 => $"{Pick(random, metrics)} > {random.Next(100)}",
            1 => $"{name} in ('{Value}', '1', 'FR')",
            2 => $"{name} is not null and not ({name} = '{Value}')",
            3 => $"{name} like '%{Value}%'",
            6 => $"{name} contains '{Value[1..3]}'",
            7 => $"metric_time <= '2022-0{random.Next(1, 9)}-15'",
            4 => $"{name} between 1 and {random.Next(1000)}",
            _ => $"{name} = '{Value}' or {Pick(random, Dimensions)} = 1",
        };
    }

    private static string[] Some(Random random, string[] of, int count) =>
        Enumerable.Range(0, count).Select(_ => Pick(random, of)).Distinct().ToArray();

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
