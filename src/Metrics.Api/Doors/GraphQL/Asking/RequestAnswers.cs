using System.Collections.Concurrent;
using System.Globalization;
using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Api.Bodies;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.GraphQL.Execution;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>
/// The answers of one request. Fields with the same meaning share one answer, and all words about time refer to the same instant.
/// </summary>
/// <param name="session">Answers questions, all at one instant.</param>
/// <param name="keeping">Collects whether the response may be sent again.</param>
internal sealed class RequestAnswers(AskSession session, KeepingRules keeping) : IDisposable
{
    // One request must not use all connections of the engine's pool.
    private const int AtOnce = 16;

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly ConcurrentDictionary<Key, Lazy<Task<Outcome<SharedAnswer>>>> _asked = new();
    private readonly ConcurrentBag<Answer> _given = [];
    private readonly ConcurrentBag<AskedQuestion> _counted = [];

    public KeepingRules Keeping => keeping;

    public PublicationState State => session.State;

    public DateTimeOffset Now => session.Now;

    /// <summary>The answers given so far, each once.</summary>
    public IReadOnlyCollection<Answer> Given => _given;

    /// <summary>The questions asked, which are counted again when the response is sent again.</summary>
    public IReadOnlyList<AskedQuestion> Counted => [.. _counted];

    public Task<Outcome<SharedAnswer>> GetAsync(GraphQuestion question, CancellationToken ct) => question.Shared is { } shared
        ? _asked.GetOrAdd(
            new Key(shared, question.Authored, question.Read.Value!.Page, question.Read.Value.MinDataVersion),
            _ => new(() => AskAsync(question, ct))).Value
        : Task.FromResult(Outcome<SharedAnswer>.Refused(question.Read.Diagnostics));

    /// <summary>Why a question has no answer, as far as its names show; empty when they show no reason.</summary>
    public async Task<EquatableList<Diagnostic>> ProblemsAsync(MetricQuery query, CancellationToken ct) =>
        (await session.ColumnsAsync(query, ct)).Diagnostics;

    public void Dispose() => _turns.Dispose();

    private async Task<Outcome<SharedAnswer>> AskAsync(GraphQuestion question, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            var requested = question.Read.Value!;
            // Remembered questions are limited to the same size as bodies of REST that are remembered.
            var isSmall = requested.Query.Where.Sum(f => f.Bytes()) <= ReadyRoutes.LargestBody;
            var text = new QuestionText(Again(requested, question)) { Name = isSmall ? () => (question.Shared, question.Authored) : null };
            var asked = await session.AskAsync(text, ct);
            if (!asked.Succeeded(out var answered))
                return Outcome<SharedAnswer>.Refused(asked.Diagnostics);
            keeping.Add(answered.Question, answered.Answer);
            _given.Add(answered.Answer);
            if (answered.Counted is { } counted)
                _counted.Add(counted);
            return Outcome<SharedAnswer>.Of(new SharedAnswer(answered.Answer, question.Meanings));
        }
        finally
        {
            _turns.Release();
        }
    }

    // Words about time were resolved once, when the document was read. On another day they mean another question, so the old one is
    // refused.
    private Func<Catalog, DateTimeOffset, Asked> Again(RequestedQuery requested, GraphQuestion question)
    {
        var day = requested.IsRelative ? AskedOn.Of(requested.Query.TimeZone, session.Now) : (AskedOn?)null;
        var outdated = Outcome<RequestedQuery>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, "the question was of another day"));
        return (_, at) => new Asked(day?.HoldsAt(at) == false ? outdated : question.Read, question.Authored);
    }

    private sealed record Key(MetricQuery Query, EquatableList<AuthorFilter> Authored, string? Page, long? MinDataVersion);
}

/// <summary>A field's question, as read from the field.</summary>
/// <param name="Read">The question, or why it could not be read.</param>
/// <param name="Authored">Conditions that the author of a saved query wrote.</param>
/// <param name="Shared">The question in a normal form: fields of one request with equal forms share one answer. Null when the question
/// could not be read.</param>
/// <param name="Meanings">What each column of the answer means, in order.</param>
internal sealed record GraphQuestion(
    Outcome<RequestedQuery> Read, EquatableList<AuthorFilter> Authored, MetricQuery? Shared, IReadOnlyList<string> Meanings);

/// <summary>An answer that several fields may show.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Meanings">What each of its columns means, in order.</param>
internal sealed record SharedAnswer(Answer Answer, IReadOnlyList<string> Meanings)
{
    public int IndexOf(string meaning)
    {
        for (var i = 0; i < Meanings.Count; i++)
        {
            if (Meanings[i] == meaning)
                return i;
        }

        throw new ArgumentException($"the answer has no column '{meaning}'", nameof(meaning));
    }
}

/// <summary>Adds an answer's metadata to <c>extensions.answers</c>.</summary>
internal static class AnswerNote
{
    public static void Append(ResolveContext context, AnswerMeta meta) => context.AppendExtension("answers", new Dictionary<string, object?>
    {
        ["path"] = context.Path,
        ["as_of"] = meta.AsOf?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture),
        ["data_version"] = meta.DataVersion,
        ["degraded"] = meta.Degraded.Count > 0,
        ["degraded_reasons"] = meta.Degraded
            .Select(r => new Dictionary<string, object?> { ["code"] = r.Code, ["table"] = r.Table, ["detail"] = r.Detail })
            .ToList(),
        ["freshness"] = meta.Confirmed ? "confirmed" : "unconfirmed",
        ["warnings"] = meta.Warnings.ToList(),
        ["next"] = meta.Next,
    });
}

/// <summary>Decides whether a response may be sent again to an equal request, and until when.</summary>
internal sealed class KeepingRules(Circumstances made, DateTimeOffset now)
{
    private readonly Lock _gate = new();
    private bool _forbidden;
    private TimeZoneInfo? _zone;

    /// <summary>The day on which words such as "yesterday" keep their meaning; null when there were none.</summary>
    public AskedOn? Until => _zone is null ? null : AskedOn.Of(_zone.Id, now);

    public bool MayKeep
    {
        get
        {
            lock (_gate)
                return !_forbidden;
        }
    }

    /// <summary>The response shows something that changes without a publication, such as runs or ages, so it must not be kept.</summary>
    public void Forbid()
    {
        lock (_gate)
            _forbidden = true;
    }

    /// <summary>
    /// The response shows this answer. It is not kept when the answer does not last, or when its result was not cached, since that is then
    /// too large to keep as a body.
    /// </summary>
    public void Add(Question question, Answer answer)
    {
        lock (_gate)
        {
            _forbidden |= !question.Lasts(answer) || answer.Cache == CacheDecision.Bypass || Circumstances.Of(question.State) != made;
            if (!question.Requested.IsRelative)
                return;
            var zone = TimeZoneInfo.FindSystemTimeZoneById(question.Query.TimeZone);
            _forbidden |= _zone is not null && _zone.Id != zone.Id;
            _zone = zone;
        }
    }
}
