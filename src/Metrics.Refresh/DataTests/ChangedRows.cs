namespace Metrics.Refresh.DataTests;

/// <summary>What a version changed, as relations that may stand in FROM.</summary>
/// <param name="Written">The rows it wrote.</param>
/// <param name="Clean">The tests that the version before passed.</param>
/// <param name="Ended">The rows of another table that ended since one of its versions: null when that cannot be told, empty when nothing changed.</param>
internal sealed record ChangedRows(string Written, CleanTests Clean, Func<string, long, string?> Ended);
