using System.Globalization;
using Metrics.Api.Http;
using Metrics.Api.Security;

namespace Metrics.Api.Audit;

/// <summary>Records every request of a caller. It comes after the short way, which counts its requests itself.</summary>
internal static class AuditTrail
{
    private static readonly string[] Watched = ["/api", "/graphql", "/metrics"];

    public static IServiceCollection AddAudit(this IServiceCollection services, AuditSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<AuditLog>()
        .AddHostedService(s => s.GetRequiredService<AuditLog>());

    public static void UseAudit(this WebApplication app)
    {
        var (log, clock) = (app.Services.GetRequiredService<AuditLog>(), app.Services.GetRequiredService<TimeProvider>());
        app.Use(next => context => Array.Exists(Watched, w => context.Request.Path.StartsWithSegments(w, StringComparison.Ordinal))
            ? WatchAsync(context, next, log, clock)
            : next(context));
    }

    private static async Task WatchAsync(HttpContext context, RequestDelegate next, AuditLog log, TimeProvider clock)
    {
        var (note, began) = (new AuditNote(), clock.GetTimestamp());
        context.Features.Set(note);
        var failed = true;
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            // An exception becomes an answer only in outer middleware.
            var status = !failed ? context.Response.StatusCode
                : context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
                : StatusCodes.Status500InternalServerError;
            var caller = context.Caller.Principal;
            log.Add(new AuditEntry
            {
                At = clock.GetUtcNow(), KeyId = caller.Id, KeyName = caller.Name, Method = Known(context.Request.Method),
                Route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-",
                Question = note.Question ?? AuditNote.QuestionOf(context, default), Status = status,
                Code = context.Features.Get<Problem>()?.Code, Rows = note.Rows, Bytes = note.Bytes ?? context.Response.ContentLength,
                Milliseconds = clock.GetElapsedTime(began).TotalMilliseconds, Cache = note.Cache,
                DataVersion = note.DataVersion is { } version ? long.Parse(version, CultureInfo.InvariantCulture) : null,
            });
        }
    }

    private static string Known(string method) => method.Length <= 10 ? method : "-";
}
