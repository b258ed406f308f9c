namespace Metrics.Refresh.State;

/// <summary>The published version of a model before a run builds a new one.</summary>
/// <param name="Built">What was registered when it was built.</param>
/// <param name="Publication">The publication that moved the pointer here.</param>
/// <param name="PublishedAt">When that was.</param>
/// <param name="Held">True when a rollback keeps it from being replaced until it is run by hand.</param>
/// <param name="Exists">False when the relation was dropped by someone else: it must be built again, whatever its fingerprint.</param>
internal sealed record CurrentVersion(BuiltVersion Built, long Publication, DateTimeOffset PublishedAt, bool Held, bool Exists);
