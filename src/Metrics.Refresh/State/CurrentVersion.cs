namespace Metrics.Refresh.State;

/// <summary>The published version of a model, as a run finds it before it builds.</summary>
/// <param name="Built">What was registered when it was built.</param>
/// <param name="Publication">The publication that moved the pointer here.</param>
/// <param name="PublishedAt">When that was.</param>
/// <param name="Held">True when a rollback holds it until someone runs it by hand.</param>
/// <param name="Exists">False when someone dropped the relation behind our back: it must be built again, whatever its fingerprint.</param>
internal sealed record CurrentVersion(BuiltVersion Built, long Publication, DateTimeOffset PublishedAt, bool Held, bool Exists);
