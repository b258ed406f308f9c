using System.Security.Cryptography;
using Metrics.Answering;
using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>From a parsed question to the bytes of its answer, or to a problem instead.</summary>
internal sealed partial class AnswerDoor(
    Ask ask, SemanticLayer layer, Representing representing, ReadyRoutes routes, ReadyAnswers ready, KnownQuestions questions,
    StreamPace pace, TimeProvider clock, ILogger<AnswerDoor> logger)
{
    /// <summary>Answers a question.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads the question from the request. It may need names of the catalog, and resolves words such as "yesterday" at
    /// the given instant.</param>
    /// <param name="body">The body of the request; empty when the question is in the URL.</param>
    /// <param name="ct">Cancelled when the caller goes away.</param>
    public async Task AnswerAsync(
        HttpContext context, Func<Catalog, DateTimeOffset, Asked> read, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var session = ask.Begin(context.Caller.Asker, ct);
        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        var text = TextOf(context, read, body);
        if (await PlanAsync(context, session, text, body, ct) is not { } asked)
            return;
        if (context.Request.Headers.IfNoneMatch.Count > 0 && IsKnown(context, asked, coding))
            return;

        var form = asked.Form;
        var answered = await session.AnswerAsync(asked.Planned, ct);
        if (!answered.Succeeded(out var answer))
        {
            if (RowBody.Allows(form.Format)
                && answered.Diagnostics.Any(d => d.Code == DiagnosticCode.TooManyRows || d.Code == DiagnosticCode.TooManyBytes))
                await StreamAsync(context, session, asked, coding, ct);
            else
                await Problems.Refuse(answered.Diagnostics).ExecuteAsync(context);
            return;
        }

        var began = clock.GetTimestamp();
        var known = asked.Known;
        var tag = known is not null && ReferenceEquals(known.Prepared, answer.Prepared)
            ? known.Tag
            : Representing.TagOf(answer, asked.Question.Query, form);
        if (representing.Of(answer, form, tag, session.Asker.Limits, out var misfit) is not { } written)
        {
            if (misfit is not null)
                await Problems.RefuseForm(misfit).ExecuteAsync(context);
            else if (RowBody.Allows(form.Format))
                await StreamAsync(context, session, asked, coding, ct);
            else
                await Problems.Refuse(Representing.TooLarge(session.Asker.Limits)).ExecuteAsync(context);
            return;
        }

        var response = Keep(context, session, asked, text, answer, written, tag, coding, body);
        context.Features.Get<AuditNote>()?.Answered([answer], response.Bytes);
        await response.SendAsync(
            context, AnswerStatus.Of(answer.Cache), AnswerStatus.Timing([answer.Timing], clock.GetElapsedTime(began)));
    }

    // The question as planned for an earlier equal request, or planned now. Null when it was refused; the refusal has then been sent.
    private async Task<AskedHere?> PlanAsync(
        HttpContext context, AskSession session, QuestionText text, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (questions.Find(context, body.Span) is { } known)
            return new AskedHere(known.Question, known.Form, PlannedQuestion.Before(known.Prepared), known);
        var accepted = await session.AcceptAsync(text, ct);
        if (!accepted.Succeeded(out var question))
        {
            await Problems.RefuseNames(accepted.Diagnostics).ExecuteAsync(context);
            return null;
        }

        var planning = await session.PlanAsync(question, ct);
        if (!planning.Succeeded(out var planned))
        {
            await Problems.Refuse(planning.Diagnostics).ExecuteAsync(context);
            return null;
        }

        return new AskedHere(question, FormatChoice.FormOf(question.Requested, context.Request.Headers.Accept), planned, null);
    }

    // The answer with its headers, kept for later equal requests if their answers can be kept.
    private ReadyResponse Keep(
        HttpContext context, AskSession session, AskedHere asked, QuestionText text, Answer answer, Body written, string tag,
        ContentCoding coding, ReadOnlyMemory<byte> body)
    {
        var known = asked.Known;
        var day = known is not null ? known.Day : DayOf(asked.Question, session.Now);
        var facts = new AnswerFacts(
            known?.Text ?? AuditNote.QuestionOf(context, body.Span), answer.Table.RowCount, answer.Meta.DataVersion);
        if (!asked.Question.Lasts(answer) || routes.Keep(context, body) is not { } key)
            return new ReadyResponse(written, written.Settle(coding), day, facts, pace) { Needs = AccessScopes.Query };
        var origin = new Origin(key, session.Asker, text, coding, facts.Question);
        var counted = known?.Asked ?? session.Count(
            text, asked.Question, answer, (again, state, stop) => RefreshAsync(origin, again, state, stop));
        if (known is not null)
            counted?.Ask(session.Now);
        var response = new ReadyResponse(written, written.Settle(coding), day, facts, pace, counted is null ? [] : [counted])
        {
            Needs = AccessScopes.Query,
        };
        Keep(key, asked.Question, asked.Form, known, answer, tag, response, counted, day);
        return response;
    }

    // Keeps what later equal requests are answered with while nothing changes.
    private void Keep(
        RequestKey.Kept key, Question question, BodyForm form, KnownQuestion? known, Answer answer, string tag, ReadyResponse response,
        AskedQuestion? counted, AskedOn? day)
    {
        var made = Circumstances.Of(question.State);
        if (known is null && answer.Prepared is { } prepared)
            questions.Keep(key, new KnownQuestion(question, form, prepared, tag, response.Facts.Question, counted, day), made);
        // A result too large to keep is also too large to keep as a body.
        if (answer.Cache != CacheDecision.Bypass)
            ready.Keep(key, response, made);
    }

    // Before a publication, only its number is missing from a body. Bodies are finished as soon as it is known, so that the next caller
    // finds one ready.
    private async Task RefreshAsync(Origin of, AskedQuestion counted, PublicationState state, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (ready.Has(of.Key, Circumstances.Of(state)))
            return;
        if (!Question.Of(of.Text, state.For(of.Asker.Principal), now).Succeeded(out var question)
            || await layer.FindAsync(question.State, question.Query, question.Authored, of.Asker.Limits, ct) is not { } answer)
            return;
        var form = FormatChoice.FormOf(question.Requested, of.Key.Accept);
        var tag = Representing.TagOf(answer, question.Query, form);
        if (representing.Of(answer, form, tag, of.Asker.Limits, out _) is not { } written)
            return;
        var (day, facts) = (DayOf(question, now), new AnswerFacts(of.Asked, answer.Table.RowCount, answer.Meta.DataVersion));
        var response = new ReadyResponse(written, written.Settle(of.Coding), day, facts, pace, counted) { Needs = AccessScopes.Query };
        Keep(of.Key, question, form, known: null, answer, tag, response, counted, day);
    }

    private static QuestionText TextOf(HttpContext context, Func<Catalog, DateTimeOffset, Asked> read, ReadOnlyMemory<byte> body)
    {
        // The question text outlives the request, so it must not hold on to anything of the request.
        var (target, headers) = (context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers);
        var (accept, encoding) = ((string?)headers.Accept, (string?)headers.AcceptEncoding);
        return new QuestionText(read)
        {
            Misfit = requested => FormatChoice.Misfit(requested, accept),
            Name = () => (target, accept, encoding, Convert.ToHexString(SHA256.HashData(body.Span))),
        };
    }

    private static AskedOn? DayOf(Question question, DateTimeOffset now) =>
        question.Requested.IsRelative ? AskedOn.Of(question.Query.TimeZone, now) : null;

    // The tag is known before the rows are, so a caller that has the answer already need not wait for them.
    private bool IsKnown(HttpContext context, AskedHere asked, ContentCoding coding)
    {
        var prepared = asked.Planned.Prepared;
        var tag = asked.Known?.Tag ?? EntityTags.Of(prepared.Key, asked.Question.Query, asked.Form, prepared.Foreseen);
        var given = context.Request.Headers.IfNoneMatch;
        string[] tags = [Body.TagIn(tag, ContentCoding.Identity), Body.TagIn(tag, coding)];
        var matching = tags.FirstOrDefault(t => ReadyResponse.Matches(given, t));
        if (matching is null)
            return false;
        ReadyResponse.NotModified(context, matching, layer.IsCached(prepared) ? AnswerStatus.Hit : AnswerStatus.Unchanged);
        return true;
    }

    private async Task StreamAsync(HttpContext context, AskSession session, AskedHere asked, ContentCoding coding, CancellationToken ct)
    {
        var begun = await session.StreamAsync(asked.Planned, ct);
        if (!begun.Succeeded(out var stream))
        {
            await Problems.Refuse(begun.Diagnostics).ExecuteAsync(context);
            return;
        }

        await using var rows = stream.Rows;
        var tag = EntityTags.Of(stream.Key, asked.Question.Query, asked.Form, stream.Meta);
        ReadyResponse.Announce(
            context, Body.TagIn(tag, coding), AnswerStatus.Streamed, AnswerStatus.Timing([stream.Timing], TimeSpan.Zero));
        context.Features.Get<AuditNote>()?.Streamed(stream.Meta.DataVersion);
        var maxBytes = session.Asker.Streaming.MaxBytes;
        if (await StreamedAnswer.SendAsync(context, rows, asked.Form, coding, maxBytes, pace, ct) is { } problem)
            LogBrokenOff(problem.Code, problem.Message);
    }

    // A question within this request.
    private sealed record AskedHere(Question Question, BodyForm Form, PlannedQuestion Planned, KnownQuestion? Known);

    // Everything of a request that is needed to answer it again later.
    private sealed record Origin(RequestKey.Kept Key, Asker Asker, QuestionText Text, ContentCoding Coding, string Asked);

    [LoggerMessage(1, LogLevel.Warning, "An answer was broken off half-way: {Code} {Problem}")]
    private partial void LogBrokenOff(DiagnosticCode code, string problem);
}
