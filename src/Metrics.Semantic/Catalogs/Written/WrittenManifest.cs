using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>
/// The content of all files in dbt's own terms, whatever their form: nothing is filled in, nothing left out. dbt's rules check this.
/// </summary>
internal sealed class WrittenManifest
{
    public List<WrittenModel> Models { get; } = [];

    public List<WrittenMetric> Metrics { get; } = [];

    public List<WrittenSavedQuery> SavedQueries { get; } = [];

    public List<WrittenSpine> Spines { get; } = [];

    /// <summary>Time spines as they were configured before there could be several (<c>time_spine_table_configurations</c>).</summary>
    public List<WrittenSpine> LegacySpines { get; } = [];

    /// <summary>Names used in this project's own forms; those in dbt's forms are added when definitions are made.</summary>
    public List<Use> Uses { get; } = [];

    /// <summary>Problems found while reading.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Tables that no caller may read, because a policy over them was read and cannot be enforced.</summary>
    public List<ClosedTable> Closed { get; } = [];

    /// <summary>Semantic models whose text about policies may not have been read as it was meant.</summary>
    public HashSet<string> InDoubt { get; } = new(StringComparer.Ordinal);

    /// <summary>Other names of a table in a text, by its name here: the model in a <c>ref</c>, the relation's own name.</summary>
    public Dictionary<string, HashSet<string>> OtherNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name that a table may have in a text.</summary>
    public IEnumerable<string> NamesOf(string table) => OtherNames.TryGetValue(table, out var others) ? others.Append(table).Distinct()
        : [table];

    /// <summary>Every file that was read.</summary>
    public List<CatalogFile> Files { get; } = [];

    /// <summary>Definitions that are not enabled (<c>enabled: false</c>), and their places.</summary>
    public Dictionary<DefinitionKey, SourceLocation> Disabled { get; } = [];

    /// <summary>
    /// The metrics that others may be computed from: those that are written, and those of measures with <c>create_metric: true</c>, which
    /// dbt makes before it checks anything.
    /// </summary>
    public IEnumerable<WrittenMetric> AllMetrics
    {
        get
        {
            var taken = Metrics.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
            return Metrics.Concat(Models.SelectMany(m => m.Measures.Where(x => x.CreatesMetric && taken.Add(x.Name))
                .Select(x => Created(m, x))));
        }
    }

    /// <summary>Every name that a metric can be asked by, including kinds that dbt does not have.</summary>
    public HashSet<string> MetricNames =>
        [.. AllMetrics.Select(m => m.Name), .. Models.SelectMany(m => m.EventMetrics).Select(m => m.Name)];

    /// <summary>Every custom grain's name.</summary>
    public IEnumerable<string> CustomGrains => Spines.SelectMany(s => s.CustomGranularities).Select(g => g.Name.Text);

    private static WrittenMetric Created(WrittenModel model, WrittenMeasure measure) =>
        new(measure.Name, WrittenKind.Simple, model.Pack, measure.Location)
        {
            Label = measure.Label,
            Measure = new WrittenMeasureInput(new Word(measure.Name, measure.Location), null, [], JoinToTimeSpine: false,
                FillNullsWith: null),
        };
}

/// <summary>A table that is closed, and why.</summary>
internal sealed record ClosedTable(string Table, string Why)
{
    /// <summary>The reference that names it; null when something else names it.</summary>
    public TableRef? Ref { get; init; }

    /// <summary>The pack whose file names it; null where no file does.</summary>
    public string? Pack { get; init; }

    /// <summary>Its place, where the definition gives one.</summary>
    public NodeRelation? Relation { get; init; }
}
