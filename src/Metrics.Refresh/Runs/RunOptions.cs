using Metrics.Domain;

namespace Metrics.Refresh.Runs;

/// <summary>What is asked of a run.</summary>
/// <param name="Select">Words of a selection; empty for everything.</param>
/// <param name="Trigger">Who asked: <c>command line</c> or <c>schedule</c>.</param>
/// <param name="Wait">How long to wait while another run holds the lease.</param>
internal sealed record RunOptions(EquatableList<string> Select, string Trigger, TimeSpan Wait);
