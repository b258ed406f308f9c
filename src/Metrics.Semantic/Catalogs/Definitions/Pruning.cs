using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>What is left of a set when everything broken is taken out, and everything that uses only broken things.</summary>
internal sealed record Pruning(
    EquatableList<SemanticModel> Models, EquatableList<Metric> Metrics, EquatableList<SavedQuery> SavedQueries, EquatableList<TimeSpine> TimeSpines,
    EquatableList<Diagnostic> Diagnostics)
{
    /// <summary>Tables that nobody may read, since what was to be hidden in them is not known.</summary>
    public FrozenSet<string> ClosedTables { get; init; } = FrozenSet<string>.Empty;

    public static Pruning Of(DefinitionSet set, NameIndex names, IEnumerable<Finding> further)
    {
        var findings = set.Findings.Concat(further).ToList();
        var broken = findings.Where(f => f.Breaks is not null).Select(f => f.Breaks!.Value).ToHashSet();
        var leftOut = Spread(set, names, broken);
        var closing = new TableClosing(set);
        while (closing.Close(broken))
            leftOut.AddRange(Spread(set, names, broken));
        bool Sound(DefinitionKind kind, string name, string? model = null) => !broken.Contains(new DefinitionKey(kind, name, model));
        return new Pruning(
            set.Models.Where(m => Sound(DefinitionKind.Model, m.Name)).Select(m => m with
            {
                Entities = m.Entities.Where(e => Sound(DefinitionKind.Entity, e.Name, m.Name)).ToEquatableList(),
                Dimensions = m.Dimensions.Where(d => Sound(DefinitionKind.Dimension, d.Name, m.Name)).ToEquatableList(),
                Measures = m.Measures.Where(x => Sound(DefinitionKind.Measure, x.Name, m.Name)).ToEquatableList(),
                // The broken entity's name stays the prefix of the dimensions that are left.
                PrimaryEntityName = m.PrimaryEntity,
            }).ToEquatableList(),
            set.Metrics.Where(m => Sound(DefinitionKind.Metric, m.Name)).ToEquatableList(),
            set.SavedQueries.Where(q => Sound(DefinitionKind.SavedQuery, q.Name)).ToEquatableList(),
            set.TimeSpines.Where(t => Sound(DefinitionKind.TimeSpine, t.Table)).ToEquatableList(),
            findings.Select(f => f.Diagnostic).Concat(leftOut).Concat(closing.Problems).Distinct()
                .OrderBy(d => d.Location?.File, StringComparer.Ordinal).ThenBy(d => d.Location?.Line).ThenBy(d => d.Location?.Column).ToEquatableList())
        {
            ClosedTables = closing.Tables.ToFrozenSet(StringComparer.Ordinal),
        };
    }

    // Until nothing more falls: a use is bad when every definition that could serve it is broken.
    private static List<Diagnostic> Spread(DefinitionSet set, NameIndex names, HashSet<DefinitionKey> broken)
    {
        var leftOut = new List<Diagnostic>();
        var uses = set.Uses.Select(u => (Use: u, Served: names.Find(u))).Where(x => x.Served is { Count: > 0 }).ToList();
        var fallen = true;
        while (fallen)
        {
            fallen = false;
            foreach (var (use, served) in uses)
            {
                if (IsBroken(use.By, broken) || !served!.All(k => IsBroken(k, broken)))
                    continue;
                fallen = broken.Add(use.By);
                leftOut.Add(new Diagnostic(DiagnosticCode.LeftOut, $"{use.By} is left out, since it uses {served![0]}, which is", use.At));
            }
        }

        return leftOut;
    }

    private static bool IsBroken(DefinitionKey key, HashSet<DefinitionKey> broken) =>
        broken.Contains(key) || (key.Model is { } model && broken.Contains(DefinitionKey.OfModel(model)));
}
