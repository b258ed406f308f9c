using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>No metric is called as an entity is: a condition <c>store &gt; 1</c> could mean either.</summary>
internal static class AmbiguousNames
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var entities = context.Set.Models.SelectMany(m => m.Entities).GroupBy(e => e.Name).ToDictionary(g => g.Key, g => g.First().Location);
        return context.Set.Metrics.Where(m => entities.ContainsKey(m.Name)).Select(m => new Finding(
            DefinitionKey.OfMetric(m.Name),
            new Diagnostic(DiagnosticCode.DuplicateName, $"metric '{m.Name}' has the name of an entity, defined at {entities[m.Name]}", m.Location)));
    }
}
