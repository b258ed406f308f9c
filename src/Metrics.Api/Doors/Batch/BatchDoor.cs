using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.Batch;

/// <summary>
/// Answers several questions at the same instant and publication. One that cannot be answered does not prevent the others.
/// </summary>
internal sealed class BatchDoor(Ask ask, Representing representing, StreamPace pace)
{
    private const int Most = 50;
    // A key written twice in one question is that question's own mistake; beside "queries" nothing may stand at all.
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 20 };

    public async Task AnswerAsync(HttpContext context, byte[] body, CancellationToken ct)
    {
        if (Read(body, out var problem) is not { } queries)
        {
            await Problems.Refuse(problem!).ExecuteAsync(context);
            return;
        }

        using var session = ask.Begin(context.Caller.Asker, ct);
        var results = await Task.WhenAll(queries.Select(q => AnswerOneAsync(session, q, ct)));
        var (buffer, given) = (new ArrayBufferWriter<byte>(4096), new List<Answer>());
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("results"u8);
            var room = session.Asker.Limits.MaxBytes;
            foreach (var result in results)
                room = Write(json, result, room, session.Asker.Limits, given);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        context.Features.Get<AuditNote>()?.Answered(given, buffer.WrittenCount);
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "private, no-store";
        response.ContentLength = buffer.WrittenCount;
        await PacedBody.SendAsync(context, buffer.WrittenMemory, pace, ct);
    }

    private static List<byte[]>? Read(byte[] body, out Diagnostic? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(body, _reading);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().ToList() is [{ Name: "queries", Value.ValueKind: JsonValueKind.Array } queries])
            {
                if (queries.Value.GetArrayLength() is >= 1 and <= Most)
                    return queries.Value.EnumerateArray().Select(q => Encoding.UTF8.GetBytes(q.GetRawText())).ToList();
                problem = new Diagnostic(
                    DiagnosticCode.MalformedRequest, $"queries: a batch has 1 to {Most} questions, not {queries.Value.GetArrayLength()}");
                return null;
            }
        }
        catch (JsonException e)
        {
            problem = new Diagnostic(
                DiagnosticCode.MalformedRequest,
                $"body: not the JSON it should be, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                Hint: "a batch is {\"queries\": [ … ]}, each of them as it would be posted to /api/v1/query");
            return null;
        }

        problem = new Diagnostic(
            DiagnosticCode.MalformedRequest, "the body is not {\"queries\": [ … ]} and nothing else",
            Hint: "each of them as it would be posted to /api/v1/query");
        return null;
    }

    private async Task<BatchResult> AnswerOneAsync(AskSession session, byte[] body, CancellationToken ct)
    {
        var text = new QuestionText((catalog, at) => ReadOne(body, catalog, at))
        {
            Misfit = NotJson, Waits = false,
            Name = body.Length <= ReadyRoutes.LargestBody ? () => Convert.ToHexString(SHA256.HashData(body)) : null,
        };
        var asked = await session.AskAsync(text, ct);
        if (!asked.Succeeded(out var answered))
            return new BatchResult(asked.Diagnostics);
        var (question, answer) = (answered.Question, answered.Answer);
        var form = new BodyForm(BodyFormat.Json, question.Requested.Layout, question.Requested.Numbers);
        var tag = Representing.TagOf(answer, question.Query, form);
        return representing.Of(answer, form, tag, session.Asker.Limits, out _) is { } written
            ? new BatchResult([], written, answer)
            : new BatchResult([Representing.TooLarge(session.Asker.Limits)]);
    }

    private static Diagnostic? NotJson(RequestedQuery requested) => requested.Format is { Length: > 0 } and not "json"
        ? new Diagnostic(DiagnosticCode.MalformedRequest, "format: answers of a batch are JSON")
        : null;

    private static Asked ReadOne(byte[] body, Catalog catalog, DateTimeOffset now)
    {
        if (QueryJson.SavedName(body) is not { } said)
            return new Asked(QueryJson.Read(body, now));
        if (!said.Succeeded(out var name))
            return new Asked(Outcome<RequestedQuery>.Refused(said.Diagnostics));
        return DeclaredNames.Of(catalog).FindSavedQuery(name) is { } saved
            ? new Asked(QueryJson.ReadSaved(body, saved, now), saved.AuthorFilters)
            : new Asked(Outcome<RequestedQuery>.Refused(SavedQueryNames.Unknown(catalog, name)));
    }

    // All answers together may take as many bytes as a single one, because they are all in memory at the same time.
    private static long Write(Utf8JsonWriter json, BatchResult result, long room, AnswerLimits limits, List<Answer> given)
    {
        var bytes = result.Body?.In(ContentCoding.Identity);
        var left = room - (bytes?.Length ?? 0);
        var problems = left >= 0 ? result.Problems : [NoRoom(limits)];
        json.WriteStartObject();
        if (bytes is { } answer && left >= 0)
        {
            given.Add(result.Answer!);
            json.WriteNumber("status"u8, StatusCodes.Status200OK);
            json.WriteString("cache"u8, result.Answer!.Cache.ToString().ToLowerInvariant());
            json.WritePropertyName("answer"u8);
            json.WriteRawValue(answer.Span, skipInputValidation: true);
        }
        else
        {
            var problem = Problem.Of(problems);
            json.WriteNumber("status"u8, problem.Status);
            json.WritePropertyName("problem"u8);
            JsonSerializer.Serialize(json, problem, HttpJson.Readable.Problem);
        }

        json.WriteEndObject();
        return left >= 0 ? left : room;
    }

    private static Diagnostic NoRoom(AnswerLimits limits) => new(
        DiagnosticCode.TooManyBytes,
        $"the answers of a batch take {limits.MaxBytes} bytes at most together, as one answer does, and this one does not fit beside those "
            + "before it", Hint: "ask for it alone, or in another batch");

    private sealed record BatchResult(IReadOnlyList<Diagnostic> Problems, Body? Body = null, Answer? Answer = null);
}
