using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Tests;

/// <summary>Asks a schema as a caller would, with limits out of the way.</summary>
internal static class Ask
{
    public static EngineOptions Unlimited { get; } = new()
    {
        MaxDocumentBytes = int.MaxValue, MaxTokens = int.MaxValue, MaxDepth = int.MaxValue, MaxFields = int.MaxValue,
        MaxAliases = int.MaxValue, MaxCost = long.MaxValue, CachedDocuments = 1,
    };

    private static readonly GraphQLEngine Engine = new(Unlimited);

    public static async Task<JsonObject> Async(
        TestSchema schema, string document, JsonObject? variables = null, string? operation = null, bool isScattered = false) =>
        Read(await Engine.ExecuteAsync(schema.Schema, Request(document, variables, operation), new Pace(isScattered), default));

    public static async Task<JsonObject> Async(Schema schema, string document, JsonObject? variables = null, object? state = null) =>
        Read(await Engine.ExecuteAsync(schema, Request(document, variables), state, default));

    public static GraphQLRequest Request(string document, JsonObject? variables = null, string? operation = null) =>
        new(Encoding.UTF8.GetBytes(document))
        {
            OperationName = operation,
            Variables = variables is null ? null : JsonSerializer.SerializeToElement(variables),
        };

    public static JsonObject Read(GraphQLResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }
}
