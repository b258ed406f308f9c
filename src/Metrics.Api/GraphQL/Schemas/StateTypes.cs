using Metrics.Api.Freshness;
using Metrics.Api.GraphQL.Asking;
using Metrics.Api.Http;
using Metrics.Api.Runs;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Publications;

namespace Metrics.Api.GraphQL.Schemas;

/// <summary>What the refresh did, and how fresh its tables are. These are read from the warehouse and change by themselves, so no response with them is kept.</summary>
internal sealed class StateTypes(RunReader runs, PublicationReader publications, OriginReader origins, TimeProvider clock)
{
    public IReadOnlyList<FieldDefinition> Fields { get; } =
    [
        Connection.Field("runs", "Run", "Refresh runs, newest first, queued ones included.", (context, ct) => ListRunsAsync(runs, context, ct)),
        new("run", "RunDetails")
        {
            Description = "One run, with what it did to each table and its data tests.",
            Arguments = [new("id", "ID!") { Description = "The run's id." }],
            Cost = 20,
            Fanout = 20,
            Resolve = (context, ct) => FindRunAsync(runs, context, ct),
        },
        Connection.Field(
            "freshness", "TableFreshness", "Version and age of every published table, by name.", (context, ct) => ListTablesAsync(publications, clock, context, ct)),
        LineageTypes.Field(origins),
    ];

    public static IEnumerable<TypeDefinition> All { get; } =
    [
        new ObjectDefinition("Run")
        {
            Description = "One run of the refresh.",
            Fields =
            [
                new("id", "ID!") { Description = "The id it was asked for under.", Read = r => ((RunSummary)r).Id },
                Of<RunSummary>("kind", "String!", r => r.Kind, "What was asked: run, test, …"),
                Of<RunSummary>("status", "String!", r => r.Status, "queued, running, succeeded, partial, failed or cancelled."),
                Of<RunSummary>("selection", "String", r => r.Selection, "The part of the graph asked for; null for all of it."),
                Of<RunSummary>("fullRefresh", "Boolean!", r => r.FullRefresh, "Whether everything selected was to be built, changed or not."),
                Of<RunSummary>("trigger", "String!", r => r.Trigger, "command line, schedule or request."),
                Of<RunSummary>("requestedAt", "DateTime!", r => r.RequestedAt, "When it was asked for."),
                Of<RunSummary>("startedAt", "DateTime", r => r.StartedAt, "When it began; null while queued."),
                Of<RunSummary>("finishedAt", "DateTime", r => r.FinishedAt, "When it ended; null before."),
                Of<RunSummary>("durationSeconds", "Float", r => r.DurationSeconds, "How long it took; null before it ended."),
                Of<RunSummary>("publication", "Long", r => r.Publication, "The publication it made; null when no pointer moved."),
                Of<RunSummary>("error", "String", r => r.Error, "Why it failed as a whole."),
                Of<RunSummary>("warnings", "[String!]!", r => r.Warnings, "What did not stop it but should be looked at."),
                Of<RunSummary>("modelsTotal", "Int!", r => r.ModelsTotal, "Tables selected."),
                Of<RunSummary>("modelsPublished", "Int!", r => r.ModelsPublished, "Tables with a new version published."),
                Of<RunSummary>("modelsFailed", "Int!", r => r.ModelsFailed, "Tables that failed or were skipped."),
            ],
        },
        new ObjectDefinition("RunDetails")
        {
            Description = "A run with what it did to each table and how its data tests ended.",
            Fields =
            [
                Of<RunDetails>("run", "Run!", d => d.Run, "The run itself."),
                Of<RunDetails>("models", "[RunModel!]!", d => d.Models, "What it did with each table, in the order they began."),
                Of<RunDetails>("tests", "[RunTest!]!", d => d.Tests, "How its data tests ended."),
            ],
        },
        new ObjectDefinition("RunModel")
        {
            Description = "What a run did with one table.",
            Fields =
            [
                Of<RunModel>("model", "String!", m => m.Model, "The table."),
                Of<RunModel>("layer", "String!", m => m.Layer, "bronze, silver or gold."),
                Of<RunModel>("status", "String!", m => m.Status, "running, published, unchanged, source_failed, build_failed, test_failed, skipped or withheld."),
                Of<RunModel>("version", "Long", m => m.Version, "The version built; null when none was."),
                Of<RunModel>("rows", "Long", m => m.Rows, "Rows in it."),
                Of<RunModel>("rejected", "Long", m => m.Rejected, "Rows of the source that did not fit."),
                Of<RunModel>("bytes", "Long", m => m.Bytes, "Bytes read or built."),
                Of<RunModel>("startedAt", "DateTime", m => m.StartedAt, "When its turn came."),
                Of<RunModel>("finishedAt", "DateTime", m => m.FinishedAt, "When it was done."),
                Of<RunModel>("durationSeconds", "Float", m => m.DurationSeconds, "How long that took."),
                Of<RunModel>("error", "String", m => m.Error, "Why it failed."),
            ],
        },
        new ObjectDefinition("RunTest")
        {
            Description = "How a data test ended.",
            Fields =
            [
                Of<RunTest>("model", "String!", t => t.Model, "The table tested."),
                Of<RunTest>("test", "String!", t => t.Test, "The test, such as unique(id)."),
                Of<RunTest>("severity", "String!", t => t.Severity, "error blocks publication, warn is reported."),
                Of<RunTest>("status", "String!", t => t.Status, "passed, failed, warned, or error when the test itself could not run."),
                Of<RunTest>("badRows", "Long!", t => t.BadRows, "Rows that broke the rule."),
                Of<RunTest>("at", "DateTime!", t => t.At, "When it ran."),
                Of<RunTest>("detail", "String", t => t.Detail, "A sentence for people."),
            ],
        },
        new ObjectDefinition("TableFreshness")
        {
            Description = "How new one published table is, and whether it should be newer.",
            Fields =
            [
                Of<TableFreshness>("table", "String!", t => t.Table, "The model; a bronze table's is source__table."),
                Of<TableFreshness>("layer", "String!", t => t.Layer, "bronze, silver or gold."),
                Of<TableFreshness>("version", "Long!", t => t.Version, "The version published, the model's own count."),
                Of<TableFreshness>("publication", "Long!", t => t.Publication, "The publication that moved it there."),
                Of<TableFreshness>("asOf", "DateTime", t => t.AsOf, "The oldest source extraction behind it; null when no source is."),
                Of<TableFreshness>("checkedAt", "DateTime!", t => t.CheckedAt, "When a run last built it or found it up to date."),
                Of<TableFreshness>("ageSeconds", "Float", t => t.AgeSeconds, "Seconds since asOf."),
                Of<TableFreshness>("degraded", "Boolean!", t => t.Degraded, "Whether something is wrong with it or with what it was built from."),
                Of<TableFreshness>("reasons", "[DegradedReason!]!", t => t.Reasons, "Why it is degraded."),
                Of<TableFreshness>("held", "Boolean!", t => t.Held, "Whether a rollback holds it until someone runs it by hand."),
            ],
        },
        new ObjectDefinition("DegradedReason")
        {
            Description = "Why a table is not what it should be.",
            Fields =
            [
                Of<FreshnessReason>("code", "String!", r => r.Code, "torn, source_failed, build_failed, test_failed, skipped or withheld."),
                Of<FreshnessReason>("table", "String!", r => r.Table, "The table concerned: this one or one it was built from."),
                Of<FreshnessReason>("detail", "String!", r => r.Detail, "A sentence for people."),
            ],
        },
    ];

    private static FieldDefinition Of<T>(string name, string type, Func<T, object?> read, string description) =>
        new(name, type) { Description = description, Read = parent => read((T)parent) };

    private static async ValueTask<object?> ListRunsAsync(RunReader runs, ResolveContext context, CancellationToken ct)
    {
        context.State<RequestAnswers>().Keeping.Forbid();
        var (first, after) = (context.Argument<int?>("first"), context.Argument<string>("after"));
        if (PageLimit.Refuse(first) is { } refused)
            return Refuse(context, refused);
        if (!RunEndpoints.TryReadPage(after, out var place))
            return Refuse(context, PageToken.Malformed());
        var wanted = first ?? PageLimit.Default;
        var read = await runs.RunsAsync(wanted + 1, place, ct);
        return Connection.Cut(read, wanted, after is not null, RunSummary.Of, RunEndpoints.PageAfter);
    }

    private static async ValueTask<object?> FindRunAsync(RunReader runs, ResolveContext context, CancellationToken ct)
    {
        context.State<RequestAnswers>().Keeping.Forbid();
        var id = context.Argument<string>("id")!;
        return await RunEndpoints.FindAsync(runs, id, ct) ?? Refuse(context, new Diagnostic(DiagnosticCode.UnknownPath, $"there is no run '{id}'", Hint: "runs lists them"));
    }

    private static async ValueTask<object?> ListTablesAsync(PublicationReader publications, TimeProvider clock, ResolveContext context, CancellationToken ct)
    {
        context.State<RequestAnswers>().Keeping.Forbid();
        var outcome = await publications.ReadAsync(ct);
        if (!outcome.Succeeded(out var snapshot))
            return Refuse(context, outcome.Diagnostics[0]);
        var now = clock.GetUtcNow();
        return await FieldErrors.Settle(context, Connection.OfNamed(
            snapshot.Tables, 'f', t => t.Model, _ => [], t => TableFreshness.Of(t, snapshot, now), null, context.Argument<int?>("first"), context.Argument<string>("after")));
    }

    private static object? Refuse(ResolveContext context, Diagnostic diagnostic)
    {
        FieldErrors.Report(context, [diagnostic]);
        return null;
    }
}
