using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Testing;
using static Metrics.Semantic.Tests.Publications.Tables;

namespace Metrics.Semantic.Tests.Publications;

public sealed class DegradationTests
{
    [Fact]
    public void Tables_built_from_one_version_of_everything_are_whole()
    {
        var snapshot = Snapshot(
            Table("raw", 7), Table("stores", 3, new Ancestor("raw", 7)),
            Table("sales", 5, new Ancestor("raw", 7), new Ancestor("stores", 3)));
        Assert.False(Degradation.Of(snapshot, ["stores", "sales", "raw"]).Degraded);
    }

    [Fact]
    public void Tables_that_disagree_on_a_common_ancestor_are_torn_and_say_on_which()
    {
        var snapshot = Snapshot(Table("raw", 8), Table("stores", 3, new Ancestor("raw", 7)), Table("sales", 5, new Ancestor("raw", 8)));
        var reason = Assert.Single(Degradation.Of(snapshot, ["stores", "sales"]).Reasons);
        Assert.Equal(new DegradedReason("torn", "raw", DataText.Open("raw is at version 7 (behind stores) and version 8 (behind sales)")),
            reason);
    }

    [Fact]
    public void A_table_and_a_descendant_of_its_older_version_are_torn()
    {
        var snapshot = Snapshot(Table("stores", 4), Table("sales", 5, new Ancestor("stores", 3)));
        Assert.Equal("stores", Assert.Single(Degradation.Of(snapshot, ["stores", "sales"]).Reasons).Table);
    }

    [Fact]
    public void One_table_with_two_versions_behind_it_is_torn_in_itself()
    {
        var snapshot = Snapshot(Table("sales", 5, new Ancestor("raw", 1), new Ancestor("raw", 2)));
        Assert.True(Degradation.Of(snapshot, ["sales"]).Degraded);
    }

    [Fact]
    public void An_older_table_alone_is_not_torn()
    {
        var snapshot = Snapshot(Table("raw", 8), Table("stores", 3, new Ancestor("raw", 7)), Table("sales", 5, new Ancestor("raw", 8)));
        Assert.False(Degradation.Of(snapshot, ["stores"]).Degraded);
        Assert.False(Degradation.Of(snapshot, ["sales"]).Degraded);
    }

    [Theory]
    [InlineData(AttemptStatus.SourceFailed, "source_failed")]
    [InlineData(AttemptStatus.BuildFailed, "build_failed")]
    [InlineData(AttemptStatus.TestFailed, "test_failed")]
    [InlineData(AttemptStatus.Skipped, "skipped")]
    [InlineData(AttemptStatus.Withheld, "withheld")]
    public void A_failed_last_attempt_at_a_table_or_an_ancestor_is_a_reason(AttemptStatus status, string code)
    {
        var sales = Table("sales", 5, new Ancestor("raw", 7));
        Assert.Equal(new DegradedReason(code, "raw", DataText.Open("no file")),
            Assert.Single(Degradation.Of(Snapshot(Table("raw", 7).Tried(status, "no file"), sales), ["sales"]).Reasons));
        Assert.Equal(code, Assert.Single(Degradation.Of(Snapshot(Table("raw", 7), sales.Tried(status)), ["sales"]).Reasons).Code);
        Assert.False(Degradation.Of(Snapshot(Table("raw", 7), sales.Tried(status)), ["raw"]).Degraded);
    }

    [Fact]
    public void An_unchanged_or_retired_ancestor_is_no_reason()
    {
        var snapshot = Snapshot(
            Table("raw", 7).Tried(AttemptStatus.Unchanged), Table("sales", 5, new Ancestor("raw", 7), new Ancestor("retired", 1)));
        Assert.False(Degradation.Of(snapshot, ["sales"]).Degraded);
    }

    [Fact]
    public void Tables_at_older_versions_are_judged_by_what_was_behind_those()
    {
        var (raw, stores, sales) = (Table("raw", 8), Table("stores", 4, new Ancestor("raw", 8)), Table("sales", 6, new Ancestor("raw", 8)));
        var older = Table("sales", 5, new Ancestor("raw", 7));
        // Torn by the pin alone, and whole where the pin goes with the pin.
        Assert.Equal("torn", Assert.Single(Degradation.Of(Snapshot(raw, stores, sales), [stores, older]).Reasons).Code);
        Assert.False(Degradation.Of(Snapshot(raw, stores, sales), [Table("stores", 3, new Ancestor("raw", 7)), older]).Degraded);
        // A later version came of both attempts that the pinned ones could have failed in; these speak of other versions.
        Assert.False(
            Degradation.Of(
                Snapshot(raw.Tried(AttemptStatus.SourceFailed), stores, sales.Tried(AttemptStatus.TestFailed)), [older]).Degraded);
        // The ancestor still stands where the page reads it, and its last attempt failed.
        Assert.Equal(new DegradedReason("source_failed", "raw", DataText.Open("no file")),
            Assert.Single(Degradation.Of(Snapshot(Table("raw", 7).Tried(AttemptStatus.SourceFailed, "no file"), sales), [older]).Reasons));
    }

    [Fact]
    public void Random_graphs_are_judged_as_a_comparison_of_every_pair_judges_them()
    {
        var seed = Draws.Seed(37);
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var tables = Enumerable.Range(0, random.Next(1, 7)).Select(i => Table($"t{i}", random.Next(1, 4),
                Enumerable.Range(0, random.Next(0, 4)).Select(_ => new Ancestor($"t{random.Next(0, 7)}", random.Next(1, 4))).ToArray())
                .Tried((AttemptStatus)random.Next(0, 7))).ToArray();
            var touched = tables.Where(_ => random.Next(2) == 0).Select(t => t.Model).ToArray();
            var actual = Degradation.Of(Snapshot(tables), touched);
            Assert.True(
                BruteForce(tables, touched).SetEquals(actual.Reasons.Select(r => (r.Code, r.Table))), $"seed {seed}, round {round}");
            Assert.Equal(actual.Reasons.Count, actual.Reasons.Select(r => (r.Code, r.Table)).Distinct().Count());
        }
    }

    private static HashSet<(string Code, string Table)> BruteForce(PublishedTable[] tables, string[] touched)
    {
        var behind = new List<Ancestor>();
        foreach (var table in tables.Where(t => touched.Contains(t.Model)))
        {
            behind.Add(new Ancestor(table.Model, table.Version));
            behind.AddRange(table.Ancestors);
        }

        var reasons = new HashSet<(string, string)>();
        foreach (var one in behind)
        {
            foreach (var other in behind)
            {
                if (one.Model == other.Model && one.Version != other.Version)
                    reasons.Add(("torn", one.Model));
            }

            foreach (var table in tables)
            {
                if (table.Model == one.Model && table.LastAttempt.Status is not (AttemptStatus.Published or AttemptStatus.Unchanged))
                    reasons.Add((table.LastAttempt.Status.Word(), table.Model));
            }
        }

        return reasons;
    }
}
