using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>A version to test.</summary>
internal sealed record TestedVersion(BuiltVersion Version)
{
    /// <summary>The version it was built on; null when all rows are to be tested.</summary>
    public BuiltVersion? Basis { get; init; }

    /// <summary>True when its relation holds no other version's rows.</summary>
    public bool IsAlone { get; init; }
}

/// <summary>Tests one version of a table in a run and records the results.</summary>
/// <param name="project">The project.</param>
/// <param name="grant">The run's lease.</param>
/// <param name="sessions">Connections to test on.</param>
/// <param name="published">What was published before the run.</param>
/// <param name="changes">Finds which rows of a version are new to its tests.</param>
/// <param name="failed">Tables whose last attempt failed a data test.</param>
/// <param name="texts">Words the findings.</param>
/// <param name="clock">The clock for the results' times.</param>
internal sealed class NodeTests(
    Project project, LeaseGrant grant, BuildSessions sessions, IReadOnlyDictionary<string, CurrentVersion> published, TestedChanges changes,
    IReadOnlySet<string> failed, TableTexts texts, TimeProvider clock)
{
    public bool FailedBefore(Node node) => failed.Contains(node.Name);

    public async Task<IReadOnlyList<TestOutcome>> RunAsync(
        Node node, EquatableList<DataTest> tests, TestedVersion tested, RunInputs inputs, CancellationToken ct)
    {
        var version = tested.Version;
        var log = new TestLog(grant.Data);
        if (tests.Count == 0)
        {
            // The new version has no tests, so results of the previous version's tests are removed.
            if (node.Tests.Count == 0 && version.Version != Before(node)?.Version)
                await log.RecordAsync(node.Name, [], GoldenOf(node), ct);
            return [];
        }

        await using var connection = await sessions.OpenAsync(ct);
        var table = tested.IsAlone ? RowsAt.Whole(version) : RowsAt.Of(version);
        var target = new TestTarget(table, n => n == node.Name ? table : inputs.Reference(n))
        {
            Changed = await changes.FindAsync(version, tested.Basis, node.Tests, inputs, ct),
            Previous = Before(node) is { } before ? RowsAt.Of(before) : null,
            FileWrittenAt = node is SourceNode source ? SourceFiles.WrittenAt(source.Table) : null,
            Vars = project.Settings.Vars,
            Secrets = SecretColumns.Of(node, project.Nodes),
        };
        var outcomes = await DataTestRun.RunAsync(connection, tests, target, ct);
        await changes.KeepAsync(version, outcomes, inputs, ct);
        await log.RecordAsync(
            node.Name, outcomes.Select(o => (Result(node, o), (IReadOnlyList<string>)o.Samples)).ToList(),
            tests == node.Tests ? GoldenOf(node) : null, ct);
        return outcomes;
    }

    // Golden tests of a metric that has the table's name: their results are stored under the same name.
    private IEnumerable<string> GoldenOf(Node node) => project.Golden.Where(g => g.Metric == node.Name).Select(g => g.Name);

    private BuiltVersion? Before(Node node) => published.TryGetValue(node.Name, out var current) && current.Exists ? current.Built : null;

    private TestResult Result(Node node, TestOutcome outcome) => new()
    {
        RunId = grant.RunId, Model = node.Name, Test = outcome.Test.Name,
        Severity = outcome.Test.Severity == TestSeverity.Error ? "error" : "warn",
        Status = outcome.Status, BadRows = outcome.BadRows, At = clock.GetUtcNow(), Detail = outcome.Error,
        Said = StoredJson.WriteTest(DataText.Open(node.Name), texts.NameOf(node, outcome.Test), texts.ErrorOf(node, outcome)),
    };
}
