using System.Text.Json.Serialization;

namespace Metrics.Api.Http;

/// <summary>What all HTTP doors share: how exceptions become answers, and how JSON is written.</summary>
internal static class HttpSetup
{
    public static IServiceCollection AddHttp(this IServiceCollection services) => services
        .AddExceptionHandler<UnhandledErrors>()
        .AddProblemDetails()
        .Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true)
        .ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Encoder = HttpJson.Readable.Options.Encoder;
            o.SerializerOptions.PropertyNamingPolicy = HttpJson.Default.Options.PropertyNamingPolicy;
            o.SerializerOptions.Converters.Add(new UtcTimeConverter());
        })
        .AddJson(HttpJson.Default);

    /// <summary>Registers the JSON types of a room for endpoint results.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, JsonSerializerContext room) =>
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, room));
}
