using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Metrics.Answering;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Api.Limits;
using Metrics.Api.Questions;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL;
using Metrics.GraphQL.Http;

namespace Metrics.Api.Doors.GraphQL;

/// <summary>From a GraphQL request that was read to the bytes of its response.</summary>
internal sealed class GraphQLDoor(
    GraphQLEngine engine, SchemaFeed schemas, CatalogFollowing following, Reception reception, SemanticLayer layer,
    ReadyRoutes routes, ReadyAnswers ready, AskedQuestions asking, StreamPace pace, TimeProvider clock)
{
    private const int TagLength = 15;

    // Long enough for a database to come back, short enough that nobody notices.
    private const string RetryAfter = "5";

    public async Task AnswerAsync(HttpContext context, GraphQLRequest request, ReadOnlyMemory<byte> body, ResponseMediaType type)
    {
        var ct = context.RequestAborted;
        if (following.NotYet() is { } waiting)
        {
            await RefuseAsync(context, [.. waiting.Select(FieldErrors.OfRequest)], type, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        var (state, now) = (layer.Take(context.Caller.Principal), clock.GetUtcNow());
        var keeping = new KeepingRules(Circumstances.Of(state), now);
        using var time = QuestionTime.Begin(context.Caller.Limits, clock, ct);
        using var answers = new RequestAnswers(
            schemas.Of(state.Catalog), state, keeping, now, reception, layer, asking, context.Caller, time);
        var response = await engine.ExecuteAsync(answers.Schema.Schema, request, answers, ct);
        if (!response.IsExecuted)
        {
            await WriteAsync(context, response, type, ResponseStatus.For(response, type));
            return;
        }

        var buffer = new CappedBuffer(context.Caller.Limits.MaxBytes);
        var began = clock.GetTimestamp();
        if (!TryWrite(response, buffer))
        {
            var tooLarge = new Diagnostic(
                DiagnosticCode.TooManyBytes, $"the response takes more than {context.Caller.Limits.MaxBytes} bytes",
                Hint: "select less, ask for fewer rows with first, or ask over REST for CSV");
            await RefuseAsync(
                context, [FieldErrors.OfRequest(tooLarge)], type,
                type == ResponseMediaType.Json ? StatusCodes.Status200OK : StatusCodes.Status413PayloadTooLarge);
            return;
        }

        var sent = Represent(context, buffer.Written, type, keeping, answers.Counted, FactsOf(context, body, answers));
        context.Features.Get<AuditNote>()?.Answered(sent.Facts.Rows, sent.Bytes, CacheWord(answers), sent.Facts.DataVersion);
        if (response.Errors.Count == 0 && keeping.MayKeep && routes.Keep(context, body) is { } key)
            ready.Keep(key, sent, Circumstances.Of(state));
        await sent.SendAsync(context, CacheStatus(answers), Timing(answers, clock.GetElapsedTime(began)));
    }

    /// <summary>Refuses a request that could not be read.</summary>
    public Task RefuseAsync(HttpContext context, IReadOnlyList<GraphQLError> errors, ResponseMediaType type, int? status = null)
    {
        var refusal = engine.Refuse(errors);
        return WriteAsync(context, refusal, type, status ?? ResponseStatus.For(refusal, type));
    }

    private static async Task WriteAsync(HttpContext context, GraphQLResponse response, ResponseMediaType type, int status)
    {
        // What a key's answers may take is no measure of why it got none; there are only so many errors.
        var buffer = new ArrayBufferWriter<byte>();
        response.WriteTo(buffer);
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypes.HeaderFor(type);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = buffer.WrittenCount;
        if (status == StatusCodes.Status405MethodNotAllowed)
            context.Response.Headers.Allow = HttpMethods.Post;
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfter;
        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static bool TryWrite(GraphQLResponse response, CappedBuffer buffer)
    {
        try
        {
            response.WriteTo(buffer);
            return !buffer.IsOver;
        }
        catch (CappedBuffer.BeyondCapException)
        {
            return false;
        }
    }

    // Whatever the response says is in its bytes, so they are its tag.
    private ReadyAnswer Represent(
        HttpContext context, ReadOnlyMemory<byte> bytes, ResponseMediaType type, KeepingRules keeping,
        IReadOnlyList<AskedQuestion> counted, AnswerFacts facts)
    {
        var contentType = MediaTypes.HeaderFor(type);
        var body = new Body(bytes, contentType, Base64Url.EncodeToString(SHA256.HashData(bytes.Span).AsSpan(..TagLength)));
        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        return new ReadyAnswer(body, body.Settle(coding), keeping.Until, facts, pace, counted);
    }

    private static AnswerFacts FactsOf(HttpContext context, ReadOnlyMemory<byte> body, RequestAnswers answers) => new(
        AuditNote.QuestionOf(context, body.Span),
        answers.Given.Sum(a => a.Table.RowCount),
        answers.Given.Select(a => long.Parse(a.Meta.DataVersion, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max()
            .ToString(CultureInfo.InvariantCulture));

    private static string CacheWord(RequestAnswers answers) =>
        answers.Given.All(a => a.Cache is CacheDecision.Hit or CacheDecision.Remote) ? "Hit" : "Miss";

    // RFC 9211; of several answers the one that took longest speaks.
    private static string CacheStatus(RequestAnswers answers)
    {
        var given = answers.Given.Select(a => a.Cache).ToList();
        return given.Count == 0 || given.Contains(CacheDecision.Bypass) ? "metrics; fwd=miss"
            : given.TrueForAll(c => c == CacheDecision.Hit) ? "metrics; hit"
            : given.TrueForAll(c => c is CacheDecision.Hit or CacheDecision.Remote) ? "metrics; hit; detail=redis"
            : given.Contains(CacheDecision.Miss) ? "metrics; fwd=miss; stored"
            : "metrics; fwd=miss; collapsed";
    }

    private static string Timing(RequestAnswers answers, TimeSpan body)
    {
        var given = answers.Given.Select(a => a.Timing).ToList();
        var engine = given.Select(t => t.EngineMilliseconds).DefaultIfEmpty().Max();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"plan;dur={given.Sum(t => t.PlanMilliseconds):0.###}, engine;dur={engine:0.###}, body;dur={body.TotalMilliseconds:0.###}");
    }
}
