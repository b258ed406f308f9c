using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Api.Limits;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL;
using Metrics.GraphQL.Http;

namespace Metrics.Api.Doors.GraphQL;

/// <summary>From a parsed GraphQL request to the bytes of its response.</summary>
internal sealed class GraphQLDoor(
    GraphQLEngine engine, SchemaFeed schemas, Ask ask, ReadyRoutes routes, ReadyAnswers ready, StreamPace pace, TimeProvider clock)
{
    private const int TagLength = 15;

    // Long enough for a database to come back, short enough to go unnoticed.
    private const string RetryAfter = "5";

    public async Task AnswerAsync(HttpContext context, GraphQLRequest request, ReadOnlyMemory<byte> body, ResponseMediaType type)
    {
        var ct = context.RequestAborted;
        using var session = ask.Begin(context.Caller.Asker, ct);
        if (session.NotYet is { } waiting)
        {
            await RefuseAsync(context, [.. waiting.Select(FieldErrors.OfRequest)], type, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        var made = Circumstances.Of(session.State);
        var keeping = new KeepingRules(made, session.Now);
        using var answers = new RequestAnswers(session, keeping);
        var schema = schemas.Of(session.State.Catalog);
        var response = await engine.ExecuteAsync(schema.Schema, request, new ServedRequest(schema, answers), ct);
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

        var given = answers.Given;
        var facts = new AnswerFacts(
            AuditNote.QuestionOf(context, body.Span), given.Sum(a => a.Table.RowCount), Answer.LatestVersion(given));
        var sent = Represent(context, buffer.Written, type, keeping, answers.Counted, facts);
        context.Features.Get<AuditNote>()?.Answered(given, sent.Bytes);
        if (response.Errors.Count == 0 && keeping.MayKeep && routes.Keep(context, body) is { } key)
            ready.Keep(key, sent, made);
        await sent.SendAsync(
            context, AnswerStatus.Of(Answer.Dearest(given)),
            AnswerStatus.Timing([.. given.Select(a => a.Timing)], clock.GetElapsedTime(began)));
    }

    /// <summary>Refuses a request that could not be read.</summary>
    public Task RefuseAsync(HttpContext context, IReadOnlyList<GraphQLError> errors, ResponseMediaType type, int? status = null)
    {
        var refusal = engine.Refuse(errors);
        return WriteAsync(context, refusal, type, status ?? ResponseStatus.For(refusal, type));
    }

    private static async Task WriteAsync(HttpContext context, GraphQLResponse response, ResponseMediaType type, int status)
    {
        // The caller's byte limit does not apply to refusals; the number of errors is limited anyway.
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

    // The tag is a hash of the bytes, which contain everything the response says.
    private ReadyResponse Represent(
        HttpContext context, ReadOnlyMemory<byte> bytes, ResponseMediaType type, KeepingRules keeping,
        IReadOnlyList<AskedQuestion> counted, AnswerFacts facts)
    {
        var contentType = MediaTypes.HeaderFor(type);
        var body = new Body(bytes, contentType, Base64Url.EncodeToString(SHA256.HashData(bytes.Span).AsSpan(..TagLength)));
        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        return new ReadyResponse(body, body.Settle(coding), keeping.Until, facts, pace, counted) { Needs = GraphQLEndpoints.Scopes };
    }
}

/// <summary>Collects a response's bytes up to a cap.</summary>
internal sealed class CappedBuffer(long cap) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public bool IsOver => _bytes.WrittenCount > cap;

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => IsOver ? throw new BeyondCapException() : _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Thrown when the response exceeds the cap.</summary>
    public sealed class BeyondCapException : Exception;
}
