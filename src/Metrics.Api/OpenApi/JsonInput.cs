using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.OpenApi;

/// <summary>The endpoint reads a JSON body itself, so that it can say all that is wrong with it; this describes it.</summary>
internal sealed record JsonInput(Type Shape);

/// <summary>Writes such bodies into openapi.yaml.</summary>
internal sealed class JsonInputs : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var body in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<JsonInput>())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = context.SchemaGenerator.GenerateSchema(body.Shape, context.SchemaRepository) },
                },
            };
        }
    }
}
