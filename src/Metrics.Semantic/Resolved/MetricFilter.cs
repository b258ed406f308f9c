using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Resolved;

/// <summary>A condition on the metrics of a row of the answer, over them by their alias in source <c>metric</c>.</summary>
/// <param name="Condition">The condition.</param>
public sealed record MetricFilter(SqlExpression Condition)
{
    /// <summary>The source that stands for the metrics: what each of them is, the plan says.</summary>
    public const string Metrics = "metric";
}
