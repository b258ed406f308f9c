using System.Globalization;
using Metrics.Api.Answers;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Security;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic;
using Metrics.Semantic.Answers;
using Metrics.Semantic.Catalogs;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Queries;

/// <summary>From a question that was read to the bytes of its answer, or the problem that stands in their place.</summary>
internal sealed partial class AnswerDoor(
    Reception reception, SemanticLayer layer, CatalogFollowing following, Representing representing, ReadyAnswers ready, TimeProvider clock, ILogger<AnswerDoor> logger)
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads the question out of it, with names out of a catalog perhaps.</param>
    /// <param name="body">The bytes it came in; none for a URL.</param>
    /// <param name="ct">The caller went away.</param>
    public async Task AnswerAsync(HttpContext context, Func<Catalog, Asked> read, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var accepted = await reception.AcceptAsync(context.Caller.Principal, read, context.Request.Headers.Accept, ct);
        if (!accepted.Succeeded(out var question))
        {
            await Problems.RefuseNames(accepted.Diagnostics).ExecuteAsync(context);
            return;
        }

        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        if (context.Request.Headers.IfNoneMatch.Count > 0 && await IsKnownAsync(context, question, coding, ct))
            return;

        using var turn = await context.Caller.TakeTurnAsync(ct);
        if (!turn.IsAcquired)
        {
            await Problems.WriteTooManyAsync(context, "this caller has too many questions at work", TimeSpan.FromSeconds(1));
            return;
        }

        var answered = await layer.AnswerAsync(question.State, question.Query, question.Authored, context.Caller.Limits, ct);
        if (!answered.Succeeded(out var answer))
        {
            if (RowBody.Allows(question.Form.Format) && answered.Diagnostics.Any(d => d.Code == DiagnosticCode.TooManyRows || d.Code == DiagnosticCode.TooManyBytes))
                await StreamAsync(context, question, coding, ct);
            else
                await Problems.Refuse(answered.Diagnostics).ExecuteAsync(context);
            return;
        }

        var began = clock.GetTimestamp();
        if (representing.Of(answer, question, context.Caller.Limits) is not { } written)
        {
            if (RowBody.Allows(question.Form.Format))
                await StreamAsync(context, question, coding, ct);
            else
                await Problems.Refuse(Representing.TooLarge(context.Caller.Limits)).ExecuteAsync(context);
            return;
        }

        var day = question.IsRelative ? Today(question.Query.TimeZone) : ((DateOnly, TimeZoneInfo)?)null;
        var facts = new AnswerFacts(AuditNote.QuestionOf(context, body.Span), answer.Table.RowCount, answer.Meta.DataVersion);
        var response = new ReadyAnswer(written, written.Settle(coding), day?.Item1, day?.Item2 ?? TimeZoneInfo.Utc, facts);
        // A page pins versions that may be dropped without anything else changing; what was not kept as a result is too large to keep as bytes.
        if (question.Page is null && answer.Cache != CacheDecision.Bypass && ShortWay.Keep(context, body) is { } key)
            ready.Keep(key, response, Circumstances.Of(question.State));
        context.Features.Get<AuditNote>()?.Answered(answer.Table.RowCount, response.Bytes, answer.Cache.ToString(), answer.Meta.DataVersion);
        await response.SendAsync(context, StatusOf(answer.Cache), Timing(answer.Timing, clock.GetElapsedTime(began)));
    }

    /// <summary>Why nothing can be asked yet: no pointers, or no catalog that was bound to them; null when it can.</summary>
    public IReadOnlyList<Diagnostic>? NotYet() => following.NotYet();

    // The tag is known before the rows are: who has them already need not wait for them.
    private async Task<bool> IsKnownAsync(HttpContext context, Question question, ContentCoding coding, CancellationToken ct)
    {
        var explained = await layer.ExplainAsync(question.State, question.Query, question.Authored, context.Caller.Limits, ct);
        if (!explained.Succeeded(out var explanation))
            return false;
        var tag = EntityTags.Of(explanation.Key, question.Query, question.Form, explanation.Meta);
        var given = context.Request.Headers.IfNoneMatch;
        var known = new[] { Body.TagIn(tag, ContentCoding.Identity), Body.TagIn(tag, coding) }.FirstOrDefault(t => ReadyAnswer.Matches(given, t));
        if (known is null)
            return false;
        // Without a kept result nothing was hit, and nothing was asked of the engine either.
        ReadyAnswer.NotModified(context, known, explanation.Cached ? "metrics; hit" : "metrics; detail=unchanged");
        return true;
    }

    private async Task StreamAsync(HttpContext context, Question question, ContentCoding coding, CancellationToken ct)
    {
        var explained = await layer.ExplainAsync(question.State, question.Query, question.Authored, context.Caller.Limits, ct);
        if (!explained.Succeeded(out var explanation))
        {
            await Problems.Refuse(explained.Diagnostics).ExecuteAsync(context);
            return;
        }

        var begun = await layer.StreamAsync(question.State, question.Query, question.Authored, context.Caller.Streaming, ct);
        if (!begun.Succeeded(out var stream))
        {
            await Problems.Refuse(begun.Diagnostics).ExecuteAsync(context);
            return;
        }

        await using var rows = stream.Rows;
        var tag = EntityTags.Of(explanation.Key, question.Query, question.Form, explanation.Meta);
        ReadyAnswer.Announce(context, Body.TagIn(tag, coding), "metrics; fwd=miss; detail=streamed", Timing(stream.Timing, TimeSpan.Zero));
        context.Features.Get<AuditNote>()?.Answered(null, null, "Streamed", explanation.Meta.DataVersion);
        if (await StreamedAnswer.SendAsync(context, rows, question.Form, coding, ct) is { } problem)
            LogBrokenOff(problem.Code, problem.Message);
    }

    private (DateOnly, TimeZoneInfo) Today(string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime), zone);
    }

    // RFC 9211.
    private static StringValues StatusOf(CacheDecision decision) => decision switch
    {
        CacheDecision.Hit => "metrics; hit",
        CacheDecision.Miss => "metrics; fwd=miss; stored",
        CacheDecision.Remote => "metrics; hit; detail=redis",
        CacheDecision.Shared => "metrics; fwd=miss; collapsed",
        _ => "metrics; fwd=miss",
    };

    private static StringValues Timing(AnswerTiming timing, TimeSpan body)
    {
        var redis = timing.RedisMilliseconds is { } milliseconds ? string.Create(CultureInfo.InvariantCulture, $"redis;dur={milliseconds:0.###}, ") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"plan;dur={timing.PlanMilliseconds:0.###}, {redis}engine;dur={timing.EngineMilliseconds:0.###}, body;dur={body.TotalMilliseconds:0.###}");
    }

    [LoggerMessage(1, LogLevel.Warning, "An answer was broken off half-way: {Code} {Problem}")]
    private partial void LogBrokenOff(DiagnosticCode code, string problem);
}
