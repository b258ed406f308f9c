using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// The measures of metrics that define their own aggregation: the model's own measure if a manifest says the same twice, or else one made
/// for the metric.
/// </summary>
internal sealed class MetricAggregations
{
    private readonly Dictionary<WrittenMetric, (string Model, string Measure)> _measures = [];
    private readonly ILookup<string, WrittenMeasure> _made;

    public MetricAggregations(WrittenManifest written)
    {
        var models = written.Models.GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.First());
        var taken = written.Models.SelectMany(m => m.Measures).Select(m => m.Name).ToHashSet();
        var made = new List<(string Model, WrittenMeasure Measure)>();
        foreach (var metric in written.Metrics.Where(m => m is { Kind: WrittenKind.Simple, Aggregation.Aggregation: not null }))
        {
            var model = metric.Aggregation!.SemanticModel.Text;
            if (!models.TryGetValue(model, out var of))
                continue;
            var measure = Of(metric);
            if (of.Measures.FirstOrDefault(m => m.Name == metric.Measure?.Name.Text && IsSame(m, measure)) is { } own)
            {
                _measures[metric] = (model, own.Name);
                continue;
            }

            // Two underscores avoid a clash: no author can write them in a measure's name.
            if (!taken.Add(measure.Name))
                measure = measure with { Name = $"{measure.Name}__metric" };
            taken.Add(measure.Name);
            made.Add((model, measure));
            _measures[metric] = (model, measure.Name);
        }

        _made = made.ToLookup(m => m.Model, m => m.Measure);
    }

    /// <summary>The measures made for metrics over a model.</summary>
    public IEnumerable<WrittenMeasure> Of(WrittenModel model) => _made[model.Name];

    /// <summary>The measure that a metric aggregates; null when it defines no aggregation, or when its model does not exist.</summary>
    public (string Model, string Measure)? Find(WrittenMetric metric) => _measures.TryGetValue(metric, out var found) ? found : null;

    private static WrittenMeasure Of(WrittenMetric metric) => new(metric.Name, metric.Aggregation!.Aggregation, metric.Location)
    {
        Expr = metric.Expr?.Text,
        TimeDimension = metric.Aggregation.TimeDimension,
        Percentile = metric.Aggregation.Percentile,
        NonAdditive = metric.Aggregation.NonAdditive,
        Label = metric.Label,
        Description = metric.Description,
        Currency = metric.Currency,
        CurrencyDimension = metric.CurrencyDimension,
        Facts = metric.Facts,
    };

    private static bool IsSame(WrittenMeasure measure, WrittenMeasure ofMetric) =>
        measure.Aggregation == ofMetric.Aggregation
        && (measure.Expr ?? measure.Name) == (ofMetric.Expr ?? measure.Name)
        && measure.TimeDimension?.Text == ofMetric.TimeDimension?.Text
        && measure.Percentile == ofMetric.Percentile
        && measure.NonAdditive?.Name.Text == ofMetric.NonAdditive?.Name.Text
        && measure.NonAdditive?.Choice == ofMetric.NonAdditive?.Choice
        && Groupings(measure).SequenceEqual(Groupings(ofMetric));

    private static IEnumerable<string> Groupings(WrittenMeasure measure) => measure.NonAdditive?.Groupings.Select(g => g.Text) ?? [];
}
