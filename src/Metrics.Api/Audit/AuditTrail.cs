using System.Globalization;
using System.Text;
using Metrics.Answering.Answers;
using Metrics.Api.Http;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Microsoft.AspNetCore.Http.Features;

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

/// <summary>Collects what the audit record says of a request while it is answered.</summary>
internal sealed class AuditNote
{
    private const int LongestQuestion = 4096;

    public string? Question { get; set; }

    public long? Rows { get; private set; }

    public long? Bytes { get; private set; }

    public string? Cache { get; private set; }

    public string? DataVersion { get; private set; }

    /// <summary>
    /// The request was answered with these answers. Records their rows, the costliest cache decision, and the latest publication.
    /// </summary>
    public void Answered(IReadOnlyCollection<Answer> answers, long bytes)
    {
        Bytes = bytes;
        if (Answer.Dearest(answers) is not { } dearest)
            return;
        (Rows, Cache, DataVersion) = (
            answers.Sum(a => (long)a.Table.RowCount), dearest.ToString().ToLowerInvariant(), Answer.LatestVersion(answers));
    }

    /// <summary>The answer is streamed.</summary>
    public void Streamed(string dataVersion) => (Cache, DataVersion) = ("streamed", dataVersion);

    /// <summary>The question as it was sent: the body's text, or the URL.</summary>
    public static string QuestionOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        // Keys that were sent in a wrong place are removed, also one that the length limit cuts in two.
        var text = KeyTraces.Remove(body.IsEmpty ? context.Features.Get<IHttpRequestFeature>()!.RawTarget
            : Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestQuestion)]));
        // The one character that PostgreSQL texts cannot hold.
        text = text.Replace('\0', ' ');
        return text.Length > LongestQuestion ? text[..LongestQuestion] : text;
    }
}
