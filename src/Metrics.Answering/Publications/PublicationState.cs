using Metrics.Domain.Diagnostics;
using Metrics.Domain.Access;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;

namespace Metrics.Answering.Publications;

/// <summary>
/// What a replica knows at one instant: pointers, and the catalog that was bound to them. A query takes it once and keeps it.
/// </summary>
/// <param name="Snapshot">The pointers, or why there are none yet (E310, E311).</param>
/// <param name="Catalog">What can be asked of them; never one that was bound to other tables.</param>
/// <param name="Confirmed">
/// False when something newer may have been published without being seen: the last successful poll began too long ago.
/// </param>
public sealed record PublicationState(Outcome<PublicationSnapshot> Snapshot, Catalog Catalog, bool Confirmed)
{
    /// <summary>The catalog without policies; comparing it shows whether anything has changed.</summary>
    public Catalog Open { get; private init; } = Catalog;

    /// <summary>The principal that this is for; null for the owner of the data, to whom no policy applies.</summary>
    public Principal? Principal { get; private init; }

    /// <summary>Which parts of texts about tables the principal may read.</summary>
    public TableSight Sight => TableSight.Of(this);

    /// <summary>The same instant as a principal may see it.</summary>
    public PublicationState For(Principal? principal) =>
        principal is null || !Open.HasPolicies
            ? this with { Principal = principal } : this with { Catalog = PolicyViews.Of(Open, principal), Principal = principal };
}
