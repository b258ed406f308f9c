using Metrics.Domain;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Knows what a version changed since one whose tests passed, so that testing it costs what the change costs.</summary>
internal sealed class TestedChanges(VersionLog versions)
{
    /// <summary>Null when the version is not that one with changes.</summary>
    public async Task<ChangedRows?> FindAsync(
        BuiltVersion version, BuiltVersion? basis, EquatableList<DataTest> tests, RunInputs inputs, CancellationToken ct)
    {
        if (basis is null || basis.Relation != version.Relation || RowsAt.WrittenBy(version) is not { } written)
            return null;
        var clean = new CleanTests(basis.CleanTests);
        var ended = new Dictionary<(string, long), string?>();
        foreach (var (test, table) in tests.Select(t => (t, OtherOf(t, version))).Where(t => t.Item2 is not null))
        {
            if (clean.OtherVersion(test) is { } since && inputs.Find(table!) is { } other)
                ended[(table!, since)] = other.Version == since || await versions.KeptAsync(other.Model, since, ct) == other.Relation
                    ? RowsAt.EndedSince(other, since) : null;
        }

        return new ChangedRows(written, clean, (table, since) => ended.GetValueOrDefault((table, since)));
    }

    /// <summary>Keeps with a version which tests found nothing in it; those that did find something are no longer clean.</summary>
    public async Task KeepAsync(BuiltVersion version, IReadOnlyList<TestOutcome> outcomes, RunInputs inputs, CancellationToken ct)
    {
        if (version.RowsAt is null)
            return;
        var tested = outcomes.Select(o => o.Test).ToList();
        var before = version.CleanTests.Where(e => !tested.Exists(t => new CleanTests([e]).Knows(t)));
        var passed = outcomes.Where(o => o.IsClean)
            .Select(o => CleanTests.Of(o.Test, OtherOf(o.Test, version) is { } other ? inputs.Find(other)?.Version : null));
        await versions.CleanAsync(version, before.Concat(passed), ct);
    }

    // Only a test of one other table can be told by what ended there; the others look at everything again.
    private static string? OtherOf(DataTest test, BuiltVersion version) => test.OtherTables is [var other] && other != version.Model ? other
        : null;
}
