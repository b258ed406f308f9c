namespace Metrics.Refresh.DataTests;

/// <summary>What a version changed, as SQL for FROM.</summary>
/// <param name="Written">The rows it wrote.</param>
/// <param name="Clean">The tests that found no bad row in the previous version.</param>
/// <param name="Ended">The rows of another table that were ended since one of its versions: null when these are not known, empty when
/// nothing changed.</param>
internal sealed record ChangedRows(string Written, CleanTests Clean, Func<string, long, string?> Ended);

/// <summary>What a test may read.</summary>
/// <param name="Table">The rows under test, as SQL for FROM.</param>
/// <param name="Reference">Renders another table's published or newly built rows.</param>
internal sealed record TestTarget(string Table, Func<string, string> Reference)
{
    /// <summary>The rows that this version wrote, when it was built on a known version; null when all its rows are new.</summary>
    public ChangedRows? Changed { get; init; }

    /// <summary>The rows of the published version; null when there is none.</summary>
    public string? Previous { get; init; }

    /// <summary>When the file behind a source table was last written; null when there is none.</summary>
    public DateTimeOffset? FileWrittenAt { get; init; }

    /// <summary>The values of vars that an author's SQL may use.</summary>
    public IReadOnlyDictionary<string, string> Vars { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns whose values are never kept in a sample, by name.</summary>
    public IReadOnlySet<string> Secrets { get; init; } = new HashSet<string>();
}
