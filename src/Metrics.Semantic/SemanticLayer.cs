using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Answers;
using Metrics.Semantic.Caching;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engines.Postgres;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Publications;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic;

/// <summary>The one way from a question to its answer, whatever door it came through.</summary>
/// <param name="feed">Gives the pointers with the catalog that is bound to them.</param>
/// <param name="engine">Runs statements.</param>
/// <param name="cache">Keeps results.</param>
/// <param name="clock">Times the stages.</param>
public sealed class SemanticLayer(PublicationFeed feed, PostgresEngine engine, ResultCache cache, TimeProvider clock)
{
    // The protocol counts parameters in 16 bits.
    private const int MaxParameters = 60_000;

    private readonly ValueSearch _values = new(engine, cache);

    /// <summary>What is known now, as a principal may see it; whoever reads names out of the catalog asks with the same state that they were read in.</summary>
    /// <param name="principal">Who asks; null for the owner of the data, whom no policy holds.</param>
    public PublicationState Take(Principal? principal) => feed.Take().For(principal);

    internal Task<Outcome<Answer>> AnswerAsync(MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct) =>
        AnswerAsync(Take(principal: null), query, authored, limits, ct);

    internal Task<Outcome<Explanation>> ExplainAsync(MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct) =>
        ExplainAsync(Take(principal: null), query, authored, limits, ct);

    internal Task<Outcome<Answer>> ValuesAsync(string dimension, string? search, int limit, AnswerLimits limits, CancellationToken ct) =>
        ValuesAsync(Take(principal: null), dimension, search, limit, limits, ct);

    /// <summary>Answers a question of what was known at an instant, or of what is known now if a table of that is gone.</summary>
    /// <param name="state">What the question was read in.</param>
    /// <param name="query">The question.</param>
    /// <param name="authored">Conditions of a saved query's author besides.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="ct">Ends the wait; the engine stops when nobody else waits.</param>
    public async Task<Outcome<Answer>> AnswerAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var began = clock.GetTimestamp();
            var preparation = await PrepareAsync(state, query, authored, limits, ct);
            if (!preparation.Succeeded(out var planned))
                return Outcome<Answer>.Refused(preparation.Diagnostics);
            var took = clock.GetElapsedTime(began);
            var result = await RunAsync(planned.Prepared, limits, ct);
            if (result.Outcome.Succeeded(out var table))
                return Outcome<Answer>.Of(Of(planned.Prepared, table, result, limits, took, clock.GetElapsedTime(began)));

            // The pointer moved on and its old relation was dropped between our look and the engine's: look again, once.
            var isGone = IsGone(result.Outcome.Diagnostics);
            if (attempt > 1 && isGone && query.Pinned.Count > 0)
                return Outcome<Answer>.Refused(new Diagnostic(DiagnosticCode.PageGone, "the version that this page is of was dropped", Hint: "ask for the first page again"));
            if (attempt > 1 || !isGone)
                return Outcome<Answer>.Refused(result.Outcome.Diagnostics);
            state = (await feed.ReloadAsync(ct)).For(state.Principal);
        }
    }

    /// <summary>Answers a question that was prepared before, without resolving or planning it again, unless a table of then is gone.</summary>
    /// <param name="prepared">The question; for the same standing as the caller's now, at what is still known.</param>
    /// <param name="limits">What it may cost; rows and bytes as they were when it was prepared.</param>
    /// <param name="ct">Ends the wait; the engine stops when nobody else waits.</param>
    public async Task<Outcome<Answer>> AnswerAsync(PreparedQuery prepared, AnswerLimits limits, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var result = await RunAsync(prepared, limits, ct);
        if (result.Outcome.Succeeded(out var table))
            return Outcome<Answer>.Of(Of(prepared, table, result, limits, TimeSpan.Zero, clock.GetElapsedTime(began)));
        return IsGone(result.Outcome.Diagnostics)
            ? await AnswerAsync((await feed.ReloadAsync(ct)).For(prepared.State.Principal), prepared.Asked, prepared.Authored, limits, ct)
            : Outcome<Answer>.Refused(result.Outcome.Diagnostics);
    }

    /// <summary>Computes an answer ahead of whoever will ask for it, and keeps it; those who ask meanwhile wait for the same run.</summary>
    /// <returns>What the cache did; null when there is no such answer, or none that may be kept.</returns>
    public async Task<CacheDecision?> WarmAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var preparation = await PrepareAsync(state, query, authored, limits, ct);
        if (!preparation.Succeeded(out var planned) || !planned.Prepared.IsOfVersions)
            return null;
        var result = await RunAsync(planned.Prepared, limits, ct);
        return result.Outcome.Succeeded(out _) ? result.Decision : null;
    }

    /// <summary>The answer of a question if it is in memory; nothing is run, and null when it is not there.</summary>
    public async Task<Answer?> FindAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var preparation = await PrepareAsync(state, query, authored, limits, ct);
        return preparation.Succeeded(out var planned) && planned.Prepared.IsOfVersions && cache.Find(planned.Prepared.Key) is { } kept
            && kept.Outcome.Succeeded(out var table)
            ? Of(planned.Prepared, table, kept, limits, TimeSpan.Zero, TimeSpan.Zero)
            : null;
    }

    /// <summary>Whether the answer of a question is in memory.</summary>
    public bool IsCached(PreparedQuery prepared) => cache.Contains(prepared.Key);

    /// <summary>How a question of what was known at an instant would be answered; nothing is run.</summary>
    public async Task<Outcome<Explanation>> ExplainAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var preparation = await PrepareAsync(state, query, authored, limits, ct);
        if (!preparation.Succeeded(out var planned))
            return Outcome<Explanation>.Refused(preparation.Diagnostics);
        var prepared = planned.Prepared;
        // Whoever is held to a policy is told that there is one, and neither its text nor what it hides.
        var (plan, statement) = state.Catalog.Guards.Count == 0 || state.Principal is null || state.Principal.Scopes.HasFlag(AccessScopes.Admin)
            ? (planned.Plan, prepared.Statement)
            : Veiled(state.Catalog, planned, limits);
        return Outcome<Explanation>.Of(new Explanation(
            planned.Resolved.ToString(),
            plan.ToString(),
            statement,
            prepared.Tables.Select(t => new TableVersion(t.Model, t.Version, t.Publication, t.Relation)).ToEquatableList(),
            prepared.Key,
            IsCached(prepared),
            prepared.Foreseen));
    }

    private static (PlanNode Plan, SqlStatement Statement) Veiled(Catalog catalog, Preparation planned, AnswerLimits limits)
    {
        var tables = planned.Prepared.Tables.ToDictionary(t => t.Model, StringComparer.Ordinal);
        var plan = new Planner(catalog, new TableBindings(catalog, tables) { AreVeiled = true }).Plan(planned.Resolved, Rows(planned.Prepared.Asked.Limit, limits));
        return (plan, PostgresDialect.Render(SqlBuilder.Build(plan)));
    }

    /// <summary>Answers a question with rows as they come, for answers too large to be held; nothing of it is kept.</summary>
    public async Task<Outcome<AnswerStream>> StreamAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var began = clock.GetTimestamp();
            var preparation = await PrepareAsync(state, query, authored, limits, ct);
            if (!preparation.Succeeded(out var plan))
                return Outcome<AnswerStream>.Refused(preparation.Diagnostics);
            var (prepared, planned) = (plan.Prepared, clock.GetTimestamp());
            var begun = await engine.StreamAsync(prepared.Statement, prepared.Columns, query.TimeZone, limits, query.Limit, ct);
            if (begun.Succeeded(out var rows))
            {
                var timing = new AnswerTiming(clock.GetElapsedTime(began, planned).TotalMilliseconds, clock.GetElapsedTime(planned).TotalMilliseconds);
                return Outcome<AnswerStream>.Of(new AnswerStream(rows, timing));
            }

            if (attempt > 1 || begun.Diagnostics.All(d => d.Code != DiagnosticCode.RelationGone))
                return Outcome<AnswerStream>.Refused(begun.Diagnostics);
            state = (await feed.ReloadAsync(ct)).For(state.Principal);
        }
    }

    /// <summary>Which metrics and dimensions may still be added to a question that is being put together; refused when what it has already cannot stand.</summary>
    public static Outcome<ComposableList> Composables(PublicationState state, MetricQuery query) => ComposableList.Of(state.Catalog, query);

    /// <summary>The dimensions that all these metrics can be cut by, as names with types; refused when a metric is unknown.</summary>
    public static Outcome<DimensionList> Dimensions(PublicationState state, EquatableList<string> metrics) => DimensionList.Of(state.Catalog, metrics);

    /// <summary>The different values of a dimension, in order, perhaps only those that contain a text.</summary>
    public async Task<Outcome<Answer>> ValuesAsync(
        PublicationState state, string dimension, string? search, int limit, AnswerLimits limits, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!state.Snapshot.Succeeded(out var snapshot))
                return Outcome<Answer>.Refused(state.Snapshot.Diagnostics);
            var found = DimensionValues.Of(state.Catalog, dimension, search, limit);
            if (!found.Succeeded(out var values))
                return Outcome<Answer>.Refused(found.Diagnostics);
            var binding = await TablesAsync(state.Catalog, [values.Model.Name], [], snapshot, ct);
            if (!binding.Succeeded(out var bound))
                return Outcome<Answer>.Refused(binding.Diagnostics);
            var tables = bound.Values.OrderBy(t => t.Model, StringComparer.Ordinal).ToEquatableList();
            var guard = new TableBindings(state.Catalog, bound).GuardOf(values.Model.Name);
            var began = clock.GetTimestamp();
            var (result, key, isKept) = await _values.FindAsync(values, bound[values.Model.Table], guard, tables, limits, ct);
            if (result.Outcome.Succeeded(out var rows))
            {
                var meta = AnswerMetas.Of(snapshot, state.Sight, tables, Kept(state.Catalog, [values.Model.Location.File]),
                    state.Confirmed, rows.Warnings, null);
                return Outcome<Answer>.Of(new Answer(rows, meta, key, result.Decision, new AnswerTiming(0, clock.GetElapsedTime(began).TotalMilliseconds))
                {
                    IsOfVersions = isKept,
                });
            }

            if (attempt > 1 || result.Outcome.Diagnostics.All(d => d.Code != DiagnosticCode.RelationGone))
                return Outcome<Answer>.Refused(result.Outcome.Diagnostics);
            state = (await feed.ReloadAsync(ct)).For(state.Principal);
        }
    }

    // Over a table without version nobody knows how long an answer is true, unless its change key says.
    private async Task<CachedResult> RunAsync(PreparedQuery prepared, AnswerLimits limits, CancellationToken ct)
    {
        if (prepared is { IsOfVersions: false, IsKept: true })
            return await RunAtChangeAsync(prepared, new ChangeKey(prepared.State.Catalog.ChangeKey!), limits, ct);
        Task<Outcome<ResultTable>> Execute(CancellationToken run) =>
            engine.ExecuteAsync(prepared.Statement, prepared.Columns, prepared.Asked.TimeZone, limits, prepared.Asked.Limit, run);
        return prepared.IsKept ? await cache.GetOrRunAsync(prepared.Key, limits.Timeout, Execute, ct) : new CachedResult(await Execute(ct), CacheDecision.Bypass);
    }

    // Only rows that were read together with the key they are asked under are kept under it.
    private async Task<CachedResult> RunAtChangeAsync(PreparedQuery prepared, ChangeKey key, AnswerLimits limits, CancellationToken ct)
    {
        async Task<Outcome<ResultTable>> Execute(CancellationToken run)
        {
            var read = await engine.ExecuteAsync(prepared.Statement, prepared.Columns, prepared.Asked.TimeZone, limits, prepared.Asked.Limit, key, run);
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

    private static Answer Of(PreparedQuery prepared, ResultTable table, CachedResult result, AnswerLimits limits, TimeSpan planned, TimeSpan all)
    {
        var redis = result.Redis?.TotalMilliseconds;
        var timing = new AnswerTiming(planned.TotalMilliseconds, (all - planned).TotalMilliseconds - (redis ?? 0), redis);
        var key = result.Change is { } change ? prepared.KeyAt(change, limits) : prepared.Key;
        return new Answer(table, Meta(prepared, table), key, result.Decision, timing, prepared.IsOfVersions ? prepared : null) { IsOfVersions = prepared.IsOfVersions };
    }

    private static bool IsGone(IReadOnlyList<Diagnostic> problems) => problems.Any(d => d.Code == DiagnosticCode.RelationGone);

    private static Diagnostic NotPublished(string table) => new(DiagnosticCode.NotReady, $"table '{table}' is not published", Hint: "run a refresh");

    private async Task<Outcome<Preparation>> PrepareAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var current = state.Catalog;
        if (!state.Snapshot.Succeeded(out var snapshot))
            return Outcome<Preparation>.Refused(state.Snapshot.Diagnostics);
        var resolution = await InTurnAsync(() => QueryResolver.Resolve(current, query, authored), limits, ct);
        if (!resolution.Succeeded(out var resolved))
            return Outcome<Preparation>.Refused(resolution.Diagnostics);
        var binding = await TablesAsync(current, resolved.Models, query.Pinned, snapshot, ct);
        if (!binding.Succeeded(out var tables))
            return Outcome<Preparation>.Refused(binding.Diagnostics);
        var planning = await InTurnAsync(
            () =>
            {
                var made = new Planner(current, new TableBindings(current, tables)).Plan(resolved, Rows(query.Limit, limits));
                return Outcome<Planned>.Of(new Planned(made, PostgresDialect.Render(SqlBuilder.Build(made))));
            },
            limits,
            ct);
        if (!planning.Succeeded(out var planned))
            return Outcome<Preparation>.Refused(planning.Diagnostics);
        var (plan, statement) = (planned.Plan, planned.Statement);
        if (statement.Parameters.Count > MaxParameters)
        {
            return Outcome<Preparation>.Refused(new Diagnostic(
                DiagnosticCode.MalformedFilter, $"the conditions compare with {statement.Parameters.Count} values; {MaxParameters} is the most", Hint: "ask for a range, or in several queries"));
        }

        var touched = tables.Values.OrderBy(t => t.Model, StringComparer.Ordinal).ToEquatableList();
        var (change, warnings) = await ChangeAsync(current, touched, limits, ct);
        if (SqlScan.FirstPassing(statement.Text) is { } passing)
            warnings = [.. warnings, $"the answer is not kept, since it is made with {passing}, which gives something else each time"];
        var files = resolved.Models.Select(m => current.ModelOf(m).Location.File).Concat(query.Metrics.SelectMany(m => Files(current, m.Name)));
        var foreseen = AnswerMetas.Of(snapshot, state.Sight, touched, Kept(current, files), state.Confirmed,
            resolved.Warnings.Concat(warnings), null);
        var prepared = new PreparedQuery(query, authored, resolved.Columns, statement, touched, state, limits, foreseen, change);
        return Outcome<Preparation>.Of(new Preparation(resolved, plan, prepared));
    }

    // Looked at for every question: it is what says whether the answer to an equal one still holds.
    private async Task<(ChangeKeyValue? Value, EquatableList<string> Warnings)> ChangeAsync(
        Catalog current, EquatableList<PublishedTable> tables, AnswerLimits limits, CancellationToken ct)
    {
        if (current.ChangeKey is not { } query || tables.All(t => t.IsVersioned))
            return (null, []);
        var read = await engine.ReadAsync(new ChangeKey(query), limits, ct);
        return read.Succeeded(out var value) ? (value, []) : (null, [$"the answer is not kept, since its change_key cannot be read: {read.Diagnostics[0].Message}"]);
    }

    // All from one snapshot, except what a page pins: its table is read as it was when the first page was made.
    private async Task<Outcome<Dictionary<string, PublishedTable>>> TablesAsync(
        Catalog current, EquatableList<string> models, EquatableList<PinnedVersion> pins, PublicationSnapshot snapshot, CancellationToken ct)
    {
        var tables = new Dictionary<string, PublishedTable>();
        // What a policy looks at is read too, and decides the answer.
        var read = models.Concat(models.SelectMany(m => current.Guards.TryGetValue(current.ModelOf(m).Table, out var guard) ? guard.Models : []));
        foreach (var name in read.Select(m => current.ModelOf(m).Table).Distinct())
        {
            if (!snapshot.TryGet(name, out var table) && !current.External.TryGetValue(name, out table))
                return Outcome<Dictionary<string, PublishedTable>>.Refused(NotPublished(name));
            if (pins.FirstOrDefault(p => p.Model == name) is { } pinned && pinned.Version != table.Version)
            {
                var older = await feed.FindVersionAsync(name, pinned.Version, ct);
                if (!older.Succeeded(out table))
                    return Outcome<Dictionary<string, PublishedTable>>.Refused(older.Diagnostics);
            }

            tables[name] = table;
        }

        return Outcome<Dictionary<string, PublishedTable>>.Of(tables);
    }

    // One more than may be shown, so that it is known whether there are more.
    private static long Rows(long? limit, AnswerLimits limits) => Math.Min(limit ?? limits.MaxRows, limits.MaxRows) + 1;

    // With what only the rows tell.
    private static AnswerMeta Meta(PreparedQuery prepared, ResultTable table)
    {
        var next = table.HasMore && prepared.Asked.Limit is { } limit and > 0
            ? PageToken.Encode(prepared.Asked, prepared.Asked.Offset + limit, prepared.Tables.Select(t => new PinnedVersion(t.Model, t.Version)))
            : null;
        var foreseen = prepared.Foreseen;
        return next is null && table.Warnings.Count == 0 ? foreseen : foreseen with { Warnings = foreseen.Warnings.Concat(table.Warnings).ToEquatableList(), Next = next };
    }

    private static IEnumerable<(string File, string? Problem)> Kept(Catalog catalog, IEnumerable<string> files) =>
        catalog.KeptFiles.Count == 0
            ? [] : files.Where(catalog.KeptFiles.Contains).Select(f => (f, catalog.KeptReasons.GetValueOrDefault(f)));

    // Where a metric and all that it is computed from are defined.
    private static IEnumerable<string> Files(Catalog catalog, string metric) =>
        catalog.Metrics[metric].InputMetrics.SelectMany(m => Files(catalog, m)).Append(catalog.Metrics[metric].Location.File);

    // What keeps a core waits for its caller's turn; what is ready waits for none of it.
    private async Task<Outcome<T>> InTurnAsync<T>(Func<Outcome<T>> work, AnswerLimits limits, CancellationToken ct)
        where T : class
    {
        var taken = await engine.Lanes.TakePlanningAsync(limits.Account, ct);
        if (!taken.Succeeded(out var turn))
            return Outcome<T>.Refused(taken.Diagnostics);
        using (turn)
            return work();
    }

    private sealed record Planned(PlanNode Plan, SqlStatement Statement);

    private sealed record Preparation(ResolvedQuery Resolved, PlanNode Plan, PreparedQuery Prepared);
}
