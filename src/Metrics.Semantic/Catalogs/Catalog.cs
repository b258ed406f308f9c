using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs;

/// <summary>Everything that can be asked, checked and bound to tables; immutable, replaced as a whole.</summary>
public sealed class Catalog
{
    private readonly bool _hasModelPolicies;

    private readonly FrozenDictionary<string, SemanticModel[]> _uniqueBy;

    /// <summary>A catalog of these definitions.</summary>
    public Catalog(
        IEnumerable<SemanticModel> models, IEnumerable<Metric> metrics, IEnumerable<SavedQuery> savedQueries,
        IEnumerable<Diagnostic> diagnostics, string version,
        IEnumerable<TimeSpine>? timeSpines = null, IEnumerable<string>? keptFiles = null)
    {
        Models = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        Metrics = metrics.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        SavedQueries = savedQueries.ToFrozenDictionary(q => q.Name, StringComparer.Ordinal);
        Measures = Models.Values.SelectMany(m => m.Measures.Select(x => (Model: m, Measure: x)))
            .ToFrozenDictionary(p => p.Measure.Name, StringComparer.Ordinal);
        Diagnostics = diagnostics.ToEquatableList();
        Version = version;
        TimeSpines = (timeSpines ?? []).ToEquatableList();
        SpineModels = TimeSpines.Select(SpineModel.Of).DistinctBy(m => m.Name).ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        _uniqueBy = Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal)
            .SelectMany(
                m => m.Entities.Where(
                    e => e.Kind is EntityKind.Primary or EntityKind.Unique
                        || (e.Kind == EntityKind.Natural && m.Validity is not null)).Select(e => (Entity: e.Name, Model: m)))
            .GroupBy(x => x.Entity, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Select(x => x.Model).ToArray(), StringComparer.Ordinal);
        CustomGranularities = TimeSpines.SelectMany(s => s.CustomGranularities.Select(g => (Spine: s, Granularity: g)))
            .GroupBy(x => x.Granularity.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        KeptFiles = (keptFiles ?? []).ToFrozenSet(StringComparer.Ordinal);
        _hasModelPolicies = Models.Values.Any(m => m.Policies.Count > 0);
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

    /// <summary>Tables of days, and of finer or coarser times.</summary>
    public EquatableList<TimeSpine> TimeSpines { get; }

    /// <summary>Grains that time spines define, by name, with the spine each is a column of.</summary>
    public FrozenDictionary<string, (TimeSpine Spine, CustomGranularity Granularity)> CustomGranularities { get; }

    /// <summary>
    /// Files whose newer text has an error, so that an older text is in force; answers that use their definitions are degraded
    /// (<c>catalog</c>).
    /// </summary>
    public FrozenSet<string> KeptFiles { get; }

    /// <summary>For each kept file, the code and line of the error in its newer text; empty where only the last text is known.</summary>
    public FrozenDictionary<string, string> KeptReasons { get; private init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// Files from which something is left out because of an error, with its code and line; answers that use the rest of them are degraded
    /// (<c>catalog</c>). A table that is not published yet is no error of the file.
    /// </summary>
    public FrozenDictionary<string, string> BrokenFiles { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Files with an error, to explain why a name is missing.</summary>
    internal EquatableList<UnreadFile> Unread { get; init; } = [];

    /// <summary>Tables that no refresh publishes, by their name in definitions.</summary>
    public FrozenDictionary<string, PublishedTable> External { get; init; } = FrozenDictionary<string, PublishedTable>.Empty;

    /// <summary>True when callers may see different things. Closed tables count: the reasons may contain hidden names.</summary>
    public bool HasPolicies => _hasModelPolicies || ClosedTables.Count > 0;

    /// <summary>The guards of this catalog's principal, by table; empty in the catalog without policies.</summary>
    public FrozenDictionary<string, Guard> Guards { get; private init; } = FrozenDictionary<string, Guard>.Empty;

    /// <summary>Tables that no caller may read, because a policy over them cannot be enforced; all models over them are left out.</summary>
    public FrozenSet<string> ClosedTables { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// True when this catalog's principal may see every row and value of a table. Text taken from its data must not reach any other
    /// principal.
    /// </summary>
    public bool ShowsWhole(string table) => !ClosedTables.Contains(table) && !Guards.ContainsKey(table);

    /// <summary>The type names of the store that holds its tables.</summary>
    public ITypeMap Types { get; init; } = UnboundTypes.Map;

    /// <summary>Problems found while it was read; definitions with errors, and what depends on them, are left out.</summary>
    public EquatableList<Diagnostic> Diagnostics { get; }

    /// <summary>True when it has errors that its principal may not see.</summary>
    internal bool WithholdsErrors { get; private init; }

    /// <summary>True when joins trust declared keys, even where rows of a plain table repeat them.</summary>
    public bool KeysDeclared { get; init; }

    /// <summary>The query whose result serves as the version of <see cref="External"/> tables; null when they have none.</summary>
    public string? ChangeKey { get; init; }

    /// <summary>Time spines as models with one column, <c>metric_time</c>.</summary>
    internal FrozenDictionary<string, SemanticModel> SpineModels { get; }

    /// <summary>A semantic model, or a time spine as a model.</summary>
    internal SemanticModel ModelOf(string name) => Models.TryGetValue(name, out var model) ? model : SpineModels[name];

    /// <summary>The models in which an entity finds one row, or one row at a point in time.</summary>
    internal IReadOnlyList<SemanticModel> UniqueBy(string entity) => _uniqueBy.TryGetValue(entity, out var models) ? models : [];

    /// <summary>Differs whenever any text or bound type differs; part of the key of in-process look-ups.</summary>
    public string Version { get; }

    /// <summary>The same catalog as one principal sees it. Its diagnostics are left out, because they may name what is hidden.</summary>
    internal Catalog With(
        IEnumerable<SemanticModel> models, IEnumerable<Metric> metrics, IEnumerable<SavedQuery> savedQueries, IEnumerable<TimeSpine> spines,
        FrozenDictionary<string, Guard> guards) => new(models, metrics, savedQueries, [], Version, spines, KeptFiles)
        {
            Guards = guards, External = External, KeysDeclared = KeysDeclared, ChangeKey = ChangeKey, ClosedTables = ClosedTables,
                Types = Types, KeptReasons = KeptReasons, BrokenFiles = BrokenFiles,
            WithholdsErrors = WithholdsErrors || Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error),
        };

    /// <summary>The same catalog, with the problems of kept files' newer texts added.</summary>
    internal Catalog Keeping(EquatableList<Diagnostic> newer)
    {
        if (newer.Count == 0)
            return this;
        var errors = newer.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        return new(
            Models.Values, Metrics.Values, SavedQueries.Values, Diagnostics.Concat(newer).Distinct(), Version, TimeSpines, KeptFiles)
        {
            Guards = Guards, External = External, KeysDeclared = KeysDeclared, ChangeKey = ChangeKey, ClosedTables = ClosedTables,
            Types = Types, BrokenFiles = BrokenFiles,
            KeptReasons = errors.GroupBy(d => d.Location!.Value.File, StringComparer.Ordinal)
                .ToFrozenDictionary(g => g.Key, g => UnreadFiles.Place(g.First()), StringComparer.Ordinal),
            Unread = Unread.Select(u => errors.Find(e => e.Location!.Value.File == u.Path) is { } error ? u with { Problem = error } : u)
                .ToEquatableList(),
        };
    }
}
