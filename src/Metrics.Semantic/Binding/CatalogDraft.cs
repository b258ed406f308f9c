using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Rules;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Definitions that were read and checked against each other; <see cref="CatalogBinding"/> makes a <see cref="Catalog"/> of them.
/// </summary>
public sealed class CatalogDraft
{
    internal CatalogDraft(CatalogSource source, DefinitionSet set, NameIndex names)
    {
        (Source, Set, Names) = (source, set, names);
        Sound = Pruning.Of(set, names, []);
        // Whether a condition's names can be reached is known without tables. Refusing a condition may close tables, and so remove names
        // that another one needs: hence the loop.
        while (PolicyChecks.Unreachable(Sound) is { Count: > 0 } found)
        {
            set.Findings.AddRange(found);
            Sound = Pruning.Of(set, names, []);
        }
    }

    /// <summary>What it was read from.</summary>
    public CatalogSource Source { get; }

    /// <summary>Everything that is wrong with the texts, and what is left out because of it, in the order of files and lines.</summary>
    public EquatableList<Diagnostic> Diagnostics => Sound.Diagnostics;

    /// <summary>The same, with the names of dbt's rules.</summary>
    public IEnumerable<ManifestIssue> Issues
    {
        get
        {
            var rules = Set.Findings.Where(f => f.Rule is not null).DistinctBy(f => f.Diagnostic)
                .ToDictionary(f => f.Diagnostic, f => f.Rule);
            return Diagnostics.Select(d => new ManifestIssue(rules.GetValueOrDefault(d), d));
        }
    }

    /// <summary>The models that can be bound.</summary>
    public EquatableList<SemanticModel> Models => Sound.Models;

    /// <summary>Tables that no model may read, because a policy over them cannot be enforced.</summary>
    public IReadOnlySet<string> ClosedTables => Sound.ClosedTables;

    /// <summary>Tables that are closed, or whose policies show different callers different things.</summary>
    public IReadOnlySet<string> GuardedTables => Sound.Models.Where(m => m.Policies.Count > 0).Select(m => m.Table)
        .Concat(Sound.ClosedTables).ToHashSet(StringComparer.Ordinal);

    /// <summary>Tables with policies that neither exist nor are built by the project; none where that is unknown.</summary>
    public IEnumerable<string> UnplacedTables => Source.Planned is not { } planned ? []
        : Set.Models.Where(MayHide).Select(m => m.Table).Concat(Set.Written.Closed.Select(c => c.Table))
            .Where(t => !planned.Contains(t)).Distinct(StringComparer.Ordinal);

    /// <summary>Models over tables that the project does not define. This is all that can be checked before the tables exist.</summary>
    public IEnumerable<Diagnostic> UnknownTables(IReadOnlyCollection<string> known) =>
        Models.Where(m => !known.Contains(m.Table)).Select(m => new Diagnostic(
        DiagnosticCode.Unbound, $"semantic model '{m.Name}': there is no model '{m.Table}'", m.Location,
        MayHide(m) ? TableChecks.ClosedMeanwhile : null, NearestNames.To(m.Table, known)));

    /// <summary>
    /// Tables that the project does not build, as <c>schema.table</c>. Only their database can tell whether they exist and fit.
    /// </summary>
    /// <param name="own">Tables that the project builds.</param>
    public EquatableList<string> TablesOfOthers(IReadOnlyCollection<string> own) => Source.External is not { } external ? [] :
    [
        .. Sound.Models.Select(m => (m.Table, m.Relation)).Concat(Sound.TimeSpines.Select(t => (t.Table, t.Relation)))
            .Where(t => !own.Contains(t.Table)).Select(t => ExternalTables.PlaceOf(external, t.Table, t.Relation))
            .Select(t => $"{t.Schema}.{t.Name}").Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Metrics that are asked for but not defined.</summary>
    /// <param name="asked">Names, each with what asks for it, such as <c>golden test 'paid'</c>, and where.</param>
    public IEnumerable<Diagnostic> UnknownMetrics(IEnumerable<(string Metric, string By, SourceLocation At)> asked)
    {
        var known = Set.Metrics.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var unread = UnknownNames.UnreadTexts(Source, Set).ToList();
        return asked.Where(a => !known.Contains(MetricNamed(a.Metric)) && !HasError(a.Metric)).Select(a =>
            unread.Find(f => UnreadFiles.Declares(f.Text, a.Metric)).Why is { } why
                ? new Diagnostic(
                    DiagnosticCode.LeftOut,
                    $"{a.By} uses '{a.Metric}', which is declared in {why.Location!.Value.File}, and that file cannot be read "
                        + $"({UnreadFiles.Place(why)})", a.At)
                : new Diagnostic(
                    DiagnosticCode.UnknownName,
                    $"{a.By} uses '{a.Metric}', which is not a metric{UnknownNames.Disabled(Set, a.Metric)}", a.At,
                    Candidates: NearestNames.To(a.Metric, known)));
    }

    /// <summary>True for a model over a table that may be meant to hide something.</summary>
    internal bool MayHide(SemanticModel model) =>
        model.Table.Length > 0 && (model.Policies.Count > 0 || Set.Written.InDoubt.Contains(model.Name));

    // Too wrong for a definition to be made of it; that error is reported at its own place.
    private bool HasError(string metric) => Set.Findings.Exists(f => f.Breaks is { Kind: DefinitionKind.Metric } broken
        && broken.Name.Equals(metric, StringComparison.OrdinalIgnoreCase));

    /// <summary>The declared name of a metric that is asked for in another spelling; the given name where none matches.</summary>
    public string MetricNamed(string name) => DeclaredNames.Among(name, Set.Metrics.Select(m => m.Name));

    internal DefinitionSet Set { get; }

    internal NameIndex Names { get; }

    internal Pruning Sound { get; private set; }

    /// <summary>Where a metric or saved query is defined.</summary>
    internal SourceLocation? PlaceOf(DefinitionKey key) => key.Kind == DefinitionKind.Metric
        ? Set.Metrics.Find(m => m.Name == key.Name)?.Location
        : Set.SavedQueries.Find(q => q.Name == key.Name)?.Location;

    internal Pruning Without(IEnumerable<Finding> further, IEnumerable<ClosedTable> closed) => Pruning.Of(Set, Names, further, closed);
}
