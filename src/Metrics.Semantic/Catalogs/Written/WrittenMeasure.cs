using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A measure as written.</summary>
internal sealed record WrittenMeasure(string Name, Aggregation? Aggregation, SourceLocation Location)
{
    public string? Expr { get; init; }

    public Word? TimeDimension { get; init; }

    public WrittenPercentile? Percentile { get; init; }

    public WrittenNonAdditive? NonAdditive { get; init; }

    /// <summary>True when a metric of the same name is to be made from it.</summary>
    public bool CreatesMetric { get; init; }

    public Word? Label { get; init; }

    public string? Description { get; init; }

    /// <summary>The label of the metric it creates (<c>create_metric_display_name</c>).</summary>
    public string? CreatedLabel { get; init; }

    public string? Currency { get; init; }

    public Word? CurrencyDimension { get; init; }

    public MetricFacts Facts { get; init; } = MetricFacts.None;

    public string? Meta { get; init; }
}

/// <summary><c>agg_params</c>.</summary>
internal sealed record WrittenPercentile(double? Percentile, bool IsDiscrete, bool IsApproximate);

/// <summary><c>non_additive_dimension</c>.</summary>
/// <param name="Name">The dimension.</param>
/// <param name="Choice">The <c>window_choice</c>.</param>
/// <param name="Groupings">The <c>window_groupings</c>.</param>
internal sealed record WrittenNonAdditive(Word Name, Aggregation Choice, EquatableList<Word> Groupings);
