using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>
/// Records the results of golden tests under their metric's name, and the tables that they, or packs that publish together, held back.
/// </summary>
internal sealed class GoldenRecord(Project project, LeaseGrant grant, TimeProvider clock)
{
    public async Task WriteAsync(
        IReadOnlyList<NodeOutcome> built, IReadOnlyList<NodeOutcome> settled, IReadOnlyList<GoldenOutcome> golden, CancellationToken ct)
    {
        var tests = new TestLog(grant.Data);
        foreach (var metric in golden.GroupBy(g => g.Test.Metric))
        {
            var results = metric.Select(g => (Result(g), (IReadOnlyList<string>)[])).ToList();
            await tests.RecordAsync(metric.Key, results, OthersOf(metric.Key, results.Count), ct);
        }

        await tests.ForgetAsync([.. project.Nodes.Keys, .. project.Golden.Select(g => g.Metric)], ct);
        var before = built.ToDictionary(o => o.Node.Name, o => o.Status);
        foreach (var changed in settled.Where(o => before[o.Node.Name] != o.Status))
            await new RunLog(grant.Data, clock).CorrectAsync(grant.RunId, changed.Node.Name, changed.Status.Word(), changed.Said, ct);
    }

    private IEnumerable<string>? OthersOf(string metric, int asked) => asked < project.Golden.Count(t => t.Metric == metric) ? null
        : project.Nodes.TryGetValue(metric, out var table) ? table.Tests.Select(t => t.Name)
        : [];

    private TestResult Result(GoldenOutcome outcome) => new()
    {
        Said = Said(outcome),
        RunId = grant.RunId, Model = outcome.Test.Metric, Test = outcome.Test.Name,
        Severity = outcome.Test.Severity == TestSeverity.Error ? "error" : "warn", Status = outcome.Status,
        BadRows = outcome.Problem is null || outcome.CouldNotRun ? 0 : 1, At = clock.GetUtcNow(), Detail = outcome.Problem,
    };

    private string Said(GoldenOutcome outcome)
    {
        var texts = new TableTexts(project);
        return StoredJson.WriteTest(
            texts.Of(outcome, TableTexts.PlaceOf(outcome), outcome.Test.Metric),
            texts.Of(outcome, "a golden test", outcome.Test.Name),
            outcome.Problem is { } problem ? texts.Of(outcome, $"a golden test {TableTexts.Verb(outcome)}", problem) : null);
    }
}
