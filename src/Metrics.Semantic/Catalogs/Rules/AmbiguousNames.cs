using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>A metric with the name of an entity: a condition <c>store &gt; 1</c> could mean either, and means the metric.</summary>
internal static class AmbiguousNames
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var entities = context.Set.Models.SelectMany(m => m.Entities).GroupBy(e => e.Name)
            .ToDictionary(g => g.Key, g => g.First().Location);
        return context.Set.Metrics.Where(m => entities.ContainsKey(m.Name)).Select(m => new Finding(
            Breaks: null,
            new Diagnostic(
                DiagnosticCode.AwkwardName, $"metric '{m.Name}' has the name of an entity, defined at {entities[m.Name]}", m.Location,
                $"in conditions write {{{{ Entity('{m.Name}') }}}} for the entity")));
    }
}
