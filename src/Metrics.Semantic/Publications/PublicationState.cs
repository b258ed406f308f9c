using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Publications;

/// <summary>What a replica knows at one instant: pointers, and the catalog that was bound to them. A query takes it once and keeps to it.</summary>
/// <param name="Snapshot">The pointers, or why there are none yet (E310, E311).</param>
/// <param name="Catalog">What can be asked of them; never one that was bound to other tables.</param>
/// <param name="Confirmed">False when something newer may have been published without being seen: the last successful poll began too long ago.</param>
public sealed record PublicationState(Outcome<PublicationSnapshot> Snapshot, Catalog Catalog, bool Confirmed);
