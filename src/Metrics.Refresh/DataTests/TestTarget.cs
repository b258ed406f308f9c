namespace Metrics.Refresh.DataTests;

/// <summary>What a test may look at.</summary>
/// <param name="Table">The rows under test, as something that may stand in FROM.</param>
/// <param name="Reference">Renders another table's published or newly built rows.</param>
internal sealed record TestTarget(string Table, Func<string, string> Reference)
{
    /// <summary>The rows that this version wrote, when it was built on one that is known; null when all its rows are new.</summary>
    public ChangedRows? Changed { get; init; }

    /// <summary>The rows of the version that is published; null when none is.</summary>
    public string? Previous { get; init; }

    /// <summary>When the file behind a source table was last written; null when there is none.</summary>
    public DateTimeOffset? FileWrittenAt { get; init; }

    /// <summary>The values that an author's SQL may use.</summary>
    public IReadOnlyDictionary<string, string> Vars { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns whose values are never kept in a sample, by name.</summary>
    public IReadOnlySet<string> Secrets { get; init; } = new HashSet<string>();
}
