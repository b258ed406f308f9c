using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Answering;

/// <summary>Turns a question into the statement that answers it, with everything known of the answer before it runs.</summary>
/// <param name="feed">Finds versions that pages are pinned to.</param>
/// <param name="engine">Gives the turns to plan in, and reads change keys.</param>
internal sealed class QuestionPreparation(PublicationFeed feed, AdmittedEngine engine)
{
    // The PostgreSQL protocol counts parameters in 16 bits.
    private const int MaxParameters = 60_000;

    // About one second of a core.
    private const long MaxBound = 1_000_000;

    // The cost of resolving a further question, counted in bound values.
    private const long CostOfLookup = 500;

    public async Task<Outcome<Preparation>> PrepareAsync(
        PublicationState state, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct)
    {
        var current = state.Catalog;
        if (!state.Snapshot.Succeeded(out var snapshot))
            return Outcome<Preparation>.Refused(state.Snapshot.Diagnostics);
        if (TooMuch(query) is { } tooMuch)
            return Outcome<Preparation>.Refused(tooMuch);
        var resolution = await ResolveAsync(current, query, authored, limits, ct);
        if (!resolution.Succeeded(out var resolved))
            return Outcome<Preparation>.Refused(resolution.Diagnostics);
        var binding = await TablesAsync(current, resolved.Models, query.Pinned, snapshot, ct);
        if (!binding.Succeeded(out var tables))
            return Outcome<Preparation>.Refused(binding.Diagnostics);
        var planning = await InTurnAsync(
            () => Outcome<CompiledQuestion>.Of(
                CompiledQuestion.Of(current, new TableBindings(current, tables), resolved, Rows(query.Limit, limits), engine.Dialect)),
            limits,
            ct);
        if (!planning.Succeeded(out var planned))
            return Outcome<Preparation>.Refused(planning.Diagnostics);
        if (TooManyValues(planned.Statement.Parameters.Count) is { } besides)
            return Outcome<Preparation>.Refused(besides);
        var touched = tables.Values.OrderBy(t => t.Model, StringComparer.Ordinal).ToEquatableList();
        var own = resolved.Models.Select(m => current.ModelOf(m).Table).ToHashSet(StringComparer.Ordinal);
        var (change, warnings) = await ChangeAsync(current, touched, limits, ct);
        if (planned.Passing is { } passing)
            warnings = [.. warnings, $"the answer is not cached, since it uses {passing}, which gives a different value each time"];
        var files = resolved.Models.Select(m => current.ModelOf(m).Location.File)
            .Concat(resolved.Metrics.SelectMany(m => Files(current, m.Metric)));
        var foreseen = AnswerMetas.Of(snapshot, state.Sight, touched, own, Broken(current, files), state.Confirmed,
            resolved.Warnings.Concat(warnings), null);
        var prepared = new PreparedQuery(query, authored, resolved.Columns, planned, touched, own, state, limits, foreseen, change);
        return Outcome<Preparation>.Of(new Preparation(resolved, planned, prepared));
    }

    /// <summary>Resolves the names of a question, in its caller's turn.</summary>
    public Task<Outcome<ResolvedQuery>> ResolveAsync(
        Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored, AnswerLimits limits, CancellationToken ct) =>
        InTurnAsync(() => QueryResolver.Resolve(catalog, query, authored), limits, ct);

    // All tables come from one snapshot, except those that a page pins: they are read as they were when the first page was made. Tables
    // that a policy reads are always the current ones, since a caller's page token must not decide who sees what.
    public async Task<Outcome<Dictionary<string, PublishedTable>>> TablesAsync(
        Catalog current, EquatableList<string> models, EquatableList<PinnedVersion> pins, PublicationSnapshot snapshot,
        CancellationToken ct)
    {
        var tables = new Dictionary<string, PublishedTable>();
        var own = models.Select(m => current.ModelOf(m).Table).ToHashSet(StringComparer.Ordinal);
        // Tables that a policy reads belong to the answer too, since they decide it.
        var looked = models
            .SelectMany(m => current.Guards.TryGetValue(current.ModelOf(m).Table, out var guard)
                ? guard.Models.Select(g => current.ModelOf(g).Table).Where(t => t != current.ModelOf(m).Table) : [])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in own.Union(looked))
        {
            if (!snapshot.TryGet(name, out var table) && !current.External.TryGetValue(name, out table))
                return Outcome<Dictionary<string, PublishedTable>>.Refused(NotPublished(name));
            if (own.Contains(name) && pins.FirstOrDefault(p => p.Model == name) is { } pinned && pinned.Version != table.Version)
            {
                if (looked.Contains(name))
                    return Outcome<Dictionary<string, PublishedTable>>.Refused(PinOfPolicy(name));
                var older = await feed.FindVersionAsync(name, pinned.Version, ct);
                if (!older.Succeeded(out table))
                    return Outcome<Dictionary<string, PublishedTable>>.Refused(older.Diagnostics);
            }

            tables[name] = table;
        }

        return Outcome<Dictionary<string, PublishedTable>>.Of(tables);
    }

    // One row more than may be shown, to see whether there are more.
    public static long Rows(long? limit, AnswerLimits limits) => Math.Min(limit ?? limits.MaxRows, limits.MaxRows) + 1;

    /// <summary>Files behind an answer whose newer text has errors, or from which definitions are left out because of errors.</summary>
    public static IEnumerable<BrokenFile> Broken(Catalog catalog, IEnumerable<string> files) =>
        catalog.KeptFiles.Count + catalog.BrokenFiles.Count == 0 ? []
            : files.Where(f => catalog.KeptFiles.Contains(f) || catalog.BrokenFiles.ContainsKey(f))
                .Select(f => catalog.KeptFiles.Contains(f)
                    ? new BrokenFile(f, catalog.KeptReasons.GetValueOrDefault(f), IsKept: true)
                    : new BrokenFile(f, catalog.BrokenFiles[f], IsKept: false));

    // Read for every question, since it says whether a kept answer to an equal one is still valid.
    private async Task<(ChangeKeyValue? Value, EquatableList<string> Warnings)> ChangeAsync(
        Catalog current, EquatableList<PublishedTable> tables, AnswerLimits limits, CancellationToken ct)
    {
        if (current.ChangeKey is not { } query || tables.All(t => t.IsVersioned))
            return (null, []);
        var read = await engine.ReadChangeKeyAsync(query, limits, ct);
        return read.Succeeded(out var value)
            ? (value, []) : (null, [$"the answer is not cached, since its change_key cannot be read: {read.Diagnostics[0].Message}"]);
    }

    // The files that define a metric and everything it is computed from.
    private static IEnumerable<string> Files(Catalog catalog, string metric) =>
        catalog.Metrics[metric].InputMetrics.SelectMany(m => Files(catalog, m)).Append(catalog.Metrics[metric].Location.File);

    // Work that keeps a core busy waits for its caller's turn; ready answers do not come here.
    private async Task<Outcome<T>> InTurnAsync<T>(Func<Outcome<T>> work, AnswerLimits limits, CancellationToken ct)
        where T : class
    {
        var taken = await engine.Lanes.TakePlanningAsync(limits.Account, ct);
        if (!taken.Succeeded(out var turn))
            return Outcome<T>.Refused(taken.Diagnostics);
        using (turn)
            return work();
    }

    // The size of conditions counts names too; what exceeds the limit has too many values in any case.
    private static Diagnostic? TooManyValues(long count) => count <= MaxParameters ? null : new Diagnostic(
        DiagnosticCode.MalformedFilter, $"the conditions compare with {count} values; at most {MaxParameters} are allowed",
        Hint: "ask for a range, or in several queries");

    // Each condition is bound for each metric, and again for its share. Checked beforehand, since planning cannot be cancelled.
    private static Diagnostic? TooMuch(MetricQuery query)
    {
        var (values, lookups) = (query.Where.Sum(f => (long)f.Size()), query.Where.Sum(f => f.Lookups()));
        if (TooManyValues(values) is { } problem)
            return problem;
        var times = query.Metrics.Count + query.Metrics.Count(m => m.ShareOf is not null);
        if (lookups > RequestLimits.Lookups)
        {
            return new Diagnostic(
                DiagnosticCode.MalformedFilter,
                $"the conditions use {lookups} metrics of entities; at most {RequestLimits.Lookups} are allowed",
                Hint: "ask in several queries");
        }

        var bound = (values + (lookups * CostOfLookup)) * Math.Max(1, times);
        return bound <= MaxBound ? null : new Diagnostic(
            DiagnosticCode.MalformedFilter,
            $"the conditions compare with {values} values for each of {times} metrics and shares, which is too much",
            Hint: "ask for fewer metrics at once, or for a range instead of many values");
    }

    private static Diagnostic PinOfPolicy(string table) => new(
        DiagnosticCode.PageGone, $"table '{table}', which decides who may see this page, has a newer version than the page",
        Hint: "ask for the first page again");

    private static Diagnostic NotPublished(string table) =>
        new(DiagnosticCode.NotReady, $"table '{table}' is not published", Hint: "run a refresh");
}

/// <summary>
/// A question that can be run, with everything found while preparing it; the part worth keeping is <see cref="Prepared"/>.
/// </summary>
public sealed class Preparation
{
    internal Preparation(ResolvedQuery resolved, CompiledQuestion compiled, PreparedQuery prepared) =>
        (Resolved, Compiled, Prepared) = (resolved, compiled, prepared);

    /// <summary>The statement with the key of its answer.</summary>
    public PreparedQuery Prepared { get; }

    internal ResolvedQuery Resolved { get; }

    internal CompiledQuestion Compiled { get; }
}
