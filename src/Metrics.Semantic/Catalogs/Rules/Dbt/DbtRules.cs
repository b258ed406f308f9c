using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A rule of dbt's by its name there.</summary>
/// <param name="Name">The name.</param>
/// <param name="Check">What it finds.</param>
internal sealed record DbtRule(string Name, Func<WrittenManifest, IEnumerable<Finding>> Check)
{
    /// <summary>False for those that dbt has but does not run by itself.</summary>
    public bool IsDefault { get; init; } = true;

    /// <summary>
    /// True when our own rules say the same better, or let pass what we can answer: then it holds for what goes to dbt only.
    /// </summary>
    public bool IsReplaced { get; init; }

    /// <summary>What of it we let pass, since we can answer it.</summary>
    public Func<Finding, bool> Passes { get; init; } = _ => false;

    public IEnumerable<Finding> Run(WrittenManifest written) => Check(written).Select(f => f with { Rule = Name });
}

/// <summary>All rules of dbt's, in its order.</summary>
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
        // Ours are told apart by what stands before them.
        new("ElementConsistencyRule", ElementConsistency.Check) { IsReplaced = true },
        new("NaturalEntityConfigurationRule", NaturalEntityConfiguration.Check),
        new("MeasureConstraintAliasesRule", MeasureAliases.Check) { Passes = IsName },
        new("MetricMeasuresRule", MetricMeasures.Check),
        new("CumulativeMetricRule", CumulativeMetricParams.Check),
        // A project without metrics is one that has just begun.
        new("NonEmptyRule", NonEmpty.Check) { IsReplaced = true },
        new("UniqueAndValidNameRule", UniqueAndValidNames.Check) { Passes = f => IsName(f) || IsElement(f) },
        // Ours lets measures without any time pass.
        new("AggregationTimeDimensionRule", AggregationTimeDimension.Check) { IsReplaced = true },
        new("ReservedKeywordsRule", ReservedKeywords.Check),
        new("MeasuresNonAdditiveDimensionRule", MeasuresNonAdditiveDimension.Check),
        new("SemanticModelDefaultsRule", SemanticModelDefaults.Check),
        // Ours lets primary_entity repeat the primary entity.
        new("PrimaryEntityRule", PrimaryEntity.Check) { IsReplaced = true },
        // Of two columns of one name ours takes the one that can be reached, and refuses where both can.
        new("PrimaryEntityDimensionPairs", PrimaryEntityDimensionPairs.Check) { IsReplaced = true },
        new("WhereFiltersAreParseable", WhereFilters.Check) { IsReplaced = true },
        new("SavedQueryRule", SavedQueries.Check) { IsReplaced = true },
        new("MetricLabelsRule", MetricLabels.Check),
        new("SemanticModelLabelsRule", SemanticModelLabels.Check),
        new("EntityLabelsRule", EntityLabels.Check),
        new("ConversionMetricRule", ConversionMetricInputs.Check),
        // Questions that need a finer spine than there is are refused when they are asked.
        new("TimeSpineRule", TimeSpines.Check) { IsReplaced = true },
        new("TimeDimensionHasGranularityRule", TimeDimensionHasGranularity.Check),
        new("SimpleMetricExprRule", SimpleMetricExpr.Check),
        // Most projects have a few, on purpose.
        new("CommonEntitysRule", CommonEntities.Check) { IsDefault = false, IsReplaced = true },
        new("MetricTimeGranularityRule", MetricTimeGranularity.Check) { IsDefault = false },
        new("MetricAggregationParamsInForSimpleMetricsRule", MetricAggregationParams.Check) { IsDefault = false },
        new("MetricsNonAdditiveDimensionsRule", MetricsNonAdditiveDimensions.Check) { IsDefault = false },
        new("MetricsCountAggregationExprRule", MetricsCountAggregationExpr.Check) { IsDefault = false },
        new("MetricsPercentileAggregationRule", MetricsPercentileAggregation.Check) { IsDefault = false },
    ];

    // Ours may be of one letter; those of grains are held to dbt's form too.
    private static bool IsName(Finding finding) =>
        finding.Diagnostic.Code == DiagnosticCode.InvalidName && finding.Breaks?.Kind != DefinitionKind.TimeSpine;

    // An entity and a dimension of one name are told apart by how they are asked for; two of a kind our own rules find.
    private static bool IsElement(Finding finding) =>
        finding.Breaks?.Kind is DefinitionKind.Entity or DefinitionKind.Dimension or DefinitionKind.Measure;
}
