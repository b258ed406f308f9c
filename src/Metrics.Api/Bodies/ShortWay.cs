using System.Buffers;
using Metrics.Api.Audit;
using Metrics.Api.Security;

namespace Metrics.Api.Bodies;

/// <summary>Answers requests that were answered before, ahead of routing. All other requests continue unchanged.</summary>
internal static class ShortWay
{
    public static void UseShortWay(this WebApplication app)
    {
        var (routes, ready) = (app.Services.GetRequiredService<ReadyRoutes>(), app.Services.GetRequiredService<ReadyAnswers>());
        var audit = app.Services.GetRequiredService<AuditLog>();
        app.Use(next => context =>
        {
            // Health has no caller, and a caller without the right to ask is refused by later middleware.
            if (context.Features.Get<Caller>() is not { } caller || !routes.Has(context.Request))
                return next(context);
            if (!HttpMethods.IsGet(context.Request.Method))
                return PostAsync(context, caller, ready, audit, next);
            var key = ReadyRoutes.KeyOf(context, default);
            return ready.TryFind(key, caller, out var answer) ? SendAsync(context, caller, answer, audit) : next(context);
        });
    }

    private static Task SendAsync(HttpContext context, Caller caller, ReadyResponse answer, AuditLog audit)
    {
        audit.Hit(caller, answer.Facts, answer.Bytes);
        return answer.SendAsync(context);
    }

    private static async Task PostAsync(HttpContext context, Caller caller, ReadyAnswers ready, AuditLog audit, RequestDelegate next)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync(context.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(context.RequestAborted);
        }

        if (Find(context, caller, ready, read.Buffer) is { } answer)
        {
            reader.AdvanceTo(read.Buffer.End);
            await SendAsync(context, caller, answer, audit);
            return;
        }

        // Nothing is consumed, so the next reader gets the whole body.
        reader.AdvanceTo(read.Buffer.Start);
        await next(context);
    }

    private static ReadyResponse? Find(HttpContext context, Caller caller, ReadyAnswers ready, ReadOnlySequence<byte> body)
    {
        var key = ReadyRoutes.KeyOf(context, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        return ready.TryFind(key, caller, out var answer) ? answer : null;
    }
}
