using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>Every name that a definition uses is defined somewhere.</summary>
internal static class UnknownNames
{
    public static IEnumerable<Finding> Check(RuleContext context) => context.Set.Uses
        .Where(use => use.Name.Length > 0 && context.Names.Find(use) is null)
        .Select(use => new Finding(use.By, new Diagnostic(
            DiagnosticCode.UnknownName, $"{use.By}: there is no {Word(use)} '{use.Name}'", use.At, Candidates: NearestNames.To(use.Name, context.Names.Known(use)))));

    private static string Word(Use use) => use.What switch
    {
        UseOf.Measure => "measure",
        UseOf.Metric => "metric",
        UseOf.OwnEntity => $"entity of '{use.Model}'",
        UseOf.OwnDimension => $"dimension of '{use.Model}'",
        UseOf.GroupBy => "dimension, entity or time",
        _ => "metric, dimension, entity or time",
    };
}
