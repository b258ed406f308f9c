using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Publications;

/// <summary>What a replica knows of publications at one instant; a query takes it once and keeps to it.</summary>
/// <param name="Snapshot">The pointers, or why there are none yet (E310, E311).</param>
/// <param name="Confirmed">False when something newer may have been published without being seen: the last successful poll began too long ago.</param>
public sealed record PublicationState(Outcome<PublicationSnapshot> Snapshot, bool Confirmed);
