using Metrics.Semantic.Catalogs.Rules.Dbt;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// All rules that definitions must meet together: one file a rule, one line here. dbt's rules, in <see cref="DbtRules"/>, apply too.
/// </summary>
internal static class CatalogRules
{
    private static readonly Func<RuleContext, IEnumerable<Finding>>[] Own =
    [
        NameForms.Check,
        DuplicateNames.Check,
        DuplicateMembers.Check,
        AmbiguousNames.Check,
        PrimaryEntities.Check,
        SharedEntities.Check,
        UnknownNames.Check,
        NamesOutsideBraces.Check,
        MetricCycles.Check,
        AggregationTimes.Check,
        EventMetrics.Check,
        Currencies.Check,
        FieldCollisions.Check,
        PolicyNames.Check,
        UnreadPolicies.Check,
        context => TimeSpines.Twice(context.Set.Written),
    ];

    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var read = context.Set.Findings.ToList();
        var own = Own.SelectMany(rule => rule(context)).ToList();
        var told = new Told(read, own);
        return own.Concat(DbtRules.All
            .Where(r => !r.IsReplaced)
            .SelectMany(r => r.Run(context.Set.Written).Where(f => !r.Passes(f)))
            .Where(f => !told.Covers(f)));
    }
}
