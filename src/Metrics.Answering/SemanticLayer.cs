using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Answering;

/// <summary>The only way from a question to its answer, for every door.</summary>
/// <param name="feed">Gives the pointers with the catalog that is bound to them.</param>
/// <param name="engine">Runs statements.</param>
/// <param name="cache">Keeps results.</param>
/// <param name="clock">Times the stages.</param>
public sealed class SemanticLayer(PublicationFeed feed, AdmittedEngine engine, ResultCache cache, TimeProvider clock)
{
    private readonly QuestionPreparation _preparation = new(feed, engine);
    private readonly ValueSearch _values = new(engine, cache);
    private readonly PlainTables _plain = new(feed, clock);

    /// <summary>
    /// The present state as a principal may see it. A caller that reads names from its catalog must ask with the same state.
    /// </summary>
    /// <param name="principal">The caller; null for the owner of the data, to whom no policy applies.</param>
    public PublicationState Take(Principal? principal) => feed.Take().For(principal);

    internal Task<Outcome<Answer>> AnswerAsync(
        MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct) =>
        AnswerAsync(Take(principal: null), query, authored, limits, ct);

    internal Task<Outcome<Explanation>> ExplainAsync(
        MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct) =>
        ExplainAsync(Take(principal: null), query, authored, limits, ct);

    internal Task<Outcome<Answer>> ValuesAsync(string dimension, string? search, int limit, AnswerLimits limits, CancellationToken ct) =>
        ValuesAsync(Take(principal: null), dimension, search, limit, limits, ct);

    /// <summary>Resolves, plans and renders a question in a given state, once for everything that is then done with it.</summary>
    /// <param name="state">The state that the question was parsed in.</param>
    /// <param name="query">The question.</param>
    /// <param name="authored">Further conditions, from a saved query's author.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<Outcome<Preparation>> PrepareAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct) =>
        _preparation.PrepareAsync(state, query, authored, limits, ct);

    /// <summary>Answers a question in a given state, or in the present one if a table of that is gone.</summary>
    /// <param name="state">The state that the question was parsed in.</param>
    /// <param name="query">The question.</param>
    /// <param name="authored">Further conditions, from a saved query's author.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="ct">Ends the wait; the engine stops when no other caller waits for the same.</param>
    public async Task<Outcome<Answer>> AnswerAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var preparation = await _preparation.PrepareAsync(state, query, authored, limits, ct);
        return preparation.Succeeded(out var planned)
            ? await AnswerAsync(planned.Prepared, clock.GetElapsedTime(began), limits, ct)
            : Outcome<Answer>.Refused(preparation.Diagnostics);
    }

    /// <summary>Answers a prepared question without resolving or planning it again, unless one of its tables is gone.</summary>
    /// <param name="prepared">The question, prepared for the caller's standing and in a state that is still current.</param>
    /// <param name="planning">How long it took to prepare it now; zero when that was done before.</param>
    /// <param name="limits">What it may cost; the same rows and bytes as when it was prepared.</param>
    /// <param name="ct">Ends the wait; the engine stops when no other caller waits for the same.</param>
    public async Task<Outcome<Answer>> AnswerAsync(PreparedQuery prepared, TimeSpan planning, AnswerLimits limits, CancellationToken ct)
    {
        var answered = await WithFreshAsync(
            prepared.State,
            async state =>
            {
                var (began, of, took) = (clock.GetTimestamp(), prepared, planning);
                if (!ReferenceEquals(state, prepared.State))
                {
                    var again = await _preparation.PrepareAsync(state, prepared.Asked, prepared.Authored, limits, ct);
                    if (!again.Succeeded(out var planned))
                        return Outcome<Answer>.Refused(again.Diagnostics);
                    (of, took) = (planned.Prepared, clock.GetElapsedTime(began));
                    began = clock.GetTimestamp();
                }

                var result = await RunAsync(of, limits, ct);
                return result.Outcome.Succeeded(out var table)
                    ? Outcome<Answer>.Of(Of(of, table, result, limits, took, took + clock.GetElapsedTime(began)))
                    : Outcome<Answer>.Refused(result.Outcome.Diagnostics);
            },
            ct);
        return IsGone(answered.Diagnostics) && prepared.Asked.Pinned.Count > 0
            ? Outcome<Answer>.Refused(new Diagnostic(
                DiagnosticCode.PageGone, "the version of this page was dropped", Hint: "ask for the first page again"))
            : answered;
    }

    /// <summary>Computes an answer before it is asked for, and keeps it; callers who ask meanwhile wait for the same run.</summary>
    /// <returns>What the cache did; null when there is no such answer, or none that may be kept.</returns>
    public async Task<CacheDecision?> WarmAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var preparation = await _preparation.PrepareAsync(state, query, authored, limits, ct);
        if (!preparation.Succeeded(out var planned) || !planned.Prepared.IsOfVersions)
            return null;
        var result = await RunAsync(planned.Prepared, limits, ct);
        return result.Outcome.Succeeded(out _) ? result.Decision : null;
    }

    /// <summary>The answer of a question if it is in memory, null otherwise; nothing is run.</summary>
    public async Task<Answer?> FindAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var preparation = await _preparation.PrepareAsync(state, query, authored, limits, ct);
        return preparation.Succeeded(out var planned) && planned.Prepared.IsOfVersions && cache.Find(planned.Prepared.Key) is { } kept
            && kept.Outcome.Succeeded(out var table)
            ? Of(planned.Prepared, table, kept, limits, TimeSpan.Zero, TimeSpan.Zero)
            : null;
    }

    /// <summary>Whether the answer of a question is in memory.</summary>
    public bool IsCached(PreparedQuery prepared) => cache.Contains(prepared.Key);

    /// <summary>How a question would be answered in a given state; nothing is run.</summary>
    public async Task<Outcome<Explanation>> ExplainAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var preparation = await _preparation.PrepareAsync(state, query, authored, limits, ct);
        if (!preparation.Succeeded(out var planned))
            return Outcome<Explanation>.Refused(preparation.Diagnostics);
        var prepared = planned.Prepared;
        // A caller to whom a policy applies learns that there is one, but neither its text nor what it hides.
        var isHeld = state.Catalog.Guards.Count > 0 && state.Principal is not null && !state.Principal.Scopes.HasFlag(AccessScopes.Admin);
        var (plan, _, statement) = isHeld ? Veiled(state.Catalog, planned, limits, engine.Dialect) : planned.Compiled;
        return Outcome<Explanation>.Of(new Explanation(
            planned.Resolved.ToString(),
            plan.ToString(),
            statement,
            // Nor which tables only a policy reads.
            prepared.Tables.Where(t => !isHeld || prepared.Own.Contains(t.Model))
                .Select(t => new TableVersion(t.Model, t.Version, t.Publication, t.Relation)).ToEquatableList(),
            // It is a plain hash of the statement and its values, in which a guess at a policy's condition could be confirmed.
            isHeld ? null : prepared.Key,
            IsCached(prepared),
            prepared.Foreseen,
            new ChosenEngine(
                state.Catalog.Types.Engine,
                isHeld ? null : new DeclaredTables(prepared.Tables, state.Catalog.Types).WordOf(planned.Compiled.Select))));
    }

    private static CompiledQuestion Veiled(Catalog catalog, Preparation planned, AnswerLimits limits, IDialect dialect)
    {
        var tables = planned.Prepared.Tables.ToDictionary(t => t.Model, StringComparer.Ordinal);
        return CompiledQuestion.Of(
            catalog, new TableBindings(catalog, tables) { AreVeiled = true }, planned.Resolved,
            QuestionPreparation.Rows(planned.Prepared.Asked.Limit, limits), dialect);
    }

    /// <summary>Answers a question with rows as they arrive, for answers too large to hold; nothing is cached.</summary>
    /// <param name="planned">The question as prepared for a whole answer; null when it was prepared by an earlier request.</param>
    /// <param name="prepared">The same question with the key of its answer.</param>
    /// <param name="planning">How long it took to prepare it; zero when that was done before.</param>
    /// <param name="limits">What its whole answer may cost, on which its key depends.</param>
    /// <param name="streaming">What the streamed rows may cost.</param>
    /// <param name="ct">Ends the wait for the first rows, and the reading of the others.</param>
    public Task<Outcome<AnswerStream>> StreamAsync(
        Preparation? planned, PreparedQuery prepared, TimeSpan planning, AnswerLimits limits, AnswerLimits streaming,
        CancellationToken ct) =>
        WithFreshAsync(
            prepared.State,
            async state =>
            {
                // The tables behind a change key may have changed while the whole answer was tried.
                var isStill = ReferenceEquals(state, prepared.State) && prepared.Change is null;
                var (began, ready, took) = (clock.GetTimestamp(), isStill ? planned : null, planning);
                if (ready is null)
                {
                    var again = await _preparation.PrepareAsync(state, prepared.Asked, prepared.Authored, limits, ct);
                    if (!again.Succeeded(out ready))
                        return Outcome<AnswerStream>.Refused(again.Diagnostics);
                    took = clock.GetElapsedTime(began);
                }

                var rowsAtMost = QuestionPreparation.Rows(prepared.Asked.Limit, streaming);
                var (of, statement) = (ready.Prepared, ready.Compiled.Within(rowsAtMost, engine.Dialect));
                var ran = clock.GetTimestamp();
                var begun = await engine.StreamAsync(statement, of.Columns, of.Asked.TimeZone, streaming, of.Asked.Limit, ct);
                return begun.Succeeded(out var rows)
                    ? Outcome<AnswerStream>.Of(new AnswerStream(rows, of.Key, of.Foreseen, new AnswerTiming(
                        took.TotalMilliseconds, clock.GetElapsedTime(ran).TotalMilliseconds)))
                    : Outcome<AnswerStream>.Refused(begun.Diagnostics);
            },
            ct);

    /// <summary>
    /// Which metrics and dimensions may still be added to a question that is being put together; refused when it is already invalid.
    /// </summary>
    /// <remarks>Each one is tried in the caller's turn, one at a time, and only within the caller's time limit.</remarks>
    public Task<Outcome<ComposableList>> ComposablesAsync(
        PublicationState state, MetricQuery query, AnswerLimits limits, CancellationToken ct) =>
        ComposableList.OfAsync(
            state.Catalog, query, (tried, stop) => _preparation.ResolveAsync(state.Catalog, tried, [], limits, stop), ct);

    /// <summary>The columns that a question's answer would have, in the caller's turn; refused with every reason why it has none.</summary>
    public async Task<Outcome<AnswerColumns>> ColumnsAsync(
        PublicationState state, MetricQuery query, AnswerLimits limits, CancellationToken ct)
    {
        var resolution = await _preparation.ResolveAsync(state.Catalog, query, [], limits, ct);
        return resolution.Succeeded(out var resolved)
            ? Outcome<AnswerColumns>.Of(new AnswerColumns(resolved.Columns)) : Outcome<AnswerColumns>.Refused(resolution.Diagnostics);
    }

    /// <summary>The dimensions that all these metrics can be grouped by, as names with types; refused when a metric is unknown.</summary>
    public static Outcome<DimensionList> Dimensions(PublicationState state, EquatableList<string> metrics) =>
        DimensionList.Of(state.Catalog, metrics);

    /// <summary>The distinct values of a dimension, in order, perhaps only those that contain a text.</summary>
    public Task<Outcome<Answer>> ValuesAsync(
        PublicationState state, string dimension, string? search, int limit, AnswerLimits limits, CancellationToken ct) =>
        WithFreshAsync(state, known => ValuesOnceAsync(known, dimension, search, limit, limits, ct), ct);

    private async Task<Outcome<Answer>> ValuesOnceAsync(
        PublicationState state, string dimension, string? search, int limit, AnswerLimits limits, CancellationToken ct)
    {
        if (!state.Snapshot.Succeeded(out var snapshot))
            return Outcome<Answer>.Refused(state.Snapshot.Diagnostics);
        var found = DimensionValues.Of(state.Catalog, dimension, search, limit);
        if (!found.Succeeded(out var values))
            return Outcome<Answer>.Refused(found.Diagnostics);
        var binding = await _preparation.TablesAsync(state.Catalog, [values.Model.Name], [], snapshot, ct);
        if (!binding.Succeeded(out var bound))
            return Outcome<Answer>.Refused(binding.Diagnostics);
        var tables = bound.Values.OrderBy(t => t.Model, StringComparer.Ordinal).ToEquatableList();
        var guard = new TableBindings(state.Catalog, bound).GuardOf(values.Model.Name);
        var began = clock.GetTimestamp();
        var (result, key, isKept) = await _values.FindAsync(values, bound[values.Model.Table], guard, tables, limits, ct);
        if (!result.Outcome.Succeeded(out var rows))
            return Outcome<Answer>.Refused(result.Outcome.Diagnostics);
        var meta = AnswerMetas.Of(
            snapshot, state.Sight, tables, new HashSet<string> { values.Model.Table },
            QuestionPreparation.Broken(state.Catalog, [values.Model.Location.File]), state.Confirmed, rows.Warnings, null);
        var timing = new AnswerTiming(0, clock.GetElapsedTime(began).TotalMilliseconds);
        return Outcome<Answer>.Of(new Answer(rows, meta, key, result.Decision, timing) { IsOfVersions = isKept });
    }

    // Between reading the pointer and running the statement, the pointer may move on and its old relation be dropped. The question is then
    // asked once more with the present state.
    private async Task<Outcome<T>> WithFreshAsync<T>(
        PublicationState state, Func<PublicationState, Task<Outcome<T>>> ask, CancellationToken ct)
        where T : class
    {
        var outcome = await ask(state);
        if (IsRefused(outcome.Diagnostics) && await _plain.LookAsync(state, ct) is { } bound)
            return await ask(bound);
        return IsGone(outcome.Diagnostics) ? await ask((await feed.ReloadAsync(ct)).For(state.Principal)) : outcome;
    }

    // It is not known how long an answer from a table without versions stays true, unless its change key says so.
    private async Task<CachedResult> RunAsync(PreparedQuery prepared, AnswerLimits limits, CancellationToken ct)
    {
        if (prepared is { IsOfVersions: false, IsKept: true })
            return await RunAtChangeAsync(prepared, prepared.State.Catalog.ChangeKey!, limits, ct);
        Task<Outcome<ResultTable>> Execute(CancellationToken run) =>
            engine.ExecuteAsync(prepared.Statement, prepared.Columns, prepared.Asked.TimeZone, limits, prepared.Asked.Limit, run);
        return prepared.IsKept ? await cache.GetOrRunAsync(prepared.Key, limits.Timeout, Execute, ct)
            : new CachedResult(await Execute(ct), CacheDecision.Bypass);
    }

    // Rows are kept under a key only if they were read together with that key.
    private async Task<CachedResult> RunAtChangeAsync(PreparedQuery prepared, string changeKey, AnswerLimits limits, CancellationToken ct)
    {
        async Task<Outcome<ResultTable>> Execute(CancellationToken run)
        {
            var read = await engine.ExecuteAsync(
                prepared.Statement, prepared.Columns, prepared.Asked.TimeZone, limits, prepared.Asked.Limit, changeKey, run);
            return !read.Succeeded(out var keyed) ? Outcome<ResultTable>.Refused(read.Diagnostics)
                : keyed.Key == prepared.Change ? Outcome<ResultTable>.Of(keyed.Table)
                : throw new ChangedMeanwhileException(keyed);
        }

        try
        {
            return await cache.GetOrRunAsync(prepared.Key, limits.Timeout, Execute, ct);
        }
        catch (ChangedMeanwhileException changed)
        {
            return new CachedResult(Outcome<ResultTable>.Of(changed.Read.Table), CacheDecision.Bypass) { Change = changed.Read.Key };
        }
    }

    private static Answer Of(
        PreparedQuery prepared, ResultTable table, CachedResult result, AnswerLimits limits, TimeSpan planned, TimeSpan all)
    {
        var redis = result.Redis?.TotalMilliseconds;
        var timing = new AnswerTiming(planned.TotalMilliseconds, (all - planned).TotalMilliseconds - (redis ?? 0), redis);
        var key = result.Change is { } change ? prepared.KeyAt(change, limits) : prepared.Key;
        return new Answer(
            table, Meta(prepared, table), key, result.Decision, timing,
            prepared.IsOfVersions ? prepared : null) { IsOfVersions = prepared.IsOfVersions };
    }

    // True for failures that may come from a plain table whose columns have changed.
    private static bool IsRefused(IReadOnlyList<Diagnostic> problems) =>
        problems.Any(d => d.Code == DiagnosticCode.RelationGone || d.Code == DiagnosticCode.EngineRefused);

    private static bool IsGone(IReadOnlyList<Diagnostic> problems) => problems.Any(d => d.Code == DiagnosticCode.RelationGone);

    private static IEnumerable<PinnedVersion> Pins(PreparedQuery prepared) =>
        prepared.Tables.Where(t => prepared.Own.Contains(t.Model)).Select(t => new PinnedVersion(t.Model, t.Version));

    // Adds what is known only from the rows.
    private static AnswerMeta Meta(PreparedQuery prepared, ResultTable table)
    {
        var next = table.HasMore && prepared.Asked.Limit is { } limit and > 0
            ? PageToken.Encode(prepared.Asked, prepared.Asked.Offset + limit, Pins(prepared))
            : null;
        var foreseen = prepared.Foreseen;
        return next is null && table.Warnings.Count == 0
            ? foreseen : foreseen with { Warnings = foreseen.Warnings.Concat(table.Warnings).ToEquatableList(), Next = next };
    }
}

// The tables changed between the reading of their change key and of their rows. The rows are valid, but belong to another key.
internal sealed class ChangedMeanwhileException(KeyedTable read)
    : Exception("the tables changed between the look at their change key and the reading")
{
    public KeyedTable Read => read;
}
