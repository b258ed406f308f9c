using Metrics.Domain;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Kinds;

/// <summary>Computes a formula over metrics: sums and products of exact numbers stay exact, a quotient is double precision and null over zero.</summary>
internal static class FormulaValue
{
    public static MetricValue Of(Formula formula, IReadOnlyDictionary<string, MetricValue> inputs)
    {
        switch (formula)
        {
            case Formula.Input input:
                return inputs[input.Name] with { IsSum = false };
            case Formula.Number number:
                // With its type, or two of them multiplied could overflow a small one.
                return new MetricValue(new SqlExpression.Cast(new SqlExpression.Number(number.Content), "numeric"), ValueType.Decimal, IsSum: false);
            case Formula.Negate negate:
                var of = Of(negate.Of, inputs);
                return of with { Expression = new SqlExpression.Binary("-", new SqlExpression.Number(0), of.AsNumber), Type = Wide(of) };
            case Formula.Binary { Operator: '/' } quotient:
                return new MetricValue(MetricValue.Quotient(Of(quotient.Left, inputs), Of(quotient.Right, inputs)), ValueType.Double, IsSum: false);
            case Formula.Binary binary:
                return Combine([Of(binary.Left, inputs), Of(binary.Right, inputs)], sides => new SqlExpression.Binary(binary.Operator.ToString(), sides[0], sides[1]));
            case Formula.Call { Function: "round" } round:
                // Only exact numbers can be rounded to a number of digits; the result is exact.
                var rounded = round.Arguments.Select(a => Of(a, inputs)).ToList();
                EquatableList<SqlExpression> arguments = rounded.Count == 1
                    ? [new SqlExpression.Cast(rounded[0].Expression, "numeric")]
                    : [new SqlExpression.Cast(rounded[0].Expression, "numeric"), new SqlExpression.Cast(rounded[1].Expression, "integer")];
                return new MetricValue(new SqlExpression.Call("round", arguments), ValueType.Decimal, IsSum: false);
            case Formula.Call call:
                return Combine(call.Arguments.Select(a => Of(a, inputs)).ToList(), sides => new SqlExpression.Call(call.Function, sides));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>SQL beyond our grammar, its inputs put in where their names stand; a number, or the engine refuses it.</summary>
    public static MetricValue AsWritten(string expr, IReadOnlyDictionary<string, MetricValue> inputs)
    {
        var parts = new List<SqlExpression>();
        var at = 0;
        foreach (var (name, start) in SqlWords.In(expr))
        {
            if (!inputs.TryGetValue(name, out var input))
                continue;
            parts.Add(new SqlExpression.Authored(expr[at..start]));
            parts.Add(input.AsNumber);
            at = start + name.Length;
        }

        parts.Add(new SqlExpression.Authored(expr[at..]));
        var formula = new SqlExpression.And([new SqlExpression.Template(parts.ToEquatableList())]);
        return new MetricValue(new SqlExpression.Cast(formula, "double precision"), ValueType.Double, IsSum: false);
    }

    private static MetricValue Combine(IReadOnlyList<MetricValue> values, Func<EquatableList<SqlExpression>, SqlExpression> combine)
    {
        var type = values.Any(v => v.Type == ValueType.Double) ? ValueType.Double : ValueType.Decimal;
        return new MetricValue(combine(values.Select(v => type == ValueType.Double ? v.AsDouble : v.AsNumber).ToEquatableList()), type, IsSum: false);
    }

    private static ValueType Wide(MetricValue value) => value.Type == ValueType.Double ? ValueType.Double : ValueType.Decimal;
}
