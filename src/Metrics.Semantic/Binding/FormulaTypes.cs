using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Asks the store for the types of formulas that reach it as their author wrote them, because they exceed this project's grammar or use a
/// value that is no number: a metric can also be a text, a date or a boolean. Nothing is run.
/// </summary>
internal static class FormulaTypes
{
    // Stored among the types, under no model.
    private const string NoModel = "";
    private const string Prefix = "formula.";
    private const string Nothing = "nothing";

    /// <summary>True for an entry that <see cref="Write"/> made.</summary>
    public static bool IsOne(BoundType stored) => stored.Model == NoModel && stored.Name.StartsWith(Prefix, StringComparison.Ordinal);

    public static IEnumerable<BoundType> Write(IReadOnlyDictionary<string, string> types) =>
        types.Select(t => new BoundType(NoModel, Prefix + t.Key, t.Value));

    public static IReadOnlyDictionary<string, string> Read(IEnumerable<BoundType> stored) =>
        stored.Where(IsOne).ToDictionary(t => t.Name[Prefix.Length..], t => t.SqlType, StringComparer.Ordinal);

    /// <summary>
    /// The types by metric, as far as the types of its inputs are known by now. A formula that the store refuses has no type; a caller who
    /// asks for it gets the error.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> DescribeAsync(
        IDescriber describe, Catalog catalog, CancellationToken ct)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var metric in catalog.Metrics.Values.OfType<DerivedMetric>().OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var inputs = new Dictionary<string, ValueFormula>(StringComparer.Ordinal);
            var isCalculated = metric.Formula is not null;
            foreach (var input in metric.Inputs)
            {
                if (catalog.Metrics.TryGetValue(input.Metric, out var of) && AnswerColumns.TypeOf(catalog, of) is { } known)
                {
                    inputs[input.Name] = new ValueFormula.Missing(FormulaValue.TypeBeside(known));
                    isCalculated &= MetricValue.IsNumeric(known);
                }
            }

            if (!isCalculated && await TypeAsync(describe, FormulaValue.Written(metric.Expr, inputs), ct) is { } type)
                types[metric.Name] = type;
        }

        return types;
    }

    private static async Task<string?> TypeAsync(IDescriber describe, ValueFormula formula, CancellationToken ct)
    {
        // Typed nulls replace its inputs, so that no table is read.
        var select = new SqlSelect
        {
            Items = [new SqlItem(ValueSql.Of(formula, Nothing), "value")], From = new SqlSource.Nothing(Nothing),
        };
        return await describe.DescribeAsync(select, ct) is { Problem: null, Types: [var type] } ? type : null;
    }
}
