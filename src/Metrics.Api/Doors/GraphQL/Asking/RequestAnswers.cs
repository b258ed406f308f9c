using System.Collections.Concurrent;
using Metrics.Answering;
using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Api.Bodies;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Api.Limits;
using Metrics.Api.Questions;
using Metrics.Api.Security;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>The answers of one request: fields that mean the same are asked once, and all words about time mean the same moment.</summary>
/// <param name="schema">The schema of the state's catalog.</param>
/// <param name="state">Catalog and pointers that all fields are answered from.</param>
/// <param name="keeping">Learns whether the response may be sent again.</param>
/// <param name="now">What words such as "yesterday" are counted from.</param>
/// <param name="reception">Waits for versions.</param>
/// <param name="layer">Answers.</param>
/// <param name="asking">Counts what is asked.</param>
/// <param name="caller">Who asks, and what it may use.</param>
/// <param name="time">What all of them may take together.</param>
internal sealed class RequestAnswers(
    CatalogSchema schema, PublicationState state, KeepingRules keeping, DateTimeOffset now, Reception reception, SemanticLayer layer,
    AskedQuestions asking, Caller caller, QuestionTime time)
    : IDisposable
{
    // One request must not take all connections of the engine's pool.
    private const int AtOnce = 16;

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly ConcurrentDictionary<Key, Lazy<Task<Outcome<SharedAnswer>>>> _asked = new();
    private readonly ConcurrentBag<Answer> _given = [];
    private readonly ConcurrentBag<AskedQuestion> _counted = [];

    public CatalogSchema Schema => schema;

    public KeepingRules Keeping => keeping;

    public PublicationState State => state;

    public DateTimeOffset Now => now;

    /// <summary>Answers given so far, each once.</summary>
    public IEnumerable<Answer> Given => _given;

    /// <summary>What was asked, to be counted when the response is sent again.</summary>
    public IReadOnlyList<AskedQuestion> Counted => [.. _counted];

    public Task<Outcome<SharedAnswer>> GetAsync(GraphQuestion question, CancellationToken ct) => question.Shared is { } shared
        ? _asked.GetOrAdd(
            new Key(shared, question.Authored, question.Read.Value!.Page, question.Read.Value.MinDataVersion),
            _ => new(() => AskAsync(question, ct))).Value
        : Task.FromResult(Outcome<SharedAnswer>.Refused(question.Read.Diagnostics));

    /// <summary>Why a question has no answer, as far as its names tell; empty when they tell nothing.</summary>
    public async Task<EquatableList<Diagnostic>> ProblemsAsync(MetricQuery query, CancellationToken ct) =>
        (await time.WithinAsync(within => layer.ColumnsAsync(state, query, caller.Limits, within), ct)).Diagnostics;

    public void Dispose() => _turns.Dispose();

    private async Task<Outcome<SharedAnswer>> AskAsync(GraphQuestion question, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            var accepted = await time.WithinAsync(within => AcceptAsync(question, within), ct);
            if (!accepted.Succeeded(out var settled))
                return Outcome<SharedAnswer>.Refused(accepted.Diagnostics);
            var answered = await time.WithinAsync(
                within => layer.AnswerAsync(settled.State, settled.Query, settled.Authored, caller.Limits, within), ct);
            if (!answered.Succeeded(out var answer))
                return Outcome<SharedAnswer>.Refused(answered.Diagnostics);
            keeping.Add(settled, answer);
            _given.Add(answer);
            // What is remembered for a day is no larger than what a body of REST may be to be remembered.
            if (settled.Page is null && answer.IsOfVersions && settled.Query.Where.Sum(f => f.Bytes()) <= ReadyRoutes.LargestBody
                && asking.Ask(caller, (question.Shared, question.Authored), Again(question, settled)) is { } counted)
                _counted.Add(counted);
            return Outcome<SharedAnswer>.Of(new SharedAnswer(answer, question.Meanings));
        }
        finally
        {
            _turns.Release();
        }
    }

    // Words about time were read once, in the document; on another day they mean another question.
    private Func<Catalog, DateTimeOffset, Asked> Again(GraphQuestion question, Question settled)
    {
        var day = settled.IsRelative ? AskedOn.Of(settled.Query.TimeZone, now) : (AskedOn?)null;
        var outdated = Outcome<RequestedQuery>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, "the question was of another day"));
        return (_, at) => new Asked(day?.HoldsAt(at) == false ? outdated : question.Read, question.Authored);
    }

    // All fields are answered from catalog and pointers of one instant; only one that asks for a later version waits for it.
    private async Task<Outcome<Question>> AcceptAsync(GraphQuestion question, CancellationToken ct)
    {
        var requested = question.Read.Value!;
        if (requested.MinDataVersion is not null)
            return await reception.AcceptAsync(caller.Principal, _ => new Asked(question.Read, question.Authored), accept: null, ct);
        var page = requested.AtPage();
        return page.Succeeded(out var query)
            ? Outcome<Question>.Of(new Question(state, query, question.Authored, default, requested.IsRelative, requested.Page))
            : Outcome<Question>.Refused(page.Diagnostics);
    }

    private sealed record Key(MetricQuery Query, EquatableList<AuthorFilter> Authored, string? Page, long? MinDataVersion);
}
