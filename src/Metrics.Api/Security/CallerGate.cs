using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;

namespace Metrics.Api.Security;

/// <summary>Finds out who asks, and turns away whoever has neither a key nor a place on this machine; health stays open to container checks.</summary>
internal sealed class CallerGate(CallerRules rules, Callers callers, KeyFeed keys, WrongTries tries, TimeProvider clock)
{
    private const string HealthPath = "/health";

    // Bearer first: it is what programs should send. Basic lets a browser ask for the key.
    private const string Challenge = "Bearer realm=\"metrics\", Basic realm=\"metrics\", charset=\"UTF-8\"";

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal))
            return next(context);
        if (!Credentials.Are(context.Request.Headers))
        {
            if (rules.Refuse(context) is { } reason)
                return RefuseAsync(context, reason, "send a key: Authorization: Bearer mk_…; the refresh's command line makes one with 'keys create'");
            context.Features.Set(callers.Anonymous);
            return next(context);
        }

        if (keys.Current is not { } known)
        {
            return Problems.WriteAsync(
                context, new Diagnostic(DiagnosticCode.WarehouseUnavailable, "API keys cannot be checked while the warehouse is away"), context.RequestAborted);
        }

        if (Credentials.Resolve(context.Request.Headers, known, clock.GetUtcNow()) is not { } caller)
        {
            var pause = tries.Count(context.Connection.RemoteIpAddress);
            return pause == TimeSpan.Zero
                ? RefuseAsync(context, "the API key is not one that stands", "it may have been revoked or have expired; 'keys list' of the refresh's command line shows those that stand")
                : Problems.WriteTooManyAsync(context, "too many wrong API keys from there", pause);
        }

        if (caller.Requests?.Take() is { } wait && wait > TimeSpan.Zero)
            return Problems.WriteTooManyAsync(context, "this API key asks more often than it may", wait);
        context.Features.Set(caller);
        return next(context);
    }

    /// <summary>Who asks what is open to everybody, where knowing that changes what there is to see; null for somebody unknown.</summary>
    public Caller? Find(HttpContext context)
    {
        if (!Credentials.Are(context.Request.Headers))
            return rules.Refuse(context) is null ? callers.Anonymous : null;
        if (keys.Current is not { } known)
            return null;
        if (Credentials.Resolve(context.Request.Headers, known, clock.GetUtcNow()) is { } caller)
            return caller.Requests?.Take() is { } wait && wait > TimeSpan.Zero ? null : caller;
        tries.Count(context.Connection.RemoteIpAddress);
        return null;
    }

    private static Task RefuseAsync(HttpContext context, string reason, string hint)
    {
        context.Response.Headers.WWWAuthenticate = Challenge;
        return Problems.WriteAsync(context, new Diagnostic(DiagnosticCode.Unauthenticated, reason, Hint: hint), context.RequestAborted);
    }
}

/// <summary>Puts the gate where it belongs: before everything but CORS, whose preflights carry no key.</summary>
internal static class CallerGateOfHost
{
    public static void AddCallerRules(this WebApplicationBuilder builder, CallerRules rules)
    {
        builder.Services
            .AddSingleton(rules)
            .AddSingleton<Callers>()
            .AddSingleton<KeyFeed>()
            .AddHostedService(s => s.GetRequiredService<KeyFeed>())
            .AddSingleton<WrongTries>()
            .AddSingleton<CallerGate>()
            .AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. rules.CorsOrigins]).AllowAnyHeader().AllowAnyMethod()));
        // Anybody can write X-Forwarded-For: an environment variable must not make it trusted.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.None);
    }

    public static void UseCallerRules(this WebApplication app)
    {
        app.UseCors();
        var gate = app.Services.GetRequiredService<CallerGate>();
        app.Use(next => context => gate.PassAsync(context, next));
    }
}
