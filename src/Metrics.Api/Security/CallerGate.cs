using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;

namespace Metrics.Api.Security;

/// <summary>Turns away whoever <see cref="CallerRules"/> does not welcome; health stays open to container checks.</summary>
internal static class CallerGate
{
    private const string HealthPath = "/health";

    public static void AddCallerRules(this WebApplicationBuilder builder)
    {
        var rules = CallerRules.From(builder.Configuration);
        builder.Services.AddSingleton(rules);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. rules.CorsOrigins]).AllowAnyHeader().AllowAnyMethod()));
        // Anybody can write X-Forwarded-For: an environment variable must not make it trusted.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.None);
    }

    public static void UseCallerRules(this WebApplication app)
    {
        var rules = app.Services.GetRequiredService<CallerRules>();
        app.UseCors();
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal)
                || rules.Refuse(context.Connection.RemoteIpAddress, context.Request.Host) is not { } reason)
                return next(context);
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"metrics\"";
            return Problems.WriteAsync(
                context, new Diagnostic(DiagnosticCode.Unauthenticated, reason, Hint: "call it on its own machine as localhost"), context.RequestAborted);
        });
    }
}
