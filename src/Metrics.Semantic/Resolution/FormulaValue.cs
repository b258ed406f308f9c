using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Computes a formula over metrics. Sums and products of exact numbers stay exact. A quotient of exact numbers is divided once, to a fixed
/// number of decimal places, and is null when the divisor is zero. A formula with a double in it is double precision.
/// </summary>
internal static class FormulaValue
{
    public static MetricValue Of(Formula formula, IReadOnlyDictionary<string, MetricValue> inputs)
    {
        var value = Compute(formula, inputs);
        // A product of two quotients would have twice their decimal places.
        return value.IsQuotient && !IsPinned(value.Formula) ? value with { Formula = new ValueFormula.Rounded(value.Formula) } : value;
    }

    /// <summary>
    /// SQL that the formula grammar does not cover, with its inputs in the places of their names; its value has the type that the engine
    /// gives it.
    /// </summary>
    public static MetricValue AsWritten(string expr, IReadOnlyDictionary<string, MetricValue> inputs, DataType? type)
    {
        var formula = Written(expr, inputs.ToDictionary(i => i.Key, i => Beside(i.Value)));
        return type?.Kind switch
        {
            null => Of(formula, DataType.Double),
            DataKind.Integer => Of(formula, DataType.Integer),
            DataKind.Decimal => Divided(Of(formula, DataType.Decimal)),
            DataKind.Double => Of(formula, DataType.Double),
            DataKind.Boolean or DataKind.Date or DataKind.Json => Of(formula, type),
            // A time without a zone is in UTC, as everywhere unless something else is declared.
            DataKind.LocalTime => new MetricValue(
                new ValueFormula.Moment(new ValueFormula.Cast(formula, DataType.LocalTime), "UTC"), IsSum: false),
            DataKind.Instant => Of(formula, DataType.Instant),
            _ => Of(formula, DataType.Text),
        };
    }

    /// <summary>An author's SQL with each input's name replaced; words that name no input stay as they are.</summary>
    public static ValueFormula.AsWritten Written(string expr, IReadOnlyDictionary<string, ValueFormula> inputs)
    {
        var (pieces, between) = (new List<string>(), new List<ValueFormula>());
        var at = 0;
        foreach (var (name, start) in SqlWords.In(expr))
        {
            if (!inputs.TryGetValue(name, out var input))
                continue;
            pieces.Add(expr[at..start]);
            between.Add(input);
            at = start + name.Length;
        }

        pieces.Add(expr[at..]);
        return new ValueFormula.AsWritten(pieces.ToEquatableList(), between.ToEquatableList());
    }

    /// <summary>The type that an input has inside an author's SQL.</summary>
    public static DataType TypeBeside(ValueType type) => type switch
    {
        ValueType.Integer or ValueType.Decimal => DataType.Decimal,
        ValueType.Double => DataType.Double,
        ValueType.Boolean => DataType.Boolean,
        ValueType.Date => DataType.Date,
        ValueType.Timestamp => DataType.Instant,
        ValueType.Json => DataType.Json,
        _ => DataType.Text,
    };

    // Aggregates, casts, quotients and rounded values already have the decimal places of a quotient.
    private static bool IsPinned(ValueFormula formula) =>
        formula is ValueFormula.Aggregate or ValueFormula.Cast or ValueFormula.Quotient or ValueFormula.Rounded;

    private static MetricValue Of(ValueFormula formula, DataType type) => new(new ValueFormula.Cast(formula, type), IsSum: false);

    // It is not known whether the SQL divides.
    private static MetricValue Divided(MetricValue value) =>
        value with { Formula = new ValueFormula.Rounded(value.Formula), IsQuotient = true };

    private static ValueFormula Beside(MetricValue input) => input.Type == ValueType.Integer ? input.AsNumber : input.Formula;

    private static MetricValue Compute(Formula formula, IReadOnlyDictionary<string, MetricValue> inputs)
    {
        switch (formula)
        {
            case Formula.Input input:
                return inputs[input.Name] with { IsSum = false };
            case Formula.Number number:
                // Cast, since without a type the product of two numbers could overflow a small one.
                return Of(new ValueFormula.Number(number.Content), DataType.Decimal);
            case Formula.Negate negate:
                var of = Compute(negate.Of, inputs);
                return of with { Formula = new ValueFormula.Negative(of.AsNumber) };
            case Formula.Binary { Operator: '/' } quotient:
                return MetricValue.Quotient(Compute(quotient.Left, inputs), Compute(quotient.Right, inputs));
            case Formula.Binary binary:
                return Combine([Compute(binary.Left, inputs), Compute(binary.Right, inputs)], sides => binary.Operator switch
                {
                    '+' => new ValueFormula.Sum(sides[0], sides[1]),
                    '-' => new ValueFormula.Difference(sides[0], sides[1]),
                    '*' => new ValueFormula.Product(sides[0], sides[1]),
                    _ => throw new UnreachableException(),
                });
            case Formula.Call { Function: "round" } round:
                // Only exact numbers can be rounded to a number of digits; the result is exact.
                var rounded = round.Arguments.Select(a => Compute(a, inputs).Formula).ToList();
                var digits = rounded.Count == 1 ? null : new ValueFormula.Cast(rounded[1], DataType.SmallInteger);
                return new MetricValue(new ValueFormula.Round(new ValueFormula.Cast(rounded[0], DataType.Decimal), digits), IsSum: false);
            case Formula.Call call:
                return Combine(call.Arguments.Select(a => Compute(a, inputs)).ToList(), all => call.Function switch
                {
                    "abs" => new ValueFormula.Absolute(all[0]),
                    "coalesce" => new ValueFormula.Coalesce(all),
                    "nullif" => new ValueFormula.NullIf(all[0], all[1]),
                    "greatest" => new ValueFormula.Greatest(all),
                    "least" => new ValueFormula.Least(all),
                    _ => throw new UnreachableException(),
                });
            default:
                throw new UnreachableException();
        }
    }

    private static MetricValue Combine(IReadOnlyList<MetricValue> values, Func<EquatableList<ValueFormula>, ValueFormula> combine)
    {
        var isDouble = values.Any(v => v.Type == ValueType.Double);
        return new MetricValue(combine(values.Select(v => isDouble ? v.AsDouble : v.AsNumber).ToEquatableList()), IsSum: false)
        {
            IsQuotient = !isDouble && values.Any(v => v.IsQuotient),
        };
    }
}
