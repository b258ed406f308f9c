using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs;

/// <summary>Everything that can be asked, checked and bound to tables; immutable, replaced as a whole.</summary>
public sealed class Catalog
{
    /// <summary>A catalog of these definitions.</summary>
    public Catalog(
        IEnumerable<SemanticModel> models, IEnumerable<Metric> metrics, IEnumerable<SavedQuery> savedQueries, IEnumerable<Diagnostic> diagnostics, string version,
        IEnumerable<TimeSpine>? timeSpines = null, IEnumerable<string>? keptFiles = null)
    {
        Models = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        Metrics = metrics.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        SavedQueries = savedQueries.ToFrozenDictionary(q => q.Name, StringComparer.Ordinal);
        Measures = Models.Values.SelectMany(m => m.Measures.Select(x => (Model: m, Measure: x))).ToFrozenDictionary(p => p.Measure.Name, StringComparer.Ordinal);
        Diagnostics = diagnostics.ToEquatableList();
        Version = version;
        TimeSpines = (timeSpines ?? []).ToEquatableList();
        KeptFiles = (keptFiles ?? []).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The catalog with nothing in it.</summary>
    public static Catalog Empty { get; } = new([], [], [], [], "empty");

    /// <summary>Semantic models by name.</summary>
    public FrozenDictionary<string, SemanticModel> Models { get; }

    /// <summary>Metrics by name.</summary>
    public FrozenDictionary<string, Metric> Metrics { get; }

    /// <summary>Saved queries by name.</summary>
    public FrozenDictionary<string, SavedQuery> SavedQueries { get; }

    /// <summary>Measures by name, with the model each is in.</summary>
    public FrozenDictionary<string, (SemanticModel Model, Measure Measure)> Measures { get; }

    /// <summary>Tables of days.</summary>
    public EquatableList<TimeSpine> TimeSpines { get; }

    /// <summary>Files whose newer text has an error, so that an older one is in force; answers that use their definitions are degraded (<c>catalog</c>).</summary>
    public FrozenSet<string> KeptFiles { get; }

    /// <summary>What was found wrong while it was read; definitions with errors, and what depends on them, are left out.</summary>
    public EquatableList<Diagnostic> Diagnostics { get; }

    /// <summary>Differs whenever any text or bound type differs; part of what in-process look-ups are keyed by.</summary>
    public string Version { get; }
}
