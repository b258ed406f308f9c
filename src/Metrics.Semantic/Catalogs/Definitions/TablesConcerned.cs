using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Which tables a metric reads, and which a text may be about.</summary>
internal static class TablesConcerned
{
    /// <summary>
    /// Tables that a text mentions, in any case: by a name of theirs, by one of a model, measure, metric or dimension with its entity
    /// (<c>order__status</c>) over them, or because its file defines one.
    /// </summary>
    public static HashSet<string> ByText(DefinitionSet set, string path, string text)
    {
        var tables = set.Metrics.Where(m => m.Location.File == path || Has(m.Name)).SelectMany(m => ByMetric(set, m))
            .Concat(set.Models
                .Where(m => m.Location.File == path || Has(m.Name) || m.Measures.Any(x => Has(x.Name)) || Names(m.Table)
                    || PolicyTargets.Names(m).Any(n => n.Contains("__", StringComparison.Ordinal) && Has(n)))
                .Select(m => m.Table))
            .Concat(set.TimeSpines.Select(t => t.Table).Where(Names));
        return tables.Where(t => t.Length > 0).ToHashSet(StringComparer.Ordinal);

        bool Has(string name) => UnreadFiles.Mentions(text, name, StringComparison.OrdinalIgnoreCase);
        bool Names(string table) => set.Written.NamesOf(table).Any(Has);
    }

    /// <summary>The same for a file with definitions; where it mentions nothing, all tables that its pack's models read.</summary>
    public static HashSet<string> ByFile(DefinitionSet set, CatalogFile file, string text)
    {
        var tables = ByText(set, file.Path, text);
        if (tables.Count == 0)
            tables.UnionWith(set.Written.Models.Where(m => m.Pack == file.Pack && m.Table.Length > 0).Select(m => m.Table));
        return tables;
    }

    /// <summary>Tables over which a model has a dimension, entity or measure that one of these texts names, by its own name.</summary>
    public static HashSet<string> ByMembers(DefinitionSet set, IEnumerable<string> texts)
    {
        var all = texts.Distinct(StringComparer.Ordinal).ToList();
        return set.Models.Where(m => m.Table.Length > 0 && m.Dimensions.Select(d => d.Name).Concat(m.Entities.Select(e => e.Name))
                .Concat(m.Measures.Select(x => x.Name)).Concat(PolicyTargets.Names(m))
                .Any(n => all.Exists(t => UnreadFiles.Mentions(t, n))))
            .Select(m => m.Table).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Tables that a metric reads, also through other metrics.</summary>
    public static IEnumerable<string> ByMetric(DefinitionSet set, Metric metric) =>
        set.Models.Select(m => m.Table).Distinct(StringComparer.Ordinal).Where(t => Reads(set, metric, t, []));

    /// <summary>True when a metric reads a table, also through other metrics.</summary>
    public static bool Reads(DefinitionSet set, Metric metric, string table) => Reads(set, metric, table, []);

    private static bool Reads(DefinitionSet set, Metric metric, string table, HashSet<string> seen) =>
        seen.Add(metric.Name) && (metric switch
    {
        SimpleMetric simple => set.Models.Exists(m => m.Table == table && m.Measures.Any(x => x.Name == simple.Measure)),
        TimeToNthEventMetric events => set.Models.Exists(m => m.Table == table && m.Name == events.Model),
        _ => false,
    } || metric.InputMetrics.Any(i => set.Metrics.Exists(m => m.Name == i && Reads(set, m, table, seen))));
}
