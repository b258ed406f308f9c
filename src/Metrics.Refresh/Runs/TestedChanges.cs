using Metrics.Domain;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Knows what a version changed since one whose tests passed, so that testing it costs what the change costs.</summary>
internal sealed class TestedChanges(VersionLog versions)
{
    /// <summary>Null when the version is not that one with changes.</summary>
    public async Task<ChangedRows?> FindAsync(BuiltVersion version, BuiltVersion? basis, EquatableList<DataTest> tests, RunInputs inputs, CancellationToken ct)
    {
        if (basis is null || basis.Relation != version.Relation || RowsAt.WrittenBy(version) is not { } written)
            return null;
        var clean = new CleanTests(basis.CleanTests);
        var ended = new Dictionary<(string, long), string?>();
        foreach (var test in tests.Where(t => t.OtherTable is not null && t.OtherTable != version.Model))
        {
            if (clean.OtherVersion(test) is { } since && inputs.Find(test.OtherTable!) is { } other)
                ended[(test.OtherTable!, since)] = other.Version == since || await versions.KeptAsync(other.Model, since, ct) == other.Relation ? RowsAt.EndedSince(other, since) : null;
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
        var passed = outcomes.Where(o => o.Passed).Select(o => CleanTests.Of(o.Test, o.Test.OtherTable is { } other && other != version.Model ? inputs.Find(other)?.Version : null));
        await versions.CleanAsync(version, before.Concat(passed), ct);
    }
}
