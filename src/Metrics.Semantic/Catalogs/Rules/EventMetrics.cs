using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>Time to the nth event is measured along a time dimension, and its subjects can have several events.</summary>
internal static class EventMetrics
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        foreach (var metric in context.Set.Metrics.OfType<TimeToNthEventMetric>())
        {
            if (context.Set.Models.Find(m => m.Name == metric.Model) is not { } model)
                continue;
            if (model.Dimensions.Any(d => d.Name == metric.TimeDimension && !d.IsTime))
                yield return Broken(metric, $"'{metric.TimeDimension}' is not a time dimension");
            if (model.IsUniqueBy(metric.Entity))
                yield return Broken(
                    metric, $"every '{metric.Entity}' has one row in '{model.Name}', so there is no second event to wait for");
        }
    }

    private static Finding Broken(TimeToNthEventMetric metric, string message) => new(
        DefinitionKey.OfMetric(metric.Name),
        new Diagnostic(DiagnosticCode.WrongValue, $"metric '{metric.Name}': {message}", metric.Location));
}
