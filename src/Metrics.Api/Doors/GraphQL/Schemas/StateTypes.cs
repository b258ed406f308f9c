using Metrics.Answering.Publications;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Resources;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>
/// The refresh's runs and the freshness of its tables. They are read from the warehouse and change without a publication, so no response
/// with them is kept.
/// </summary>
internal sealed class StateTypes(RunReader runs, PublicationReader publications, OriginReader origins, TimeProvider clock)
{
    public IReadOnlyList<FieldDefinition> Fields { get; } =
    [
        Connection.Field(
            "runs", "Run", "Refresh runs, newest first, queued ones included.", (context, ct) => ListRunsAsync(runs, context, ct)),
        new("run", "RunDetails")
        {
            Description = "One run, with what it did to each table and its data tests.",
            Arguments = [new("id", "ID!") { Description = "The run's id." }],
            Cost = 20,
            Fanout = 20,
            Resolve = (context, ct) => FindRunAsync(runs, context, ct),
        },
        Connection.Field(
            "freshness", "TableFreshness", "Version and age of every published table, by name.",
            (context, ct) => ListTablesAsync(publications, clock, context, ct)),
        LineageTypes.Field(origins),
    ];

    public static IEnumerable<TypeDefinition> All { get; } =
    [
        Of<RunSummary>(
            "Run", "One run of the refresh.",
            ("id", "ID!", r => r.Id, "The id it was asked for under."),
            ("kind", "String!", r => r.Kind, "What was asked: run, test, …"),
            ("status", "String!", r => r.Status, "queued, running, succeeded, partial, failed or cancelled."),
            ("selection", "String", r => r.Selection, "The part of the graph asked for; null for all of it."),
            ("fullRefresh", "Boolean!", r => r.FullRefresh, "Whether everything selected was to be built, changed or not."),
            ("trigger", "String!", r => r.Trigger, "command line, schedule or request."),
            ("requestedAt", "DateTime!", r => r.RequestedAt, "When it was asked for."),
            ("startedAt", "DateTime", r => r.StartedAt, "When it began; null while queued."),
            ("finishedAt", "DateTime", r => r.FinishedAt, "When it ended; null before."),
            ("durationSeconds", "Float", r => r.DurationSeconds, "How long it took; null before it ended."),
            ("publication", "Long", r => r.Publication, "The publication it made; null when no pointer moved."),
            ("error", "String", r => r.Error, "Why it failed as a whole."),
            ("warnings", "[String!]!", r => r.Warnings, "What did not stop it but should be looked at."),
            ("modelsTotal", "Int!", r => r.ModelsTotal, "Tables selected."),
            ("modelsPublished", "Int!", r => r.ModelsPublished, "Tables with a new version published."),
            ("modelsFailed", "Int!", r => r.ModelsFailed, "Tables that failed or were skipped.")),
        Of<RunDetails>(
            "RunDetails", "A run with what it did to each table and how its data tests ended.",
            ("run", "Run!", d => d.Run, "The run itself."),
            ("models", "[RunModel!]!", d => d.Models, "What it did with each table, in the order they began."),
            ("tests", "[RunTest!]!", d => d.Tests, "How its data tests ended.")),
        Of<RunModel>(
            "RunModel", "What a run did with one table.",
            ("model", "String!", m => m.Model, "The table."),
            ("layer", "String!", m => m.Layer, "bronze, silver or gold."),
            (
                "status", "String!", m => m.Status,
                "running, published, unchanged, source_failed, build_failed, test_failed, skipped or withheld."),
            ("version", "Long", m => m.Version, "The version built; null when none was."),
            ("rows", "Long", m => m.Rows, "Rows in it."),
            ("rejected", "Long", m => m.Rejected, "Rows of the source that did not fit."),
            ("bytes", "Long", m => m.Bytes, "Bytes read or built."),
            ("startedAt", "DateTime", m => m.StartedAt, "When its turn came."),
            ("finishedAt", "DateTime", m => m.FinishedAt, "When it was done."),
            ("durationSeconds", "Float", m => m.DurationSeconds, "How long that took."),
            ("error", "String", m => m.Error, "Why it failed.")),
        Of<RunTest>(
            "RunTest", "How a data test ended.",
            ("model", "String!", t => t.Model, "The table tested."),
            ("test", "String!", t => t.Test, "The test, such as unique(id)."),
            ("severity", "String!", t => t.Severity, "error blocks publication, warn is reported."),
            ("status", "String!", t => t.Status, "passed, failed or warned."),
            ("ran", "Boolean!", t => t.Ran, "Whether it could run at all; when it could not, detail says why."),
            ("badRows", "Long!", t => t.BadRows, "Rows that broke the rule."),
            ("at", "DateTime!", t => t.At, "When it ran."),
            ("detail", "String", t => t.Detail, "A sentence for people.")),
        Of<TableFreshness>(
            "TableFreshness", "How new one published table is, and whether it should be newer.",
            ("table", "String!", t => t.Table, "The model; a bronze table's is source__table."),
            ("layer", "String!", t => t.Layer, "bronze, silver or gold."),
            ("version", "Long!", t => t.Version, "The version published, the model's own count."),
            ("publication", "Long!", t => t.Publication, "The publication that moved it there."),
            ("asOf", "DateTime", t => t.AsOf, "The oldest source extraction behind it; null when no source is."),
            ("checkedAt", "DateTime!", t => t.CheckedAt, "When a run last built it or found it up to date."),
            ("ageSeconds", "Float", t => t.AgeSeconds, "Seconds since asOf."),
            ("degraded", "Boolean!", t => t.Degraded, "Whether something is wrong with it or with what it was built from."),
            ("reasons", "[DegradedReason!]!", t => t.Reasons, "Why it is degraded."),
            ("held", "Boolean!", t => t.Held, "Whether a rollback holds it until someone runs it by hand.")),
        Of<FreshnessReason>(
            "DegradedReason", "Why a table is not what it should be.",
            ("code", "String!", r => r.Code, "torn, source_failed, build_failed, test_failed, skipped or withheld."),
            ("table", "String!", r => r.Table, "The table concerned: this one or one it was built from."),
            ("detail", "String!", r => r.Detail, "A sentence for people.")),
    ];

    // A GraphQL type whose fields read one of our records.
    private static ObjectDefinition Of<T>(
        string name, string description,
        params IEnumerable<(string Name, string Type, Func<T, object?> Read, string Description)> fields) => new(name)
    {
        Description = description,
        Fields =
        [
            .. fields.Select(
                f => new FieldDefinition(f.Name, f.Type) { Description = f.Description, Read = parent => f.Read((T)parent) }),
        ],
    };

    private static async ValueTask<object?> ListRunsAsync(RunReader runs, ResolveContext context, CancellationToken ct)
    {
        context.State<ServedRequest>().Answers.Keeping.Forbid();
        var (first, after) = (context.Argument<int?>("first"), context.Argument<string>("after"));
        if (PageLimit.Refuse(first) is { } refused)
            return Refuse(context, refused);
        if (!RunPages.TryRead(after, out var place))
            return Refuse(context, ListToken.Malformed());
        var wanted = first ?? PageLimit.Default;
        var read = await runs.RunsAsync(wanted + 1, place, ct);
        var sight = context.State<ServedRequest>().Answers.State.Sight;
        return Connection.Cut(read, wanted, after is not null, r => RunSummary.Of(r, sight), RunPages.After);
    }

    private static async ValueTask<object?> FindRunAsync(RunReader runs, ResolveContext context, CancellationToken ct)
    {
        context.State<ServedRequest>().Answers.Keeping.Forbid();
        var id = context.Argument<string>("id")!;
        return await RunDetails.FindAsync(runs, context.State<ServedRequest>().Answers.State.Sight, id, ct)
            ?? Refuse(context, new Diagnostic(DiagnosticCode.UnknownPath, $"there is no run '{id}'", Hint: "runs lists them"));
    }

    private static async ValueTask<object?> ListTablesAsync(
        PublicationReader publications, TimeProvider clock, ResolveContext context, CancellationToken ct)
    {
        context.State<ServedRequest>().Answers.Keeping.Forbid();
        var outcome = await publications.ReadAsync(ct);
        if (!outcome.Succeeded(out var snapshot))
            return Refuse(context, outcome.Diagnostics[0]);
        var (now, sight) = (clock.GetUtcNow(), context.State<ServedRequest>().Answers.State.Sight);
        return await FieldErrors.Settle(context, Connection.OfNamed(
            snapshot.Tables, 'f', t => t.Model, _ => [], t => TableFreshness.Of(t, snapshot, sight, now), null,
                context.Argument<int?>("first"), context.Argument<string>("after")));
    }

    private static object? Refuse(ResolveContext context, Diagnostic diagnostic)
    {
        FieldErrors.Report(context, [diagnostic]);
        return null;
    }
}
