using System.Globalization;
using System.Security.Cryptography;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Api.Questions;
using Metrics.Api.Security;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>From a question that was read to the bytes of its answer, or the problem that stands in their place.</summary>
internal sealed partial class AnswerDoor(
    Reception reception, SemanticLayer layer, Representing representing, ReadyRoutes routes, ReadyAnswers ready,
    KnownQuestions questions, AskedQuestions asking, StreamPace pace, TimeProvider clock, ILogger<AnswerDoor> logger)
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="now">What words such as "yesterday" are counted from.</param>
    /// <param name="read">
    /// Reads the question out of it, with names out of a catalog perhaps, and words such as "yesterday" as at an instant.
    /// </param>
    /// <param name="body">The bytes it came in; none for a URL.</param>
    /// <param name="ct">The caller went away.</param>
    public async Task AnswerAsync(HttpContext context, DateTimeOffset now, Func<Catalog, DateTimeOffset, Asked> read,
        ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var time = QuestionTime.Begin(context.Caller.Limits, clock, ct);
        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        var known = questions.Find(context, body.Span);
        if (known?.Question is not { } question)
        {
            var accepted = await time.WithinAsync(
                within => reception.AcceptAsync(
                    context.Caller.Principal, catalog => read(catalog, now), context.Request.Headers.Accept, within),
                ct);
            if (!accepted.Succeeded(out question))
            {
                await Problems.RefuseNames(accepted.Diagnostics).ExecuteAsync(context);
                return;
            }
        }

        var limits = context.Caller.Limits;
        var (planned, planning) = (default(Preparation), TimeSpan.Zero);
        if (known is null)
        {
            var thought = clock.GetTimestamp();
            var preparation = await time.WithinAsync(
                within => layer.PrepareAsync(question.State, question.Query, question.Authored, limits, within), ct);
            if (!preparation.Succeeded(out planned))
            {
                await Problems.Refuse(preparation.Diagnostics).ExecuteAsync(context);
                return;
            }

            planning = clock.GetElapsedTime(thought);
        }

        var prepared = known?.Prepared ?? planned!.Prepared;
        if (context.Request.Headers.IfNoneMatch.Count > 0 && IsKnown(context, question, known, prepared, coding))
            return;

        Task StreamAsync() => this.StreamAsync(context, question, planned, prepared, planning, coding, time, ct);
        var answered = await time.WithinAsync(within => layer.AnswerAsync(prepared, planning, limits, within), ct);
        if (!answered.Succeeded(out var answer))
        {
            if (RowBody.Allows(question.Form.Format)
                && answered.Diagnostics.Any(d => d.Code == DiagnosticCode.TooManyRows || d.Code == DiagnosticCode.TooManyBytes))
                await StreamAsync();
            else
                await Problems.Refuse(answered.Diagnostics).ExecuteAsync(context);
            return;
        }

        var began = clock.GetTimestamp();
        var tag = known is not null && ReferenceEquals(known.Prepared, answer.Prepared) ? known.Tag : Representing.TagOf(answer, question);
        if (representing.Of(answer, question.Form, tag, context.Caller.Limits, out var misfit) is not { } written)
        {
            if (misfit is not null)
                await Problems.RefuseForm(misfit).ExecuteAsync(context);
            else if (RowBody.Allows(question.Form.Format))
                await StreamAsync();
            else
                await Problems.Refuse(Representing.TooLarge(context.Caller.Limits)).ExecuteAsync(context);
            return;
        }

        var day = known is not null ? known.Day : DayOf(question, now);
        var facts = new AnswerFacts(
            known?.Text ?? AuditNote.QuestionOf(context, body.Span), answer.Table.RowCount, answer.Meta.DataVersion);
        ReadyAnswer response;
        // A page pins versions that may be dropped; plain tables change unseen.
        if (question.Page is null && answer.IsOfVersions && routes.Keep(context, body) is { } key)
        {
            var origin = new Origin(key, context.Caller.Principal, context.Caller.Limits, read, coding, facts.Question);
            var counted = known?.Asked ?? asking.Ask(
                context.Caller, origin.Name, read, (again, state, stop) => RefreshAsync(origin, again, state, stop));
            if (known is not null)
                counted?.Ask(now);
            response = new ReadyAnswer(written, written.Settle(coding), day, facts, pace, counted is null ? [] : [counted]);
            Keep(key, question, answer, known, tag, response, counted, day);
        }
        else
        {
            response = new ReadyAnswer(written, written.Settle(coding), day, facts, pace);
        }

        context.Features.Get<AuditNote>()?.Answered(
            answer.Table.RowCount, response.Bytes, answer.Cache.ToString(), answer.Meta.DataVersion);
        await response.SendAsync(context, StatusOf(answer.Cache), Timing(answer.Timing, clock.GetElapsedTime(began)));
    }

    // What an equal request is answered with for as long as nothing changes.
    private void Keep(
        RequestKey.Kept key, Question question, Answer answer, KnownQuestion? known, string tag, ReadyAnswer response,
        AskedQuestion? counted, AskedOn? day)
    {
        var made = Circumstances.Of(question.State);
        if (known is null && answer.Prepared is not null)
            questions.Keep(key, new KnownQuestion(question, answer.Prepared, tag, response.Facts.Question, counted, day), made);
        // What was not kept as a result is too large to keep as bytes.
        if (answer.Cache != CacheDecision.Bypass)
            ready.Keep(key, response, made);
    }

    // At a publication its number is all that bodies miss: whoever asks next finds one that is finished.
    private async Task RefreshAsync(Origin of, AskedQuestion counted, PublicationState state, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (ready.Has(of.Key, Circumstances.Of(state)))
            return;
        var accepted = reception.Accept(state.For(of.Principal), catalog => of.Read(catalog, now), of.Key.Accept);
        if (!accepted.Succeeded(out var question)
            || await layer.FindAsync(question.State, question.Query, question.Authored, of.Limits, ct) is not { } answer)
            return;
        var tag = Representing.TagOf(answer, question);
        if (representing.Of(answer, question.Form, tag, of.Limits, out _) is not { } written)
            return;
        var (day, facts) = (DayOf(question, now), new AnswerFacts(of.Text, answer.Table.RowCount, answer.Meta.DataVersion));
        var response = new ReadyAnswer(written, written.Settle(of.Coding), day, facts, pace, counted);
        Keep(of.Key, question, answer, known: null, tag, response, counted, day);
    }

    private static AskedOn? DayOf(Question question, DateTimeOffset now) =>
        question.IsRelative ? AskedOn.Of(question.Query.TimeZone, now) : null;

    // The tag is known before the rows are: who has them already need not wait for them.
    private bool IsKnown(HttpContext context, Question question, KnownQuestion? known, PreparedQuery prepared, ContentCoding coding)
    {
        var tag = known?.Tag ?? EntityTags.Of(prepared.Key, question.Query, question.Form, prepared.Foreseen);
        var given = context.Request.Headers.IfNoneMatch;
        string[] tags = [Body.TagIn(tag, ContentCoding.Identity), Body.TagIn(tag, coding)];
        var matching = tags.FirstOrDefault(t => ReadyAnswer.Matches(given, t));
        if (matching is null)
            return false;
        // Without a kept result nothing was hit, and nothing was asked of the engine either.
        ReadyAnswer.NotModified(context, matching, layer.IsCached(prepared) ? "metrics; hit" : "metrics; detail=unchanged");
        return true;
    }

    private async Task StreamAsync(
        HttpContext context, Question question, Preparation? planned, PreparedQuery prepared, TimeSpan planning, ContentCoding coding,
        QuestionTime time, CancellationToken ct)
    {
        // Until the first rows are there; from then on the stream has its pace and its end.
        var caller = context.Caller;
        var begun = await time.WithinAsync(
            within => layer.StreamAsync(planned, prepared, planning, caller.Limits, caller.Streaming, within), ct);
        if (!begun.Succeeded(out var stream))
        {
            await Problems.Refuse(begun.Diagnostics).ExecuteAsync(context);
            return;
        }

        await using var rows = stream.Rows;
        var tag = EntityTags.Of(stream.Key, question.Query, question.Form, stream.Meta);
        ReadyAnswer.Announce(context, Body.TagIn(tag, coding), "metrics; fwd=miss; detail=streamed", Timing(stream.Timing, TimeSpan.Zero));
        context.Features.Get<AuditNote>()?.Answered(null, null, "Streamed", stream.Meta.DataVersion);
        var maxBytes = caller.Streaming.MaxBytes;
        if (await StreamedAnswer.SendAsync(context, rows, question.Form, coding, maxBytes, pace, ct) is { } problem)
            LogBrokenOff(problem.Code, problem.Message);
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
        var redis = timing.RedisMilliseconds is { } milliseconds
            ? string.Create(CultureInfo.InvariantCulture, $"redis;dur={milliseconds:0.###}, ")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"plan;dur={timing.PlanMilliseconds:0.###}, {redis}engine;dur={timing.EngineMilliseconds:0.###}, "
            + $"body;dur={body.TotalMilliseconds:0.###}");
    }

    // All of a request that is needed to answer it again.
    private sealed record Origin(
        RequestKey.Kept Key, Principal Principal, AnswerLimits Limits, Func<Catalog, DateTimeOffset, Asked> Read, ContentCoding Coding,
        string Text)
    {
        public object Name => (Key.Target, Key.Accept, Key.AcceptEncoding, Convert.ToHexString(SHA256.HashData(Key.Body)));
    }

    [LoggerMessage(1, LogLevel.Warning, "An answer was broken off half-way: {Code} {Problem}")]
    private partial void LogBrokenOff(DiagnosticCode code, string problem);
}
