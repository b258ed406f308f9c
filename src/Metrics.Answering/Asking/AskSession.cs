using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Domain.Access;
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

/// <summary>The time limit of one request's questions, for waiting, running and running again together.</summary>
internal sealed class QuestionTime : IDisposable
{
    private readonly TimeSpan _longest;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;

    private QuestionTime(TimeSpan longest, TimeProvider clock, CancellationToken aborted)
    {
        (_longest, _aborted, _over) = (longest, aborted, new CancellationTokenSource(longest, clock));
        _either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _over.Token);
    }

    /// <summary>Starts now, and lasts as long as the limit of an answer.</summary>
    public static QuestionTime Begin(AnswerLimits limits, TimeProvider clock, CancellationToken aborted) =>
        new(limits.Timeout, clock, aborted);

    /// <summary>Runs something within the time that is left; refused with E320 when that is over.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<Outcome<T>> WithinAsync<T>(Func<CancellationToken, Task<Outcome<T>>> doAsync, CancellationToken ct)
        where T : class
    {
        try
        {
            // Fields of one GraphQL request have a second token.
            if (ct == _aborted)
                return await doAsync(_either.Token);
            using var all = CancellationTokenSource.CreateLinkedTokenSource(ct, _either.Token);
            return await doAsync(all.Token);
        }
        catch (OperationCanceledException) when (
            _over.IsCancellationRequested && !_aborted.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            var seconds = _longest.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return Outcome<T>.Refused(new Diagnostic(
                DiagnosticCode.EngineTimeout, $"the question was not answered within {seconds} s, waiting for its turn included",
                Hint: "ask for less, such as a shorter time range, or at a quieter time"));
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}

/// <summary>Where every request enters, whichever door it came through.</summary>
/// <param name="layer">Plans and answers.</param>
/// <param name="publications">Knows which publication is here, and waits for others.</param>
/// <param name="counting">Counts what is asked.</param>
/// <param name="clock">The time.</param>
public sealed class Ask(SemanticLayer layer, PublicationFeed publications, AskedQuestions counting, TimeProvider clock)
{
    /// <summary>Begins a request: its questions share one publication, one instant and one time limit, which starts now.</summary>
    /// <param name="asker">The caller.</param>
    /// <param name="aborted">Cancelled when the caller goes away.</param>
    public AskSession Begin(Asker asker, CancellationToken aborted) => new(layer, publications, counting, clock, asker, aborted);
}

/// <summary>The caller, as far as answers depend on it.</summary>
/// <param name="Principal">The principal that policies apply to.</param>
/// <param name="Limits">What one answer may cost, and the account it is computed on.</param>
/// <param name="Streaming">What one streamed answer may cost.</param>
/// <param name="Audience">Callers of one audience get the same bytes: they have the same standing and the same limits.</param>
public sealed record Asker(Principal Principal, AnswerLimits Limits, AnswerLimits Streaming, string Audience);

/// <summary>A question that can be run.</summary>
public sealed class PlannedQuestion
{
    internal PlannedQuestion(PreparedQuery prepared, Preparation? preparation, TimeSpan planning) =>
        (Prepared, Preparation, Planning) = (prepared, preparation, planning);

    /// <summary>The question with the key of its answer.</summary>
    public PreparedQuery Prepared { get; }

    /// <summary>The question with everything found while preparing it; null when it was planned before.</summary>
    internal Preparation? Preparation { get; }

    /// <summary>How long it took to plan it now.</summary>
    internal TimeSpan Planning { get; }

    /// <summary>A question that was planned before and is still valid.</summary>
    public static PlannedQuestion Before(PreparedQuery prepared) => new(prepared, null, TimeSpan.Zero);
}
