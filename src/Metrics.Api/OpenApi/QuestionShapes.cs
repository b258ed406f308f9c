using System.Text.Json.Nodes;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.OpenApi;

/// <summary>
/// Describes questions and answers in openapi.yaml. They are read and written by hand, so the framework does not know them.
/// </summary>
internal sealed class QuestionShapes : IOperationFilter
{
    private const string Json = "application/json";
    private static readonly string[] AnswerHeaders = ["ETag", "Cache-Status", "Server-Timing", "Vary", "Cache-Control"];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var key in metadata.OfType<KeysInUrl>().SelectMany(k => k.Keys))
            (operation.Parameters ??= []).Add(Parameter(key));
        if (metadata.OfType<QuestionInBody>().LastOrDefault() is { } question)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = Schema(context, question.Shape) } },
            };
        if (metadata.OfType<AnswersQuestions>().LastOrDefault() is { } answer)
            DescribeAnswer(operation.Responses ??= [], Schema(context, answer.Shape));
    }

    private static void DescribeAnswer(OpenApiResponses responses, IOpenApiSchema answer)
    {
        responses["200"] = new OpenApiResponse
        {
            Description = "The answer, in the format that format= or Accept asks for",
            Headers = AnswerHeaders.ToDictionary(h => h, _ => (IOpenApiHeader)new OpenApiHeader { Schema = Text() }),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Json] = new() { Schema = answer },
                ["text/csv"] = new() { Schema = Text() },
                ["application/x-ndjson"] = new() { Schema = Text() },
                [XlsxBody.ContentType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
            },
        };
        responses["304"] = new OpenApiResponse { Description = "What If-None-Match names is still the answer" };
    }

    private static OpenApiParameter Parameter(UrlKey key)
    {
        var schema = Text();
        if (key.IsNumber)
            (schema.Type, schema.Minimum) = (JsonSchemaType.Integer, "0");
        if (key.Words is { } words)
            schema.Enum = [.. words.Select(w => (JsonNode)JsonValue.Create(w))];
        return new OpenApiParameter
        {
            Name = key.Name,
            In = ParameterLocation.Query,
            Description = key.Example.Length > 0 ? $"{key.Description}: {key.Example}" : key.Description,
            Schema = key.Repeats ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema }
                : key.IsOpen ? new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = schema }
                : schema,
            Explode = key.Repeats || key.IsOpen,
        };
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static IOpenApiSchema Schema(OperationFilterContext context, Type type) =>
        context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);
}
