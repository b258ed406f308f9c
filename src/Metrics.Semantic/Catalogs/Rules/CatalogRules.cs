using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>Every rule that definitions must keep among themselves: one file a rule, one line here.</summary>
internal static class CatalogRules
{
    private static readonly Func<RuleContext, IEnumerable<Finding>>[] All =
    [
        NameForms.Check,
        DuplicateNames.Check,
        DuplicateMembers.Check,
        AmbiguousNames.Check,
        PrimaryEntities.Check,
        SharedEntities.Check,
        UnknownNames.Check,
        MetricCycles.Check,
        AggregationTimes.Check,
        EventMetrics.Check,
        Currencies.Check,
        FieldCollisions.Check,
    ];

    public static IEnumerable<Finding> Check(RuleContext context) => All.SelectMany(rule => rule(context));
}
