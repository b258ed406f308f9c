using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Resolution;

namespace Metrics.Answering.Asking;

/// <summary>
/// What one request asks. Its questions share one instant, so that numbers shown side by side belong together, and the time limit of one
/// answer for waiting, planning and running.
/// </summary>
public sealed class AskSession : IDisposable
{
    private static readonly TimeSpan VersionPatience = TimeSpan.FromSeconds(2);

    private readonly SemanticLayer _layer;
    private readonly PublicationFeed _publications;
    private readonly AskedQuestions _counting;
    private readonly TimeProvider _clock;
    private readonly QuestionTime _time;
    private readonly Lazy<PublicationState> _state;

    internal AskSession(
        SemanticLayer layer, PublicationFeed publications, AskedQuestions counting, TimeProvider clock, Asker asker,
        CancellationToken aborted)
    {
        (_layer, _publications, _counting, _clock, Asker) = (layer, publications, counting, clock, asker);
        Now = clock.GetUtcNow();
        // A question that was planned before needs no state.
        _state = new Lazy<PublicationState>(() => layer.Take(asker.Principal));
        _time = QuestionTime.Begin(asker.Limits, clock, aborted);
    }

    /// <summary>The caller.</summary>
    public Asker Asker { get; }

    /// <summary>Catalog and publication as the caller may see them, taken when this is first read.</summary>
    public PublicationState State => _state.Value;

    /// <summary>The instant that words such as "yesterday" are counted from.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Why nothing can be asked yet; null when it can.</summary>
    public IReadOnlyList<Diagnostic>? NotYet => State.Snapshot is { Value: null } waiting ? waiting.Diagnostics : null;

    /// <summary>Reads a question, waits for the publication that it requires, plans and answers it.</summary>
    /// <param name="text">The question.</param>
    /// <param name="ct">Ends the wait; the engine stops when no other caller waits for the same.</param>
    public async Task<Outcome<Answered>> AskAsync(QuestionText text, CancellationToken ct)
    {
        var accepted = await AcceptAsync(text, ct);
        if (!accepted.Succeeded(out var question))
            return Outcome<Answered>.Refused(accepted.Diagnostics);
        var planned = await PlanAsync(question, ct);
        if (!planned.Succeeded(out var plan))
            return Outcome<Answered>.Refused(planned.Diagnostics);
        var answered = await AnswerAsync(plan, ct);
        return answered.Succeeded(out var answer)
            ? Outcome<Answered>.Of(new Answered(question, answer, Count(text, question, answer)))
            : Outcome<Answered>.Refused(answered.Diagnostics);
    }

    /// <summary>Reads a question, and waits for the publication that it requires.</summary>
    public async Task<Outcome<Question>> AcceptAsync(QuestionText text, CancellationToken ct)
    {
        if (!text.Waits)
            return Question.Of(text, State, Now);
        var asked = text.Read(State.Catalog, Now);
        if (!asked.Read.Succeeded(out var requested))
            return Outcome<Question>.Refused(Question.Unread(asked, State));
        if (text.Misfit(requested) is { } misfit)
            return Outcome<Question>.Refused(misfit);
        if (requested.MinDataVersion is not { } wanted)
            return Question.AtPage(asked, requested, State);
        return await _time.WithinAsync(within => AcceptAtAsync(wanted, text, within), ct);
    }

    /// <summary>Plans a question in the caller's turn.</summary>
    public async Task<Outcome<PlannedQuestion>> PlanAsync(Question question, CancellationToken ct)
    {
        var began = _clock.GetTimestamp();
        var preparation = await _time.WithinAsync(
            within => _layer.PrepareAsync(question.State, question.Query, question.Authored, Asker.Limits, within), ct);
        return preparation.Succeeded(out var found)
            ? Outcome<PlannedQuestion>.Of(new PlannedQuestion(found.Prepared, found, _clock.GetElapsedTime(began)))
            : Outcome<PlannedQuestion>.Refused(preparation.Diagnostics);
    }

    /// <summary>Answers a question that is planned, from the cache if it is there.</summary>
    public Task<Outcome<Answer>> AnswerAsync(PlannedQuestion planned, CancellationToken ct) => _time.WithinAsync(
        within => _layer.AnswerAsync(planned.Prepared, planned.Planning, Asker.Limits, within), ct);

    /// <summary>
    /// Answers with rows as they are read, for answers too large to hold. The time limit applies until the first rows; the stream has a
    /// separate one.
    /// </summary>
    public Task<Outcome<AnswerStream>> StreamAsync(PlannedQuestion planned, CancellationToken ct) => _time.WithinAsync(
        within => _layer.StreamAsync(
            planned.Preparation, planned.Prepared, planned.Planning, Asker.Limits, Asker.Streaming, within),
        ct);

    /// <summary>
    /// Counts a question that was answered, so that the next publication is warmed with it; null when it is not counted.
    /// </summary>
    /// <param name="text">The question as it came.</param>
    /// <param name="question">The same question, parsed.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="refresh">Builds its ready answer again, where such are kept.</param>
    public AskedQuestion? Count(
        QuestionText text, Question question, Answer answer,
        Func<AskedQuestion, PublicationState, CancellationToken, Task>? refresh = null) =>
        text.Name is { } name && question.Lasts(answer) ? _counting.Count(Asker, name(), text.Read, refresh) : null;

    /// <summary>How a question would be answered; nothing is run.</summary>
    public Task<Outcome<Explanation>> ExplainAsync(Question question, CancellationToken ct) => _time.WithinAsync(
        within => _layer.ExplainAsync(question.State, question.Query, question.Authored, Asker.Limits, within), ct);

    /// <summary>The distinct values of a dimension, in order, perhaps only those that contain a text.</summary>
    public async Task<Outcome<Answer>> ValuesAsync(string dimension, string? search, int limit, CancellationToken ct)
    {
        var found = await _time.WithinAsync(
            within => _layer.ValuesAsync(State, dimension, search, limit, Asker.Limits, within), ct);
        if (found.Value is { IsOfVersions: true })
            _counting.CountValues(Asker, found.Value.Table.Columns[0].Name);
        return found;
    }

    /// <summary>Which metrics and dimensions may still be added to a question that is being put together.</summary>
    public Task<Outcome<ComposableList>> ComposablesAsync(MetricQuery query, CancellationToken ct) => _time.WithinAsync(
        within => _layer.ComposablesAsync(State, query, Asker.Limits, within), ct);

    /// <summary>The columns that a question's answer would have; refused with every reason why it has none.</summary>
    public Task<Outcome<AnswerColumns>> ColumnsAsync(MetricQuery query, CancellationToken ct) => _time.WithinAsync(
        within => _layer.ColumnsAsync(State, query, Asker.Limits, within), ct);

    /// <summary>Ends the request's time.</summary>
    public void Dispose() => _time.Dispose();

    private async Task<Outcome<Question>> AcceptAtAsync(long publication, QuestionText text, CancellationToken ct)
    {
        if (!await _publications.WaitForAsync(publication, VersionPatience, ct))
        {
            return Outcome<Question>.Refused(new Diagnostic(
                DiagnosticCode.VersionNotHere,
                $"publication {publication} has not arrived yet; this process has {_publications.Current.Value?.Publication ?? 0}",
                Hint: "ask again in a moment, or without min_data_version"));
        }

        var state = _layer.Take(Asker.Principal);
        var asked = text.Read(state.Catalog, Now);
        return asked.Read.Succeeded(out var requested)
            ? Question.AtPage(asked, requested, state)
            : Outcome<Question>.Refused(Question.Unread(asked, state));
    }
}

/// <summary>A question with its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">Its answer.</param>
/// <param name="Counted">Counts how often it is asked; null when that is not counted.</param>
public sealed record Answered(Question Question, Answer Answer, AskedQuestion? Counted);
