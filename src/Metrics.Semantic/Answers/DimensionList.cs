using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Answers;

/// <summary>What metrics can be cut by.</summary>
public sealed record DimensionList(EquatableList<DimensionEntry> Items)
{
    /// <summary>The dimensions that all these metrics can be cut by; refused when a metric is unknown.</summary>
    public static Outcome<DimensionList> Of(Catalog catalog, EquatableList<string> metrics)
    {
        var unknown = metrics.Where(m => !catalog.Metrics.ContainsKey(m)).ToList();
        if (unknown.Count > 0)
            return Outcome<DimensionList>.Refused(unknown.Select(m => new Diagnostic(DiagnosticCode.UnknownMetric, $"there is no metric '{m}'", Candidates: NearestNames.To(m, catalog.Metrics.Keys))));
        var common = metrics.Distinct().SelectMany(m => Facts(catalog, catalog.Metrics[m])).Distinct().Select(f => Reachable(catalog, f)).ToList();
        if (common.Count == 0)
            return Outcome<DimensionList>.Of(new DimensionList([]));
        var items = common[0].Where(entry => common.All(list => list.Any(e => e.Name == entry.Name)));
        return Outcome<DimensionList>.Of(new DimensionList(items.OrderBy(e => e.Name, StringComparer.Ordinal).ToEquatableList()));
    }

    private static IEnumerable<(string Model, string? Time, string? Subject)> Facts(Catalog catalog, Metric metric) => metric switch
    {
        SimpleMetric simple => [(catalog.Measures[simple.Measure].Model.Name, catalog.Measures[simple.Measure].Measure.TimeDimension, null)],
        TimeToNthEventMetric events => [(events.Model, events.TimeDimension, events.Entity)],
        _ => metric.InputMetrics.SelectMany(m => Facts(catalog, catalog.Metrics[m])),
    };

    private static List<DimensionEntry> Reachable(Catalog catalog, (string Model, string? Time, string? Subject) fact) => new NameResolver(catalog, catalog.Models[fact.Model], fact.Time)
        .All()
        .Where(c => fact.Subject is null || c.Name == NameResolver.MetricTime || c.Name == fact.Subject || (c.Path.Count > 0 && c.Path[0].Entity == fact.Subject))
        .DistinctBy(c => c.Name)
        .Select(c =>
        {
            var dimension = catalog.Models[c.Model].Dimensions.FirstOrDefault(d => d.Name == c.Column && c.Role != ColumnRole.Entity);
            return new DimensionEntry(c.Name, c.Role, c.Type, c.Model, dimension?.Label, dimension?.Description, c.Role == ColumnRole.Time ? c.Grain ?? Grain.Day : null);
        })
        .ToList();
}

/// <summary>A dimension, entity or time by the name to group by.</summary>
/// <param name="Name">The name: <c>store__country</c>.</param>
/// <param name="Role">Dimension, entity or time.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Model">The semantic model it is in.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Grain">For times, the finest grain; null for others.</param>
public sealed record DimensionEntry(string Name, ColumnRole Role, ValueType Type, string Model, string? Label, string? Description, Grain? Grain);
