using Metrics.Api.Http;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Metrics.Api.Telemetry;

/// <summary>
/// The meters of this process: at <c>/metrics</c> for Prometheus, and pushed over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// </summary>
internal static class MeterEndpoint
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static IServiceCollection AddMeters(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<ServiceMeters>()
        .AddSingleton<PrometheusText>()
        .AddSingleton(s => Collect(s, pushes: Endpoints.Any(e => !string.IsNullOrEmpty(configuration[e]))));

    public static void MapMeters(this WebApplication app)
    {
        // Created now, so that counting begins at start-up.
        app.Services.GetRequiredService<MeterProvider>();
        app.MapGet("/metrics", (PrometheusText text) => TypedResults.Text(text.Read(), PrometheusText.ContentType))
            .NeedsScope(AccessScopes.Admin)
            .RefuseUnknownParameters()
            .WithTags("Health")
            .WithSummary("The meters of this process, as Prometheus reads them")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithProblems(DiagnosticCode.MalformedRequest);
    }

    private static MeterProvider Collect(IServiceProvider services, bool pushes)
    {
        services.GetRequiredService<ServiceMeters>();
        var builder = Sdk.CreateMeterProviderBuilder()
            .AddMeter(
                "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime", "Metrics.Semantic",
                ServiceMeters.Name)
            .AddReader(new BaseExportingMetricReader(services.GetRequiredService<PrometheusText>()));
        if (pushes)
            builder.AddOtlpExporter();
        return builder.Build();
    }
}
