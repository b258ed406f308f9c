using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>What remains of a set without anything broken, and without what can only use broken things.</summary>
internal sealed record Pruning(
    EquatableList<SemanticModel> Models, EquatableList<Metric> Metrics, EquatableList<SavedQuery> SavedQueries,
    EquatableList<TimeSpine> TimeSpines,
    EquatableList<Diagnostic> Diagnostics)
{
    /// <summary>Tables that no caller may read, because it is not known what was to be hidden in them.</summary>
    public FrozenSet<string> ClosedTables { get; init; } = FrozenSet<string>.Empty;

    public static Pruning Of(
        DefinitionSet set, NameIndex names, IEnumerable<Finding> further, IEnumerable<ClosedTable>? closed = null)
    {
        var findings = set.Findings.Concat(further).ToList();
        var broken = findings.Where(f => f.Breaks is not null).Select(f => f.Breaks!.Value).ToHashSet();
        var consequences = new Consequences(broken);
        consequences.Spread(set, names);
        var closing = new TableClosing(set, findings, closed ?? []);
        while (closing.Close(broken))
            consequences.Spread(set, names);
        Diagnostic? Cause(DefinitionKey key) =>
            findings.Where(f => f.Breaks == key).Select(f => f.Diagnostic).OrderBy(d => d.Severity == DiagnosticSeverity.Error ? 0 : 1)
                .FirstOrDefault()
            ?? closing.WhyRefused(key);
        bool Sound(DefinitionKind kind, string name, string? model = null) => !broken.Contains(new DefinitionKey(kind, name, model));
        return new Pruning(
            set.Models.Where(m => Sound(DefinitionKind.Model, m.Name)).Select(m => m with
            {
                Entities = m.Entities.Where(e => Sound(DefinitionKind.Entity, e.Name, m.Name)).ToEquatableList(),
                Dimensions = m.Dimensions.Where(d => Sound(DefinitionKind.Dimension, d.Name, m.Name)).ToEquatableList(),
                Measures = m.Measures.Where(x => Sound(DefinitionKind.Measure, x.Name, m.Name)).ToEquatableList(),
                // The remaining dimensions keep the prefix of a broken primary entity.
                PrimaryEntityName = m.PrimaryEntity,
            }).ToEquatableList(),
            set.Metrics.Where(m => Sound(DefinitionKind.Metric, m.Name)).ToEquatableList(),
            set.SavedQueries.Where(q => Sound(DefinitionKind.SavedQuery, q.Name)).ToEquatableList(),
            set.TimeSpines.Where(t => Sound(DefinitionKind.TimeSpine, t.Table)).ToEquatableList(),
            findings.Select(f => f.Diagnostic).Concat(closing.Problems).Concat(consequences.Told(Cause)).Distinct()
                .OrderBy(d => d.Location?.File, StringComparer.Ordinal).ThenBy(d => d.Location?.Line).ThenBy(d => d.Location?.Column)
                .ToEquatableList())
        {
            ClosedTables = closing.Tables.ToFrozenSet(StringComparer.Ordinal),
        };
    }
}
