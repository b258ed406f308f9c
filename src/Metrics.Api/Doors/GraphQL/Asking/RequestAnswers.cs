using System.Collections.Concurrent;
using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Answering.Publications;
using Metrics.Api.Bodies;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
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
