using System.Text.Json;
using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.OpenApi;

/// <summary>Writes every refusal of an endpoint into openapi.yaml: one response for each status, one example for each code.</summary>
internal sealed class ProblemResponses : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var refusals = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<ProblemCodes>()
            .SelectMany(p => p.Codes, (p, code) => (Code: code, Status: ProblemStatus.Of(code, p.InPath, p.InForm), Codes: p))
            .Append((Code: DiagnosticCode.InternalError, Status: ProblemStatus.Of(DiagnosticCode.InternalError),
                Codes: new ProblemCodes([])))
            .DistinctBy(r => (r.Code, r.Status));
        var schema = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
        operation.Responses ??= [];
        foreach (var status in refusals.GroupBy(r => r.Status).OrderBy(g => g.Key))
        {
            operation.Responses[$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join("; ", status.Select(r => $"{r.Code.Id} {r.Code.Title}")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problems.ContentType] = new()
                    {
                        Schema = schema,
                        Examples = status.ToDictionary(
                            r => r.Code.Id,
                            r => (IOpenApiExample)new OpenApiExample { Summary = r.Code.Title, Value = Example(r.Code, r.Codes) }),
                    },
                },
            };
        }
    }

    private static System.Text.Json.Nodes.JsonNode? Example(DiagnosticCode code, ProblemCodes of) => JsonSerializer.SerializeToNode(
        Problem.Of([new Diagnostic(code, "what is wrong with this request", Hint: "the way out")], of.InPath, of.InForm),
            HttpJson.Default.Problem);
}
