using System.Buffers.Text;
using System.Text;
using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Primitives;

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

/// <summary>
/// Recognises requests that a page of another site made a browser send. Such a page cannot read the answer, but computing it costs
/// something, and a browser on this machine would pass for a caller of this machine.
/// </summary>
internal static class OtherSites
{
    private const string SameOrigin = "same-origin";

    /// <summary>True when a page of another origin caused the request. An origin is scheme, host and port.</summary>
    public static bool Sent(HttpRequest request)
    {
        // Set by the browser, and pages cannot change it: same-origin, none (typed, or a bookmark), same-site, cross-site.
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && !Says(site, SameOrigin) && !Says(site, "none"))
            return true;
        var origin = request.Headers.Origin;
        if (origin.Count == 0 || IsOwn(origin, request))
            return false;
        // Behind a proxy that ends TLS, the page's scheme and port differ from those of this process, so the browser's header decides.
        return !(Says(site, SameOrigin) && SignsOfProxies.In(request) is not null);
    }

    /// <summary>True when a person followed a link: a GET of a whole document, which changes nothing.</summary>
    public static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && Says(request.Headers["Sec-Fetch-Mode"], "navigate")
        && Says(request.Headers["Sec-Fetch-Dest"], "document");

    private static bool Says(StringValues header, string word) => header.Count == 1 && header[0] == word;

    private static bool IsOwn(StringValues origin, HttpRequest request)
    {
        var (scheme, host) = (request.Scheme, request.Host.Value ?? "");
        // Browsers leave out the scheme's default port; other clients may not.
        var usual = scheme == Uri.UriSchemeHttps ? ":443" : ":80";
        if (host.EndsWith(usual, StringComparison.Ordinal))
            host = host[..^usual.Length];
        return origin.Count == 1 && string.Equals(origin[0], $"{scheme}://{host}", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>
/// Finds the key of a request: <c>X-Api-Key</c>, <c>Authorization: Bearer</c>, or Basic with the key as password (or as user name without a
/// password).
/// </summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // More than any key needs with any user name that a tool would send.
    private const int LongestBasic = 512;

    /// <summary>True when the request carries credentials of any kind. Then they alone decide who the caller is.</summary>
    public static bool Are(IHeaderDictionary headers) => headers.Authorization.Count > 0 || headers["X-Api-Key"].Count > 0;

    /// <summary>
    /// True when the author of the request put the key there deliberately. Browsers attach Basic on their own, even to requests that a page
    /// of another site makes them send. Before they send one of these two headers for such a page, they ask this service (a CORS
    /// preflight).
    /// </summary>
    public static bool AreDeliberate(IHeaderDictionary headers) => headers["X-Api-Key"].Count > 0
        || (headers.Authorization.Count == 1 && headers.Authorization[0]!.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase));

    /// <summary>The caller whose key it is; null when no key matches.</summary>
    public static Caller? Resolve(IHeaderDictionary headers, KeySet keys, DateTimeOffset now)
    {
        // A proxy may use Authorization for its own log-in, so X-Api-Key takes precedence.
        var own = headers["X-Api-Key"];
        if (own.Count > 0)
            return own.Count == 1 ? keys.Find(own[0].AsSpan().Trim(), now) : null;
        return headers.Authorization.Count == 1 ? Resolve(headers.Authorization, keys, now) : null;
    }

    private static Caller? Resolve(StringValues authorization, KeySet keys, DateTimeOffset now)
    {
        var value = authorization[0].AsSpan();
        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return keys.Find(value[Bearer.Length..].Trim(), now);
        return value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? ResolveBasic(value[Basic.Length..].Trim(), keys, now) : null;
    }

    private static Caller? ResolveBasic(ReadOnlySpan<char> encoded, KeySet keys, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[LongestBasic];
        if (encoded.Length > LongestBasic || !Convert.TryFromBase64Chars(encoded, bytes, out var length))
            return null;
        Span<char> text = stackalloc char[LongestBasic];
        if (!Encoding.UTF8.TryGetChars(bytes[..length], text, out var letters))
            return null;
        ReadOnlySpan<char> pair = text[..letters];
        var colon = pair.IndexOf(':');
        if (colon < 0)
            return keys.Find(pair, now);
        return keys.Find(colon == pair.Length - 1 ? pair[..colon] : pair[(colon + 1)..], now);
    }
}
