using Metrics.Answering.Publications;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Api.Resources;

/// <summary>A number with a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Kind">simple, ratio, derived, cumulative, conversion or time_to_nth_event.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="Format">How to show it.</param>
/// <param name="Deprecated">Why it should not be used any more; null when it may be.</param>
/// <param name="Synonyms">Other words that people have for it; a search finds it by them.</param>
/// <param name="Pack">The pack it is in.</param>
/// <param name="Inputs">Metrics it is computed from.</param>
/// <param name="TimeGrain">The finest grain of its metric_time; null when it has none.</param>
/// <param name="Freshness">How fresh the tables are that its facts come from.</param>
internal sealed record MetricItem(
    string Name, string? Label, string? Description, string? Owner, string Kind, string? Unit, string? Format, string? Deprecated,
    IReadOnlyList<string> Synonyms, string Pack, IReadOnlyList<string> Inputs, string? TimeGrain, MetricFreshness Freshness)
{
    public static MetricItem Of(Metric metric, Catalog catalog, PublicationState state) => new(
        metric.Name, metric.Label, metric.Description, metric.Owner, metric.Kind, metric.Unit, metric.Format, metric.Deprecated,
        [.. metric.Synonyms], metric.Pack,
        [.. metric.InputMetrics.Distinct()], Grain(Facts(metric, catalog)),
        MetricFreshness.Of(Facts(metric, catalog).Select(f => f.Model.Table), state));

    // Of several facts the coarsest grain: they cannot be combined at a finer one.
    private static string? Grain(IEnumerable<(SemanticModel Model, string? Time)> facts)
    {
        var grains = facts.Select(f => f.Model.Dimensions.FirstOrDefault(d => d.Name == f.Time)?.Grain).ToList();
        return grains.Contains(null) || grains.Count == 0 ? null : grains.Max()!.Value.Word();
    }

    private static List<(SemanticModel Model, string? Time)> Facts(Metric metric, Catalog catalog) => metric switch
    {
        SimpleMetric simple => [(catalog.Measures[simple.Measure].Model, catalog.Measures[simple.Measure].Measure.TimeDimension)],
        TimeToNthEventMetric events => [(catalog.Models[events.Model], events.TimeDimension)],
        _ => [.. metric.InputMetrics.Distinct().SelectMany(m => Facts(catalog.Metrics[m], catalog)).Distinct()],
    };
}

/// <summary>How fresh a metric's facts are.</summary>
/// <param name="AsOf">The oldest source extraction behind them; null when no source is.</param>
/// <param name="DataVersion">The highest publication among them.</param>
/// <param name="Degraded">True when something is wrong with them.</param>
/// <param name="Freshness">confirmed, or unconfirmed when something newer may have been published without being seen.</param>
internal sealed record MetricFreshness(DateTimeOffset? AsOf, string? DataVersion, bool Degraded, string Freshness)
{
    public static MetricFreshness Of(IEnumerable<string> tables, PublicationState state)
    {
        var snapshot = state.Snapshot.Value;
        var published = tables.Distinct().Where(t => snapshot?.TryGet(t, out _) == true).ToList();
        return new(
            snapshot?.AsOf(published), snapshot?.DataVersion(published),
            snapshot is not null && Degradation.Of(snapshot, published).Degraded,
            state.Confirmed ? "confirmed" : "unconfirmed");
    }
}
