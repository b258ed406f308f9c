using Metrics.Domain;

namespace Metrics.Refresh.Leases;

/// <summary>What a new holder found and cleared away.</summary>
/// <param name="EndedBackends">Connections of earlier runs that were ended.</param>
/// <param name="LostRuns">Runs that had ended without recording it; they are closed now.</param>
/// <param name="Dropped">Unpublished relations removed from <c>store</c>.</param>
/// <param name="Kept">Unpublished relations that something still uses; the next run tries again.</param>
internal sealed record Takeover(
    int EndedBackends, EquatableList<LostRun> LostRuns, EquatableList<string> Dropped, EquatableList<string> Kept);
