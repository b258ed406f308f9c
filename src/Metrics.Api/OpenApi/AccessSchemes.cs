using Microsoft.OpenApi;

namespace Metrics.Api.OpenApi;

/// <summary>The ways to send a key, for openapi.yaml; any one of them is enough.</summary>
internal static class AccessSchemes
{
    public static readonly IReadOnlyList<(string Name, OpenApiSecurityScheme Scheme)> All =
    [
        (
            "bearer",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "mk_<id>_<secret>",
                Description = "Authorization: Bearer with an API key",
            }),
        (
            "api_key",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key",
                Description = "An API key in a header of its own",
            }),
        (
            "basic",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "basic",
                Description = "An API key as password, with any user name, for tools that know nothing else",
            }),
    ];
}
