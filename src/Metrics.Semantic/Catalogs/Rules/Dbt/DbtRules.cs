using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A rule of dbt, by dbt's name for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Check">Returns what breaks the rule.</param>
internal sealed record DbtRule(string Name, Func<WrittenManifest, IEnumerable<Finding>> Check)
{
    /// <summary>False for rules that dbt has but does not run by default.</summary>
    public bool IsDefault { get; init; } = true;

    /// <summary>
    /// True when this project's own rules report the same better, or allow what it can answer. Only checks of files for dbt run such a
    /// rule.
    /// </summary>
    public bool IsReplaced { get; init; }

    /// <summary>Findings to ignore, because this project can answer them.</summary>
    public Func<Finding, bool> Passes { get; init; } = _ => false;

    public IEnumerable<Finding> Run(WrittenManifest written) => Check(written).Select(f => f with { Rule = Name });
}

/// <summary>All rules of dbt, in dbt's order.</summary>
internal static class DbtRules
{
    public static readonly IReadOnlyList<DbtRule> All =
    [
        new("PercentileAggregationRule", PercentileAggregation.Check),
        // A formula without inputs is a constant.
        new("DerivedMetricRule", DerivedMetricInputs.Check) { Passes = f => f.Diagnostic.Code == DiagnosticCode.MissingKey || IsName(f) },
        new("CountAggregationExprRule", CountAggregationExpr.Check),
        new("SemanticModelMeasuresUniqueRule", MeasuresUnique.Check),
        new("SemanticModelValidityWindowRule", ValidityWindow.Check),
        new("DimensionConsistencyRule", DimensionConsistency.Check),
        // Here such names are distinguished by their prefixes.
        new("ElementConsistencyRule", ElementConsistency.Check) { IsReplaced = true },
        new("NaturalEntityConfigurationRule", NaturalEntityConfiguration.Check),
        new("MeasureConstraintAliasesRule", MeasureAliases.Check) { Passes = IsName },
        new("MetricMeasuresRule", MetricMeasures.Check),
        new("CumulativeMetricRule", CumulativeMetricParams.Check),
        // A project without metrics has only just begun.
        new("NonEmptyRule", NonEmpty.Check) { IsReplaced = true },
        new("UniqueAndValidNameRule", UniqueAndValidNames.Check) { Passes = f => IsName(f) || IsElement(f) },
        // This project's rule allows measures without any time.
        new("AggregationTimeDimensionRule", AggregationTimeDimension.Check) { IsReplaced = true },
        new("ReservedKeywordsRule", ReservedKeywords.Check),
        new("MeasuresNonAdditiveDimensionRule", MeasuresNonAdditiveDimension.Check),
        new("SemanticModelDefaultsRule", SemanticModelDefaults.Check),
        // This project's rule allows primary_entity to repeat the primary entity.
        new("PrimaryEntityRule", PrimaryEntity.Check) { IsReplaced = true },
        // Of two columns of one name, the reachable one is taken; if both can be reached, the question is refused.
        new("PrimaryEntityDimensionPairs", PrimaryEntityDimensionPairs.Check) { IsReplaced = true },
        new("WhereFiltersAreParseable", WhereFilters.Check) { IsReplaced = true },
        new("SavedQueryRule", SavedQueries.Check) { IsReplaced = true },
        new("MetricLabelsRule", MetricLabels.Check),
        new("SemanticModelLabelsRule", SemanticModelLabels.Check),
        new("EntityLabelsRule", EntityLabels.Check),
        new("ConversionMetricRule", ConversionMetricInputs.Check),
        // A question that needs a finer spine than there is will be refused when it is asked.
        new("TimeSpineRule", TimeSpines.Check) { IsReplaced = true },
        new("TimeDimensionHasGranularityRule", TimeDimensionHasGranularity.Check),
        new("SimpleMetricExprRule", SimpleMetricExpr.Check),
        // Most projects have some on purpose.
        new("CommonEntitysRule", CommonEntities.Check) { IsDefault = false, IsReplaced = true },
        new("MetricTimeGranularityRule", MetricTimeGranularity.Check) { IsDefault = false },
        new("MetricAggregationParamsInForSimpleMetricsRule", MetricAggregationParams.Check) { IsDefault = false },
        new("MetricsNonAdditiveDimensionsRule", MetricsNonAdditiveDimensions.Check) { IsDefault = false },
        new("MetricsCountAggregationExprRule", MetricsCountAggregationExpr.Check) { IsDefault = false },
        new("MetricsPercentileAggregationRule", MetricsPercentileAggregation.Check) { IsDefault = false },
    ];

    // Names may have a single letter here; those of grains must have dbt's form too.
    private static bool IsName(Finding finding) =>
        finding.Diagnostic.Code == DiagnosticCode.InvalidName && finding.Breaks?.Kind != DefinitionKind.TimeSpine;

    // An entity and a dimension of one name differ in how they are asked for. Two of one kind are found by this project's own rules.
    private static bool IsElement(Finding finding) =>
        finding.Breaks?.Kind is DefinitionKind.Entity or DefinitionKind.Dimension or DefinitionKind.Measure;
}
