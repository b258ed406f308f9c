using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Resolves the conversions of a metric. The question's names and conditions are about the events before; the conversion metric's own
/// conditions are about the events after.
/// </summary>
internal sealed class ConversionResolver(MetricScope scope, UnitSet units)
{
    public MetricValue Resolve(ConversionMetric metric, EquatableList<AuthorFilter> filters)
    {
        var (before, after) = (Simple(metric, metric.Base), Simple(metric, metric.Conversion));
        if (after.JoinToTimeSpine && scope.IsByTime(metric.Base.Metric))
            throw MetricScope.NotYet(metric, "join_to_timespine");
        var (baseModel, baseMeasure) = scope.Catalog.Measures[before.Measure];
        var (model, measure) = scope.Catalog.Measures[after.Measure];
        if (baseMeasure.NonAdditive is not null || measure.NonAdditive is not null)
            throw MetricScope.NotYet(metric, "a conversion of what does not add up over time");
        if (AggregateTypes.Of(measure.Aggregation, measure.DataType, measure.IsDiscrete) is not var (argument, result))
        {
            throw new ResolutionException(new Diagnostic(
                DiagnosticCode.Unbound,
                $"measure '{measure.Name}' cannot be aggregated this way: each of its values is {measure.DataType.Value.Named()}"));
        }

        var names = new NameResolver(scope.Catalog, baseModel, baseMeasure.TimeDimension);
        var keys = scope.Keys(names);
        var baseFilters = filters.Concat(metric.Base.Filters).Concat(before.Filters).ToEquatableList();
        var rows = scope.RowFilters(names, baseFilters);
        var times = scope.Times(names, baseModel, baseMeasure.TimeDimension);
        var own = metric.Conversion.Filters.Concat(after.Filters).ToEquatableList();
        var events = new ConversionEvents
        {
            Model = model.Name,
            Filters = new FactConditions(scope, new NameResolver(scope.Catalog, model, measure.TimeDimension)).Bind(own, []),
            Subjects = Subjects(metric, baseModel, model),
            BaseTime = Time(metric, baseModel, baseMeasure.TimeDimension),
            Time = Time(metric, model, measure.TimeDimension),
            Tie = baseModel.Entities.FirstOrDefault(e => e.Kind == EntityKind.Primary) is { } key ? Own(baseModel, key.Name, "tie") : null,
            Within = Within(metric),
        };
        scope.Stop();
        scope.Note(baseModel, keys, rows);
        scope.Note(model, [], events.Filters);
        var aggregate = new UnitAggregate("", measure.Aggregation, measure.Expr, result, argument);
        var unit = new FactUnit { Model = baseModel.Name, Keys = keys, Filters = rows, Times = times, Conversions = events };
        var value = units.Add(unit, measure.Name, aggregate);
        return KindValues.Filled(after, new MetricValue(value, measure.Aggregation is Aggregation.Sum or Aggregation.Count));
    }

    private SimpleMetric Simple(ConversionMetric metric, MetricInput input) =>
        scope.Catalog.Metrics.GetValueOrDefault(input.Metric) as SimpleMetric
        ?? throw new ResolutionException(
            new Diagnostic(DiagnosticCode.Unbound, $"metric '{metric.Name}': '{input.Metric}' is not a simple metric", metric.Location));

    private EquatableList<SubjectPair> Subjects(ConversionMetric metric, SemanticModel before, SemanticModel after)
    {
        var pairs = metric.ConstantProperties.Prepend(new ConstantProperty(metric.Entity, metric.Entity))
            .Select((p, i) => new SubjectPair(Own(before, p.Base, $"subject {i}"), Own(after, p.Conversion, $"subject {i}")))
            .ToEquatableList();
        foreach (var pair in pairs.Where(p => Family(p.Base.Type) != Family(p.Conversion.Type)))
        {
            scope.Tell([new Diagnostic(
                DiagnosticCode.WrongComparison,
                $"metric '{metric.Name}': '{pair.Base.Column}' of '{before.Name}' is {pair.Base.Type.Named()} and "
                    + $"'{pair.Conversion.Column}' of '{after.Name}' is {pair.Conversion.Type.Named()}, so no event can follow another",
                Hint: "give one of them an expr with a cast")]);
        }

        return pairs;
    }

    // At the grain of its data, as any other time.
    private static BoundColumn Time(ConversionMetric metric, SemanticModel model, string? name)
    {
        var dimension = model.Dimensions.FirstOrDefault(d => d.Name == name) ?? throw new ResolutionException(new Diagnostic(
            DiagnosticCode.NoMetricTime, $"metric '{metric.Name}': '{model.Name}' has no time to order its events by",
            Hint: "give its measures an agg_time_dimension"));
        return TimeColumn.Bind(ConversionEvents.TimeColumn, [], model, dimension, null, null, cut: true).Value!;
    }

    private static SpanBefore? Within(ConversionMetric metric) => metric.Window switch
    {
        null => null,
        { Grain.Standard: { } grain } window => new SpanBefore(window.Count, grain),
        _ => throw MetricScope.NotYet(metric, "a window of a custom granularity"),
    };

    private static BoundColumn Own(SemanticModel model, string name, string alias)
    {
        if (model.Entities.FirstOrDefault(e => e.Name == name) is { } entity)
            return MetricScope.Groupable(
                new BoundColumn(alias, [], model.Name, entity.Name, ColumnRole.Entity, null, entity.DataType.Value, entity.DataType));
        var dimension = model.Dimensions.First(d => d.Name == name);
        return dimension.IsTime
            ? TimeColumn.Bind(alias, [], model, dimension, null, null, cut: true).Value!
            : MetricScope.Groupable(
                new BoundColumn(alias, [], model.Name, dimension.Name, ColumnRole.Dimension, null, dimension.Type, dimension.DataType));
    }

    private static ValueType Family(ValueType type) => type is ValueType.Decimal or ValueType.Double ? ValueType.Integer : type;
}
