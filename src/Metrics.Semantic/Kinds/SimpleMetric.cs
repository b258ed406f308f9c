using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Kinds;

/// <summary>A measure, aggregated.</summary>
public sealed record SimpleMetric : Metric
{
    /// <summary>The measure's name; of a metric that carries its own aggregation, the measure made for it.</summary>
    public required string Measure { get; init; }

    /// <summary>What to show where there are no rows; null for nothing.</summary>
    public long? FillNullsWith { get; init; }

    /// <summary>True when every time of the time spine has a row, with or without data.</summary>
    public bool JoinToTimeSpine { get; init; }

    /// <inheritdoc/>
    public override string Kind => "simple";

    internal override MetricValue Resolve(MetricScope scope, EquatableList<AuthorFilter> filters)
    {
        // Without times there is no time that could be missing.
        if (JoinToTimeSpine && scope.IsByTime(Name))
            throw MetricScope.NotYet(this, "join_to_timespine");
        return Filled(scope.Measure(Measure, filters));
    }

    /// <summary>A value of the measure, with what is shown where there are no rows.</summary>
    internal MetricValue Filled(MetricValue value) => FillNullsWith is not { } filler ? value : value.Calculable(Name) with
    {
        // Fillers of parts add up to another whole, unless they are zero.
        Expression = new SqlExpression.Call("coalesce", [value.Expression, new SqlExpression.Number(filler)]), IsSum = value.IsSum && filler == 0,
    };
}
