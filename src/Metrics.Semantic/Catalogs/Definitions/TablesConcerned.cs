using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Which tables a metric reads, and which a text may be about.</summary>
internal static class TablesConcerned
{
    /// <summary>
    /// Tables that a text mentions: by a name of theirs, by one of a model, measure or metric over them, or because its file defines one.
    /// </summary>
    public static HashSet<string> ByText(DefinitionSet set, string path, string text)
    {
        var tables = set.Metrics.Where(m => m.Location.File == path || UnreadFiles.Mentions(text, m.Name)).SelectMany(m => ByMetric(set, m))
            .Concat(set.Models
                .Where(m => m.Location.File == path || UnreadFiles.Mentions(text, m.Name)
                    || m.Measures.Any(x => UnreadFiles.Mentions(text, x.Name)) || Names(m.Table))
                .Select(m => m.Table))
            .Concat(set.TimeSpines.Select(t => t.Table).Where(Names));
        return tables.Where(t => t.Length > 0).ToHashSet(StringComparer.Ordinal);

        bool Names(string table) => set.Written.NamesOf(table).Any(n => UnreadFiles.Mentions(text, n));
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
