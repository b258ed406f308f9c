using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>One side of a conversion metric: its base events, or its conversions.</summary>
internal sealed class ConversionInput
{
    private readonly DefinitionKey _key;
    private readonly WrittenMetric _user;
    private readonly string _side;
    private readonly WrittenMeasureInput? _measure;
    private readonly WrittenInput? _metric;
    private readonly WrittenMetric? _used;

    public ConversionInput(
        DefinitionKey key, WrittenMetric user, string side, WrittenMeasureInput? measure, WrittenInput? metric, WrittenManifest written)
    {
        (_key, _user, _side, _measure, _metric) = (key, user, side, measure, metric);
        _used = metric is null ? null : written.AllMetrics.FirstOrDefault(m => m.Name == metric.Name.Text);
        // If both are given, dbt checks no further.
        Model = (measure, metric) switch
        {
            ({ } one, null) => written.Models.Find(m => m.Measures.Any(x => x.Name == one.Name.Text)),
            (null, not null) when MeasureOf(_used) is { } counted => written.Models.Find(m => m.Measures.Any(x => x.Name == counted)),
            (null, not null) => written.Models.Find(m => m.Name == _used?.Aggregation?.SemanticModel.Text),
            _ => null,
        };
    }

    /// <summary>The model with its events; null when that is not known.</summary>
    public WrittenModel? Model { get; }

    public IEnumerable<Finding> Findings()
    {
        if (_used is { Kind: not WrittenKind.Simple })
            yield return _key.Broken(
                DiagnosticCode.WrongValue, $"'{_used.Name}' is not a simple metric, so it cannot be its {_side}_metric", _metric!.Name.At);
        switch (_measure, _metric)
        {
            case (not null, not null):
                yield return _key.Doubtful(
                    $"has both a {_side}_measure and a {_side}_metric; the measure has no effect", _measure.Name.At,
                    "leave the measure out");
                break;
            case (null, null):
                yield return _key.Broken(DiagnosticCode.MissingKey, $"needs a {_side}_measure or a {_side}_metric", _user.Params.At);
                break;
            case ({ } measure, null) when Model is null:
                yield return _key.Broken(
                    DiagnosticCode.UnknownName, $"there is no measure '{measure.Name}' for {_side}_measure", measure.Name.At);
                break;
            case (null, { } metric) when Model is null:
                yield return _used is null
                    ? _key.Broken(DiagnosticCode.UnknownName, $"there is no metric '{metric.Name}' for {_side}_metric", metric.Name.At)
                    : _key.Broken(
                        DiagnosticCode.UnknownName, $"'{metric.Name}', its {_side}_metric, aggregates no existing semantic model",
                        metric.Name.At);
                break;
        }
    }

    // In a manifest, dbt writes a metric's own aggregation in addition to its measure, and reads only the aggregation.
    private static string? MeasureOf(WrittenMetric? metric) =>
        metric is { Aggregation: null, InputMeasures: null, Measure: { } measure } ? measure.Name.Text : null;

    /// <summary>Errors if its input does not count events.</summary>
    public IEnumerable<Finding> Countable()
    {
        var counted = _measure is { } input && Model!.Measures.FirstOrDefault(m => m.Name == input.Name.Text) is { } measure
            ? (measure.Aggregation, measure.Expr, input.Name, input.Filters)
            : MeasureOf(_used) is { } own && Model!.Measures.FirstOrDefault(m => m.Name == own) is { } behind
            ? (behind.Aggregation, behind.Expr, _metric!.Name, _metric.Filters)
            : _metric is { } of ? (_used!.Aggregation?.Aggregation, _used.Expr?.Text, of.Name, of.Filters)
                : ((Aggregation?, string?, Word, EquatableList<Word>)?)null;
        if (counted is not var (aggregation, expr, name, filters))
            yield break;
        if (aggregation is not (Aggregation.Count or Aggregation.CountDistinct) && (aggregation != Aggregation.Sum || expr != "1"))
            yield return _key.Broken(
                DiagnosticCode.WrongValue, $"'{name}' does not count: its agg is {aggregation?.ToString().ToLowerInvariant()}", name.At,
                "count, count_distinct, or sum of 1");
        if (filters.Count > 0 && _side == "conversion")
            yield return _key.Doubtful($"'{name}' has a filter, which is not fully supported on conversions", name.At);
    }
}
