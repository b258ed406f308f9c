using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>
/// What all files say, in dbt's own terms, whichever form they are in: nothing filled in, nothing left out. Dbt's rules look at this.
/// </summary>
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

    /// <summary>What else a table may be called in a text, by its name here: the model that a <c>ref</c> says, the relation's own
    /// name.</summary>
    public Dictionary<string, HashSet<string>> OtherNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name that a table may be called by in a text.</summary>
    public IEnumerable<string> NamesOf(string table) => OtherNames.TryGetValue(table, out var others) ? others.Append(table).Distinct()
        : [table];

    /// <summary>Every file that was read.</summary>
    public List<CatalogFile> Files { get; } = [];

    /// <summary>Definitions that say of themselves that they are not there (<c>enabled: false</c>), and where.</summary>
    public Dictionary<DefinitionKey, SourceLocation> Disabled { get; } = [];

    /// <summary>
    /// The metrics that others may be computed from: those written by themselves, and those of measures with <c>create_metric: true</c>,
    /// which dbt makes before it checks anything.
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

    /// <summary>Every name that a metric can be asked by; kinds that dbt does not have are among them.</summary>
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
    /// <summary>The reference that names it; null when something else does.</summary>
    public TableRef? Ref { get; init; }

    /// <summary>Its place, where the definition gives one.</summary>
    public NodeRelation? Relation { get; init; }
}
