using Metrics.Domain;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Finds what a version changed since one whose tests passed, so that testing it costs only what the change costs.</summary>
internal sealed class TestedChanges(VersionLog versions)
{
    /// <summary>The changed rows; null when the version does not extend the basis in the same relation.</summary>
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

    /// <summary>Stores with a version which tests passed on it; tests that found something are no longer clean.</summary>
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

    // A test of exactly one other table can be limited by the rows that ended there; with several, it reads everything again.
    private static string? OtherOf(DataTest test, BuiltVersion version) => test.OtherTables is [var other] && other != version.Model ? other
        : null;
}
