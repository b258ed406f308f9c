using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Kinds;

/// <summary>A measure, aggregated.</summary>
public sealed record SimpleMetric : Metric
{
    /// <summary>The measure's name.</summary>
    public required string Measure { get; init; }

    /// <summary>What to show where there are no rows; null for nothing.</summary>
    public long? FillNullsWith { get; init; }

    /// <inheritdoc/>
    public override string Kind => "simple";

    internal override MetricValue Resolve(MetricScope scope, EquatableList<AuthorFilter> filters)
    {
        var value = scope.Measure(Measure, filters);
        if (FillNullsWith is not { } filler)
            return value;
        // Fillers of parts add up to another whole, unless they are zero.
        return value.Calculable(Name) with
        {
            Expression = new SqlExpression.Call("coalesce", [value.Expression, new SqlExpression.Number(filler)]), IsSum = value.IsSum && filler == 0,
        };
    }
}
