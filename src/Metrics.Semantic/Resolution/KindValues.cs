using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>For each kind of metric: what it needs from facts, and how it is computed from that.</summary>
/// <param name="scope">Gives the measures and metrics that it asks for.</param>
/// <param name="filters">Conditions on its rows: its own, and those of the metrics that it is an input of.</param>
internal sealed class KindValues(MetricScope scope, EquatableList<AuthorFilter> filters) : MetricVisitor<MetricValue>
{
    public override MetricValue Visit(SimpleMetric metric)
    {
        // If it is not grouped by time, no time can be missing.
        if (metric.JoinToTimeSpine && scope.IsByTime(metric.Name))
            throw MetricScope.NotYet(metric, "join_to_timespine");
        return Filled(metric, scope.Measure(metric.Measure, filters));
    }

    public override MetricValue Visit(RatioMetric metric) => MetricValue.Quotient(Of(metric.Numerator), Of(metric.Denominator));

    public override MetricValue Visit(DerivedMetric metric)
    {
        var inputs = new Dictionary<string, MetricValue>();
        foreach (var input in metric.Inputs)
        {
            if (input.OffsetWindow is not null || input.OffsetToGrain is not null)
            {
                throw scope.IsByTime(input.Metric)
                    ? MetricScope.NotYet(metric, "an input at another time") : MetricScope.NeedsTime(metric, "an input at another time");
            }

            var value = Plain(input);
            if (!inputs.TryAdd(input.Name, value))
            {
                throw new ResolutionException(new Diagnostic(
                    DiagnosticCode.DuplicateName, $"'{metric.Name}' has two inputs called '{input.Name}'", metric.Location,
                    "give one of them an alias"));
            }
        }

        // The formula grammar calculates with numbers only. With inputs of other types the author's SQL is used as written, if its type is
        // known.
        if (metric.Formula is null || (metric.Type is not null && !inputs.Values.All(v => v.IsNumber)))
            return FormulaValue.AsWritten(metric.Expr, inputs, metric.Type);
        return FormulaValue.Of(metric.Formula, metric.Inputs.ToDictionary(i => i.Name, i => inputs[i.Name].Calculable(i.Metric)));
    }

    public override MetricValue Visit(CumulativeMetric metric)
    {
        if (scope.IsByTime(metric.Input.Metric))
            throw MetricScope.NotYet(metric, "a cumulative metric by time");
        if (metric.Window is not null || metric.GrainToDate is not null)
        {
            throw MetricScope.NeedsTime(
                metric, metric.Window is null ? "the span since the beginning of each period" : "a window before each time");
        }

        // Over all time and not grouped by time, the sum covers all rows, as the input itself does.
        return Plain(metric.Input);
    }

    public override MetricValue Visit(ConversionMetric metric)
    {
        // Without base events there are no conversions, and their share is null.
        var conversions = scope.Conversions(metric, filters).Calculable(metric.Conversion.Metric);
        return metric.IsCount ? conversions : MetricValue.Quotient(conversions, Of(metric.Base));
    }

    public override MetricValue Visit(TimeToNthEventMetric metric) => scope.Events(metric, filters);

    /// <summary>The value of a metric's measure, with the value that is shown where there are no rows.</summary>
    public static MetricValue Filled(SimpleMetric metric, MetricValue value) => metric.FillNullsWith is not { } filler ? value
        : value.Calculable(metric.Name) with
        {
            // With a filler other than zero, the parts no longer add up to the whole.
            Formula = new ValueFormula.Coalesce([value.Formula, new ValueFormula.Number(filler)]),
            IsSum = value.IsSum && filler == 0,
        };

    private MetricValue Of(MetricInput input) => Plain(input).Calculable(input.Metric);

    private MetricValue Plain(MetricInput input) => scope.Metric(input.Metric, filters.Concat(input.Filters).ToEquatableList());
}
