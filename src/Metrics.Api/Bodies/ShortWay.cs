using System.Buffers;
using Metrics.Api.Audit;
using Metrics.Api.GraphQL;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Bodies;

/// <summary>Answers requests that were answered before, ahead of routing; everything else goes on as if this were not here.</summary>
internal static class ShortWay
{
    public const string QueryPath = "/api/v1/query";
    private const string Prefix = "/api/v1/";
    private const string GraphQLPath = "/graphql";

    // Larger questions are rare, and copying them to compare would cost what it saves.
    public const int LargestBody = 16 * 1024;

    // Nor does anybody who means it send longer ones.
    private const int LongestHeaders = 2 * 1024;

    public static void UseShortWay(this WebApplication app)
    {
        var (ready, audit) = (app.Services.GetRequiredService<ReadyAnswers>(), app.Services.GetRequiredService<AuditLog>());
        app.Use(next => context =>
        {
            var request = context.Request;
            // Health has no caller, and whoever may not ask is told so further on.
            if (context.Features.Get<Caller>() is not { } caller || !caller.May(request.Path == GraphQLPath ? GraphQLEndpoints.Scopes : AccessScopes.Query))
                return next(context);
            if (HttpMethods.IsGet(request.Method) && IsAnswer(request.Path.Value!))
                return ready.TryFind(KeyOf(context, default), out var answer) ? SendAsync(context, caller, answer, audit) : next(context);
            return IsSmallQuestion(request) ? PostAsync(context, caller, ready, audit, next) : next(context);
        });
    }

    /// <summary>The key of a request with this body.</summary>
    public static RequestKey KeyOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        var headers = context.Request.Headers;
        return new(context.Caller.Audience, TargetOf(context), headers.Accept, headers.AcceptEncoding, body);
    }

    /// <summary>The same key, to be kept; null when requests like it are not looked up.</summary>
    public static RequestKey.Kept? Keep(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var headers = context.Request.Headers;
        return IsLookedUp(context.Request) && TargetOf(context).Length <= LargestBody
            && headers.Accept.ToString().Length + headers.AcceptEncoding.ToString().Length <= LongestHeaders
            ? new RequestKey.Kept(context.Caller.Audience, TargetOf(context), headers.Accept, headers.AcceptEncoding, body.ToArray())
            : null;
    }

    /// <summary>Whether anything is kept for requests like it.</summary>
    public static bool IsLookedUp(HttpRequest request) => HttpMethods.IsGet(request.Method) || IsSmallQuestion(request);

    private static Task SendAsync(HttpContext context, Caller caller, ReadyAnswer answer, AuditLog audit)
    {
        audit.Hit(caller, answer);
        return answer.SendAsync(context);
    }

    private static bool IsAnswer(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) || path == GraphQLPath;

    private static string TargetOf(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget;

    private static bool IsSmallQuestion(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.ContentLength is > 0 and <= LargestBody && request.Path.Value is QueryPath or GraphQLPath
        && request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private static async Task PostAsync(HttpContext context, Caller caller, ReadyAnswers ready, AuditLog audit, RequestDelegate next)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync(context.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(context.RequestAborted);
        }

        if (Find(context, ready, read.Buffer) is { } answer)
        {
            reader.AdvanceTo(read.Buffer.End);
            await SendAsync(context, caller, answer, audit);
            return;
        }

        // Untouched, for whoever reads it next.
        reader.AdvanceTo(read.Buffer.Start);
        await next(context);
    }

    private static ReadyAnswer? Find(HttpContext context, ReadyAnswers ready, ReadOnlySequence<byte> body)
    {
        var key = KeyOf(context, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        return ready.TryFind(key, out var answer) ? answer : null;
    }
}
