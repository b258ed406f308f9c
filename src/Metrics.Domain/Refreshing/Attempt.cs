namespace Metrics.Domain.Refreshing;

/// <summary>The last try at a table: how it ended, when, in which run, and why if it failed.</summary>
public sealed record Attempt(AttemptStatus Status, DateTimeOffset At, Guid RunId, DataText? Detail)
{
    /// <summary>How many of the table's data tests, as last run, found something without keeping it from being published.</summary>
    public int WarnedTests { get; init; }
}
