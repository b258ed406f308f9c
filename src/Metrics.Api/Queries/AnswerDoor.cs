using System.Globalization;
using Metrics.Api.Answers;
using Metrics.Api.Bodies;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic;
using Metrics.Semantic.Answers;
using Metrics.Semantic.Caching;
using Metrics.Semantic.Publications;
using Metrics.Semantic.Requests;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Queries;

/// <summary>From a question that was read to the bytes of its answer, or the problem that stands in their place.</summary>
internal sealed class AnswerDoor(
    SemanticLayer layer, PublicationFeed publications, CatalogFollowing following, BoundedCache<Body> bodies, ReadyAnswers ready, AnswerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan VersionPatience = TimeSpan.FromSeconds(2);

    public async Task AnswerAsync(HttpContext context, Asked asked, CancellationToken ct)
    {
        var made = ready.Now();
        var accepted = await AcceptAsync(asked.Read, context.Request.Headers.Accept, ct);
        if (!accepted.Succeeded(out var question))
        {
            await Problems.Refuse(accepted.Diagnostics).ExecuteAsync(context);
            return;
        }

        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        if (context.Request.Headers.IfNoneMatch.Count > 0 && await KnownTagAsync(context, question, asked.Authored, coding, ct) is { } known)
        {
            ReadyAnswer.NotModified(context, known, "metrics; hit");
            return;
        }

        var answered = await layer.AnswerAsync(question.Query, asked.Authored, settings.Limits, ct);
        if (!answered.Succeeded(out var answer))
        {
            await Problems.Refuse(answered.Diagnostics).ExecuteAsync(context);
            return;
        }

        var began = clock.GetTimestamp();
        if (Represent(answer, question) is not { } body)
        {
            await Problems.Refuse(TooLarge()).ExecuteAsync(context);
            return;
        }

        var day = question.IsRelative ? Today(question.Query.TimeZone) : ((DateOnly, TimeZoneInfo)?)null;
        var response = new ReadyAnswer(body, body.Settle(coding), day?.Item1, day?.Item2 ?? TimeZoneInfo.Utc);
        // A page pins versions that may be dropped without anything else changing; what was not kept as a result is too large to keep as bytes.
        if (question.Page is null && answer.Cache != CacheDecision.Bypass && answer.Meta.Confirmed == made.Confirmed && ShortWay.Keep(context, asked.Body) is { } key)
            ready.Keep(key, response, made);
        await response.SendAsync(context, StatusOf(answer.Cache), Timing(answer.Timing, clock.GetElapsedTime(began)));
    }

    /// <summary>The question with its page, its form and its versions settled; waits for a version that is on its way.</summary>
    public async Task<Outcome<Question>> AcceptAsync(Outcome<RequestedQuery> read, string? accept, CancellationToken ct)
    {
        if (!read.Succeeded(out var requested))
            return Outcome<Question>.Refused(read.Diagnostics);
        var format = requested.Format is { Length: > 0 } word ? FormatChoice.ByWord(word) : FormatChoice.ByAccept(accept);
        if (format is null)
            return Outcome<Question>.Refused(FormatChoice.UnknownWord(requested.Format!));
        if (requested.MinDataVersion is { } version && !await publications.WaitForAsync(version, VersionPatience, ct))
            return Outcome<Question>.Refused(new Diagnostic(
                DiagnosticCode.VersionNotHere, $"publication {version} is not here yet; {publications.Current.Value?.Publication ?? 0} is", Hint: "ask again in a moment, or without min_data_version"));
        if (NotYet() is { } waiting)
            return Outcome<Question>.Refused(waiting);
        var page = requested.AtPage();
        return page.Succeeded(out var query)
            ? Outcome<Question>.Of(new Question(query, new BodyForm(format.Value, requested.Layout, requested.Numbers), requested.IsRelative, requested.Page))
            : Outcome<Question>.Refused(page.Diagnostics);
    }

    /// <summary>Why nothing can be asked yet: no pointers, or no catalog that was bound to them; null when it can.</summary>
    public IReadOnlyList<Diagnostic>? NotYet()
    {
        if (following.IsBound)
            return null;
        return publications.Current.Value is null
            ? publications.Current.Diagnostics
            : [new Diagnostic(DiagnosticCode.NotReady, "the catalog is being read", Hint: "try again in a moment")];
    }

    // The tag is known before the rows are: who has them already need not wait for them.
    private async Task<string?> KnownTagAsync(
        HttpContext context, Question question, EquatableList<Semantic.Catalogs.AuthorFilter> authored, ContentCoding coding, CancellationToken ct)
    {
        var explained = await layer.ExplainAsync(question.Query, authored, settings.Limits, ct);
        if (!explained.Succeeded(out var explanation))
            return null;
        var tag = EntityTags.Of(explanation.Key, question.Query, question.Form, explanation.Meta);
        var given = context.Request.Headers.IfNoneMatch;
        return new[] { Body.TagIn(tag, ContentCoding.Identity), Body.TagIn(tag, coding) }.FirstOrDefault(t => ReadyAnswer.Matches(given, t));
    }

    private Body? Represent(Answer answer, Question question)
    {
        // What the engine had to say of the rows follows from the key; so does the token of the next page.
        var foreseen = answer.Meta with { Next = null, Warnings = answer.Meta.Warnings.SkipLast(answer.Table.Warnings.Count).ToEquatableList() };
        var tag = EntityTags.Of(answer.Key, question.Query, question.Form, foreseen);
        if (bodies.TryGet(tag, out var body))
            return body;
        var bytes = question.Form.Format == BodyFormat.Csv
            ? CsvBody.Write(answer.Table, settings.Limits.MaxBytes)
            : JsonBody.Write(answer.Table, answer.Meta, question.Form, settings.Limits.MaxBytes);
        if (bytes is null)
            return null;
        body = new Body(bytes.Value, question.Form.ContentType, tag);
        bodies.TryAdd(tag, body, body.Bytes);
        return body;
    }

    private (DateOnly, TimeZoneInfo) Today(string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime), zone);
    }

    private Diagnostic TooLarge() => new(
        DiagnosticCode.TooManyBytes, $"the answer takes more than {settings.Limits.MaxBytes} bytes", Hint: "ask for fewer rows with limit, or for CSV");

    // RFC 9211.
    private static StringValues StatusOf(CacheDecision decision) => decision switch
    {
        CacheDecision.Hit => "metrics; hit",
        CacheDecision.Miss => "metrics; fwd=miss; stored",
        CacheDecision.Shared => "metrics; fwd=miss; collapsed",
        _ => "metrics; fwd=miss",
    };

    private static StringValues Timing(AnswerTiming timing, TimeSpan body) => string.Create(
        CultureInfo.InvariantCulture, $"plan;dur={timing.PlanMilliseconds:0.###}, engine;dur={timing.EngineMilliseconds:0.###}, body;dur={body.TotalMilliseconds:0.###}");
}
