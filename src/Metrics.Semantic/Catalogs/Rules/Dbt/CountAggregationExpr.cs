using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A count has an expression, and no <c>distinct</c> in it: distinct counts cannot be added up.</summary>
internal static class CountAggregationExpr
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.SelectMany(model => model.Measures
        .Select(m => Check(new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), m.Aggregation, m.Expr, m.Location)))
        .OfType<Finding>();

    public static Finding? Check(DefinitionKey key, Aggregation? aggregation, string? expr, SourceLocation at)
    {
        if (aggregation != Aggregation.Count)
            return null;
        if (expr is null)
            return key.Broken(DiagnosticCode.MissingKey, "a count needs an expr, what is counted", at, "expr: 1 counts all rows");
        return expr.StartsWith("distinct ", StringComparison.OrdinalIgnoreCase)
            ? key.Broken(DiagnosticCode.WrongValue, $"a count of '{expr}' cannot be added up", at, "use agg count_distinct")
            : null;
    }
}
