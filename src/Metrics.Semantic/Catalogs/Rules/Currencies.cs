using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>A measure's fixed currency is an ISO 4217 code.</summary>
internal static partial class Currencies
{
    public static IEnumerable<Finding> Check(RuleContext context) => context.Set.Models
        .SelectMany(m => m.Measures.Select(x => (Model: m, Measure: x)))
        .Where(x => x.Measure.Currency is { } currency && !Code().IsMatch(currency))
        .Select(x => new Finding(
            new DefinitionKey(DefinitionKind.Measure, x.Measure.Name, x.Model.Name),
            new Diagnostic(
                DiagnosticCode.WrongValue, $"measure '{x.Measure.Name}': '{x.Measure.Currency}' is not a currency code",
                x.Measure.Location,
                "three capital letters such as EUR, or {dimension: charge__currency}")));

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex Code();
}
