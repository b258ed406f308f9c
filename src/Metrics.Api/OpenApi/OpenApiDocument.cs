using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.OpenApi;

/// <summary>The description of this API: <c>/openapi.yaml</c>, committed as openapi.yaml, and the pages at <c>/swagger</c>.</summary>
internal static class OpenApiDocument
{
    // Document name and path: /openapi.yaml and /openapi.json.
    private const string Document = "openapi";

    private const string PagesPath = "/swagger";

    // The pages set inline styles; scripts and everything else come only from this service.
    private const string PagesPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Document, new OpenApiInfo
            {
                Title = "Metrics",
                Version = "v1",
                Description = "A catalog of metrics, questions about them, the tables behind with their versions and age, "
                    + "and the refresh's history. Refusals are RFC 9457 problems with a stable code.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            });
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            swagger.SwaggerGeneratorOptions.SortKeySelector = api => $"{api.RelativePath} {api.HttpMethod}";
            swagger.IncludeXmlComments(typeof(OpenApiDocument).Assembly);
            foreach (var (name, scheme) in AccessSchemes.All)
            {
                swagger.AddSecurityDefinition(name, scheme);
                swagger.AddSecurityRequirement(
                    document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] });
            }

            swagger.OperationFilter<ProblemResponses>();
            swagger.OperationFilter<QuestionShapes>();
            swagger.OperationFilter<JsonInputs>();
            swagger.ParameterFilter<PageParameters>();
        });
    }

    public static void UseOpenApiDocument(this WebApplication app)
    {
        app.UseSwagger(o =>
        {
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            o.RouteTemplate = "/{documentName}.{extension:regex(^(json|yaml)$)}";
        });
        app.Use(next => context =>
        {
            if (context.Request.Path.StartsWithSegments(PagesPath, StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.ContentSecurityPolicy = PagesPolicy;
            return next(context);
        });
        app.UseSwaggerUI(ui =>
        {
            ui.DocumentTitle = "Metrics";
            ui.SwaggerEndpoint($"/{Document}.json", "Metrics v1");
        });
    }
}
