using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>A measure's <c>agg_time_dimension</c> is a time dimension of its model, and must be given if the model has any.</summary>
internal static class AggregationTimes
{
    public static IEnumerable<Finding> Check(RuleContext context) =>
        context.Set.Models.SelectMany(m => m.Measures.Select(x => Check(m, x))).OfType<Finding>();

    private static Finding? Check(SemanticModel model, Measure measure)
    {
        var times = model.Dimensions.Where(d => d.IsTime).Select(d => d.Name).ToList();
        if (measure.TimeDimension is not { } name)
        {
            return times.Count == 0 ? null : Broken(
                model, measure, DiagnosticCode.MissingKey, "has no agg_time_dimension",
                $"one of {NameList.Of([.. times])}, here or under the model's defaults", default);
        }

        return model.Dimensions.Any(d => d.Name == name && !d.IsTime)
            ? Broken(model, measure, DiagnosticCode.WrongValue, $"'{name}' is not a time dimension", null, NearestNames.To(name, times))
            : null;
    }

    private static Finding Broken(
        SemanticModel model, Measure measure, DiagnosticCode code, string message, string? hint, Domain.EquatableList<string> near) => new(
        new DefinitionKey(DefinitionKind.Measure, measure.Name, model.Name),
        new Diagnostic(code, $"measure '{measure.Name}': {message}", measure.Location, hint, near));
}
