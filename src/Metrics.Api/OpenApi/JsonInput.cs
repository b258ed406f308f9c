using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.OpenApi;

/// <summary>The shape of a JSON body that the endpoint reads itself, in order to report everything that is wrong with it.</summary>
internal sealed record JsonInput(Type Shape);

/// <summary>Describes such bodies in openapi.yaml.</summary>
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
