using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Tests.Generation;
using Metrics.GraphQL.Tests.Reference;
using Metrics.GraphQL.Validation;
using Xunit.Abstractions;

namespace Metrics.GraphQL.Tests;

[Trait("Needs", "Node")]
public sealed class ReferenceVerdictTests(ReferenceJudge judge, ITestOutputHelper output) : IClassFixture<ReferenceJudge>
{
    private const int Documents = 2500;

    private readonly Dictionary<string, int> broken = [];

    [Theory]
    [InlineData("zoo", 20261121)]
    [InlineData("shop", 20261122)]
    [InlineData("storefront", 20261125)]
    public async Task Verdicts_rules_and_responses_are_the_references(string name, int seed)
    {
        // Another seed finds other documents: METRICS_SEED=7 dotnet test …
        seed = int.TryParse(Environment.GetEnvironmentVariable("METRICS_SEED"), out var given) ? given : seed;
        var schema = TestSchema.ByName(name);
        judge.Ask("schema", new JsonObject { ["name"] = name, ["sdl"] = schema.Sdl });
        var tally = new Dictionary<string, int>();
        var differences = new List<string>();
        for (var i = 0; i < Documents; i++)
        {
            var random = new Random(seed + i);
            var sloppiness = (i % 4) switch { 0 => 0.03, 1 => 0.01, _ => 0 };
            var request = new DocumentGenerator(schema.Schema, random, sloppiness) { Collides = i % 10 == 9 }.Generate();
            if (i % 8 == 7)
                request = request with { Document = TextMutation.Apply(request.Document, random, random.Next(1, 4)) };
            var (kind, difference) = await CompareAsync(schema, request);
            tally[kind] = tally.GetValueOrDefault(kind) + 1;
            if (difference is not null)
                differences.Add($"seed {seed + i}: {difference}\n{request.Document}\n{request.Variables.ToJsonString()}");
        }
        output.WriteLine($"seed {seed}: {string.Join(", ", tally.Select(t => $"{t.Key} {t.Value}"))}");
        output.WriteLine(string.Join(", ", broken.OrderBy(b => b.Value).Select(b => $"{b.Key} {b.Value}")));
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join("\n\n", differences.Take(5))}");
        Assert.True(tally["executed"] > Documents / 3, "Too few documents were valid to say much.");
        // Without mutations, subscriptions and abstract types there are rules that nothing can break.
        if (schema != TestSchema.Storefront)
            Assert.Empty(RuleList.Create().Select(r => r.Name).Except(broken.Keys));
        Assert.True(tally["refused"] > Documents / 10, "Too few documents were invalid to say much.");
    }

    private async Task<(string Kind, string? Difference)> CompareAsync(TestSchema schema, GeneratedRequest request)
    {
        var theirs = judge.Ask("check", new JsonObject
        {
            ["schema"] = schema.Name, ["document"] = request.Document, ["variables"] = request.Variables.DeepClone(),
            ["operationName"] = request.OperationName, ["run"] = true,
        });
        var document = Document.Parse(Encoding.UTF8.GetBytes(request.Document), ParserLimits.None, out var syntax);
        if (theirs["syntax"] is { } at)
            return ("malformed", Difference(at, new JsonArray([.. (syntax?.Locations ?? []).Select(Json)])));
        if (syntax is not null)
            return ("malformed", $"{syntax} is well formed to the reference");
        // The reference fails, instead of refusing, where a subscription's @skip needs a variable.
        if (theirs["threw"] is not null)
            return ("given up", null);

        var expected = theirs["rules"]!.AsArray().Select(r => r!.GetValue<string>()).ToList();
        var errors = Validator.Check(schema.Schema, document!);
        var found = errors.Select(e => e.Rule!).Distinct().Order(StringComparer.Ordinal).ToList();
        // What else holds for a document with type definitions is of no use to anybody: it is never run.
        foreach (var rule in expected)
            broken[rule] = broken.GetValueOrDefault(rule) + 1;
        var isSame = expected.Contains("ExecutableDefinitions") ? found.Contains("ExecutableDefinitions") : expected.SequenceEqual(found);
        if (!isSame)
            return (
                "refused",
                $"theirs {string.Join(' ', expected)}\n"
                + $"ours   {string.Join(' ', found)}\n{string.Join('\n', errors.Select(e => e.Message))}");
        if (theirs["response"] is not { } response)
            return (expected.Count > 0 ? "refused" : "valid", null);

        var ours = await Ask.Async(schema, request.Document, request.Variables, request.OperationName);
        var scattered = await Ask.Async(schema, request.Document, request.Variables, request.OperationName, isScattered: true);
        return ("executed", Difference(response, WithoutMessages(ours)) ?? Difference(response, WithoutMessages(scattered)));
    }

    private static JsonObject WithoutMessages(JsonObject response)
    {
        foreach (var error in response["errors"]?.AsArray() ?? [])
        {
            error!.AsObject().Remove("message");
            error.AsObject().Remove("extensions");
        }
        return response;
    }

    private static JsonNode Json(TextLocation location) => new JsonObject { ["line"] = location.Line, ["column"] = location.Column };

    private static string? Difference(JsonNode theirs, JsonNode ours)
    {
        var (expected, found) = (Canonical(theirs), Canonical(ours));
        return expected == found ? null : $"theirs {expected}\nours   {found}";
    }

    /// <summary>Numbers by value, keys in order: response keys stand as they were selected.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject fields =>
            "{" + string.Join(',', fields.Where(f => f.Key != "errors").Concat(fields.Where(f => f.Key == "errors"))
                .Select(f => $"{f.Key}:{Canonical(f.Value)}")) + "}",
        JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number =>
            double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };
}
