using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>Whether a set of tables is inconsistent or older than it should be, with every reason.</summary>
public sealed record Degradation(EquatableList<DegradedReason> Reasons)
{
    /// <summary>The code of tables that were built from different versions of one table.</summary>
    public const string Torn = "torn";

    /// <summary>True when there is a reason.</summary>
    public bool Degraded => Reasons.Count > 0;

    /// <summary>Judges a set of published models together with everything behind them.</summary>
    public static Degradation Of(PublicationSnapshot snapshot, IEnumerable<string> models) => Of(snapshot, snapshot.Of(models));

    /// <summary>Judges tables at the versions that are read: those of the snapshot, or older ones that a page pins.</summary>
    public static Degradation Of(PublicationSnapshot snapshot, EquatableList<PublishedTable> touched) =>
        new([.. TornReasons(touched), .. FailedReasons(snapshot, touched)]);

    /// <summary>Tables behind these whose data tests, as last run, found something that did not keep them from being published.</summary>
    public static IEnumerable<(string Table, int Tests)> WarnedTests(
        PublicationSnapshot snapshot, EquatableList<PublishedTable> touched) =>
        // Those of an attempt that left the old version were about the new one.
        Behind(snapshot, touched).Where(t => t.LastAttempt.WarnedTests > 0 && !t.LastAttempt.Status.LeavesOldVersion())
            .Select(t => (t.Model, t.LastAttempt.WarnedTests));

    // One model at two versions behind one answer: some of its numbers are of yesterday, others of today.
    private static IEnumerable<DegradedReason> TornReasons(IEnumerable<PublishedTable> touched) => touched
        .SelectMany(t => t.Ancestors.Append(new Ancestor(t.Model, t.Version)), (table, behind) => (table, behind))
        .GroupBy(x => x.behind.Model, StringComparer.Ordinal)
        .Where(g => g.Select(x => x.behind.Version).Distinct().Count() > 1)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => (Model: g.Key, Versions: g.GroupBy(x => x.behind.Version).OrderBy(v => v.Key).Select(Version)))
        .Select(torn => new DegradedReason(
            Torn, torn.Model, DataText.Open($"{torn.Model} is at {string.Join(" and ", torn.Versions)}")));

    private static string Version(IGrouping<long, (PublishedTable Table, Ancestor Behind)> group) =>
        $"version {group.Key} (behind {string.Join(", ", group.Select(x => x.Table.Model).Distinct().Order(StringComparer.Ordinal))})";

    // A model's last attempt counts only if the table that is read, or the model's version behind it, is still the current one.
    private static IEnumerable<DegradedReason> FailedReasons(PublicationSnapshot snapshot, EquatableList<PublishedTable> touched) =>
        Behind(snapshot, touched).Where(t => t.LastAttempt.Status.LeavesOldVersion())
        .Select(t => new DegradedReason(
            t.LastAttempt.Status.Word(), t.Model, t.LastAttempt.Detail
                ?? DataText.Open($"the last attempt to refresh {t.Model} produced no new version")));

    private static IEnumerable<PublishedTable> Behind(PublicationSnapshot snapshot, EquatableList<PublishedTable> touched) => touched
        .SelectMany(
            t => t.Ancestors.Append(new Ancestor(t.Model, t.Version))
                .Where(b => IsAt(snapshot, t.Model, t.Version) || IsAt(snapshot, b.Model, b.Version)))
        .Select(b => b.Model)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(model => snapshot.TryGet(model, out var table) ? table : null)
        .OfType<PublishedTable>();

    private static bool IsAt(PublicationSnapshot snapshot, string model, long version) =>
        snapshot.TryGet(model, out var table) && table.Version == version;
}
