using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Resources;

/// <summary>How new one published table is, and whether it should be newer.</summary>
/// <param name="Table">The model; a bronze table's is source__table.</param>
/// <param name="Layer">bronze, silver or gold.</param>
/// <param name="Version">The version published, the model's own count.</param>
/// <param name="Publication">The publication that moved it there.</param>
/// <param name="AsOf">The oldest source extraction behind it; null when no source is.</param>
/// <param name="CheckedAt">When a run last built it or found it up to date.</param>
/// <param name="AgeSeconds">Seconds since as_of.</param>
/// <param name="Degraded">True when something is wrong with it or with what it was built from.</param>
/// <param name="Reasons">Why it is degraded.</param>
/// <param name="Held">True when a rollback holds it until someone runs it by hand.</param>
internal sealed record TableFreshness(
    string Table, string Layer, long Version, long Publication, DateTimeOffset? AsOf, DateTimeOffset CheckedAt, double? AgeSeconds,
    bool Degraded, IReadOnlyList<FreshnessReason> Reasons, bool Held)
{
    public static TableFreshness Of(PublishedTable table, PublicationSnapshot snapshot, TableSight sight, DateTimeOffset now)
    {
        var degradation = Degradation.Of(snapshot, [table.Model]);
        return new(
            table.Model, table.Layer.Word(), table.Version, table.Publication, table.AsOf, table.CheckedAt,
            table.AsOf is { } asOf ? Math.Max(0, Math.Round((now - asOf).TotalSeconds, 3)) : null,
            degradation.Degraded, [.. degradation.Reasons.Select(sight.Tell).Select(r => new FreshnessReason(r.Code, r.Table, r.Detail))],
                table.Held);
    }
}

/// <summary>Why a table is not what it should be.</summary>
/// <param name="Code">torn, source_failed, build_failed, test_failed, skipped or withheld.</param>
/// <param name="Table">The table concerned: this one or one it was built from.</param>
/// <param name="Detail">A sentence for people; with details for callers who may see the table's data.</param>
internal sealed record FreshnessReason(string Code, string Table, string Detail);
