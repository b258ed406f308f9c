using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Resources;

/// <summary>A run with what it did to each table and how its data tests ended.</summary>
/// <param name="Run">The run itself.</param>
/// <param name="Models">What it did with each table, in the order they began.</param>
/// <param name="Tests">How its data tests ended.</param>
internal sealed record RunDetails(RunSummary Run, IReadOnlyList<RunModel> Models, IReadOnlyList<RunTest> Tests)
{
    /// <summary>A run with its tables and tests; null when no run has this id.</summary>
    public static async Task<RunDetails?> FindAsync(RunReader reader, TableSight sight, string id, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var guid) || await reader.RunAsync(guid, ct) is not { } run)
            return null;
        var models = await reader.ModelRunsAsync(guid, ct);
        var tests = await reader.TestsAsync(guid, ct);
        // Sorted by the names that are shown, so that the order reveals nothing of the hidden ones.
        var told = tests.Select(t => RunTest.Of(t, sight)).OrderBy(t => t.Model, StringComparer.Ordinal)
            .ThenBy(t => t.Test, StringComparer.Ordinal);
        return new RunDetails(RunSummary.Of(run, sight), [.. models.Select(m => RunModel.Of(m, sight))], [.. told]);
    }
}

/// <summary>What a run did with one table.</summary>
/// <param name="Model">The table.</param>
/// <param name="Layer">bronze, silver or gold.</param>
/// <param name="Status">running, published, unchanged, source_failed, build_failed, test_failed, skipped or withheld.</param>
/// <param name="Version">The version built; null when none was.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Rejected">Rows of the source that did not fit.</param>
/// <param name="Bytes">Bytes read or built.</param>
/// <param name="StartedAt">When its turn came.</param>
/// <param name="FinishedAt">When it was done.</param>
/// <param name="DurationSeconds">How long that took.</param>
/// <param name="Error">Why it failed; with details for callers who may see the table's data.</param>
internal sealed record RunModel(
    string Model, string Layer, string Status, long? Version, long? Rows, long? Rejected, long? Bytes,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double? DurationSeconds, string? Error)
{
    public static RunModel Of(ModelRunRecord model, TableSight sight) => new(
        model.Model, model.Layer.Word(), model.Status, model.Version, model.Rows, model.Rejected, model.Bytes,
        model.StartedAt, model.FinishedAt,
        RunSummary.Seconds(model.StartedAt, model.FinishedAt), sight.TellAny(model.Error));
}

/// <summary>How a data test ended.</summary>
/// <param name="Model">The table tested; of a golden test its metric, or a table behind it for callers who may not see its data.</param>
/// <param name="Test">The test, such as unique(id), or its kind alone for callers who may not see the table's data.</param>
/// <param name="Severity">error blocks publication, warn is reported.</param>
/// <param name="Status">passed, failed or warned.</param>
/// <param name="Ran">false when the test itself could not run, which is as good as failing; detail says why.</param>
/// <param name="BadRows">Rows that broke the rule.</param>
/// <param name="At">When it ran.</param>
/// <param name="Detail">A sentence for people; with details for callers who may see the table's data.</param>
internal sealed record RunTest(
    string Model, string Test, string Severity, string Status, bool Ran, long BadRows, DateTimeOffset At, string? Detail)
{
    public static RunTest Of(TestRecord test, TableSight sight) => new(
        sight.Tell(test.Model), sight.Tell(test.Test), test.Severity, test.Status, test.Ran, test.BadRows, test.At,
        sight.TellAny(test.Detail));
}
