using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;

namespace Metrics.Api.Security;

/// <summary>
/// Identifies the caller. Refuses requests that have neither a key nor the right to ask without one from this machine, and requests that
/// pages of other sites caused. Health stays open for container checks.
/// </summary>
internal sealed partial class CallerGate(CallerRules rules, Callers callers, KeyFeed keys, WrongTries tries, TimeProvider clock)
{
    private const string HealthPath = "/health";

    // Bearer first: it is what programs should send. Basic lets a browser ask for the key.
    private const string Challenge = "Bearer realm=\"metrics\", Basic realm=\"metrics\", charset=\"UTF-8\"";

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var isHealth = context.Request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal);
        if (OtherSites.Sent(context.Request) && !MayComeFromOtherSites(context, isHealth))
        {
            return Problems.WriteAsync(
                context,
                new Diagnostic(
                    DiagnosticCode.OtherSite, "a page of another site needs more than the credentials that browsers attach automatically",
                    Hint: "send a key as Authorization: Bearer mk_… or X-Api-Key, with the page's origin in Metrics:CorsOrigins; "
                        + "people can type the address instead"),
                context.RequestAborted);
        }

        if (isHealth)
            return next(context);
        if (!Credentials.Are(context.Request.Headers))
        {
            if (rules.Refuse(context) is { } reason)
                return RefuseAsync(
                    context, reason, "send a key: Authorization: Bearer mk_…; the refresh's command line makes one with 'keys create'");
            context.Features.Set(callers.Anonymous);
            return next(context);
        }

        if (keys.Current is not { } known)
        {
            return Problems.WriteAsync(
                context,
                new Diagnostic(DiagnosticCode.WarehouseUnavailable, "API keys cannot be checked while the warehouse is unavailable"),
                context.RequestAborted);
        }

        if (Credentials.Resolve(context.Request.Headers, known, clock.GetUtcNow()) is not { } caller)
        {
            var pause = tries.Count(context.Connection.RemoteIpAddress);
            return pause == TimeSpan.Zero
                ? RefuseAsync(
                    context, "the API key is not valid",
                    "it may have been revoked or have expired; 'keys list' of the refresh's command line shows the valid ones")
                : Problems.WriteTooManyAsync(context, "too many wrong API keys from this address", pause);
        }

        if (caller.Requests?.Take() is { } wait && wait > TimeSpan.Zero)
            return Problems.WriteTooManyAsync(context, "this API key exceeds its request rate", wait);
        context.Features.Set(caller);
        return next(context);
    }

    /// <summary>The caller at an open endpoint whose answer shows more to known callers; null when the caller is unknown.</summary>
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

    /// <summary>Logs at start-up who needs no key.</summary>
    public void LogWho(ILogger logger)
    {
        if (rules.Keyless)
            LogKeyless(logger, string.Join(", ", rules.AllowedHosts));
    }

    /// <summary>Refuses because a key is missing or wrong.</summary>
    public static Task RefuseAsync(HttpContext context, string reason, string hint)
    {
        context.Response.Headers.WWWAuthenticate = Challenge;
        return Problems.WriteAsync(context, new Diagnostic(DiagnosticCode.Unauthenticated, reason, Hint: hint), context.RequestAborted);
    }

    // Links from other sites may be followed with a key, or when the answer will be a request for one. They may never be followed on the
    // strength of being on this machine.
    private bool MayComeFromOtherSites(HttpContext context, bool isHealth) => Credentials.AreDeliberate(context.Request.Headers)
        || (OtherSites.IsNavigation(context.Request)
            && (isHealth || Credentials.Are(context.Request.Headers) || rules.Refuse(context) is not null));

    [LoggerMessage(1, LogLevel.Warning,
        "Metrics:Keyless is on: callers on this machine whose Host header is one of {Hosts} may ask questions and see the catalog "
            + "without an API key. No proxy may be in front of this process")]
    private static partial void LogKeyless(ILogger logger, string hosts);
}

/// <summary>Puts the gate before everything but CORS, whose preflights carry no key.</summary>
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
        // Anyone can send X-Forwarded-For, so an environment variable must not make it trusted.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.None);
    }

    public static void UseCallerRules(this WebApplication app)
    {
        app.UseCors();
        var gate = app.Services.GetRequiredService<CallerGate>();
        gate.LogWho(app.Services.GetRequiredService<ILogger<CallerGate>>());
        app.Use(next => context => gate.PassAsync(context, next));
    }
}
