using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>What all files say, in dbt's own terms, whichever form they are in: nothing filled in, nothing left out. Dbt's rules look at this.</summary>
internal sealed class WrittenManifest
{
    public List<WrittenModel> Models { get; } = [];

    public List<WrittenMetric> Metrics { get; } = [];

    public List<WrittenSavedQuery> SavedQueries { get; } = [];

    public List<WrittenSpine> Spines { get; } = [];

    /// <summary>Time spines as they were configured before there could be several (<c>time_spine_table_configurations</c>).</summary>
    public List<WrittenSpine> LegacySpines { get; } = [];

    /// <summary>What our own forms mention; dbt's are found in what is written.</summary>
    public List<Use> Uses { get; } = [];

    /// <summary>What could not be read.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Tables that nothing may be read of, whoever asks: a policy over them was read and cannot be held.</summary>
    public List<ClosedTable> Closed { get; } = [];

    /// <summary>Semantic models that say something of policies which may not have been read as it was meant.</summary>
    public HashSet<string> InDoubt { get; } = new(StringComparer.Ordinal);

    /// <summary>Every file that was read.</summary>
    public List<CatalogFile> Files { get; } = [];

    /// <summary>Every custom grain's name.</summary>
    public IEnumerable<string> CustomGrains => Spines.SelectMany(s => s.CustomGranularities).Select(g => g.Name.Text);
}

/// <summary>A table that is closed, and why.</summary>
internal sealed record ClosedTable(string Table, string Why);
