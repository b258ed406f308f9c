using System.Text.Json;
using Metrics.Domain.Diagnostics;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.Http;

/// <summary>Writes every refusal of an endpoint into openapi.yaml: one response a status, one example a code.</summary>
internal sealed class ProblemResponses : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var codes = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<ProblemCodes>()
            .SelectMany(p => p.Codes)
            .Append(DiagnosticCode.InternalError)
            .Distinct();
        var schema = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
        operation.Responses ??= [];
        foreach (var status in codes.GroupBy(ProblemStatus.Of).OrderBy(g => g.Key))
        {
            operation.Responses[$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join("; ", status.Select(c => $"{c.Id} {c.Title}")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problems.ContentType] = new()
                    {
                        Schema = schema,
                        Examples = status.ToDictionary(c => c.Id, c => (IOpenApiExample)new OpenApiExample { Summary = c.Title, Value = Example(c) }),
                    },
                },
            };
        }
    }

    private static System.Text.Json.Nodes.JsonNode? Example(DiagnosticCode code) =>
        JsonSerializer.SerializeToNode(Problem.Of(new Diagnostic(code, "what is wrong with this request", Hint: "the way out")), ApiJson.Default.Problem);
}
