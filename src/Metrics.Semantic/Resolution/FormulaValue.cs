using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Computes a formula over metrics: sums and products of exact numbers stay exact, each quotient of theirs is divided once to pinned places
/// and null over zero, and what has a double in it is double precision.
/// </summary>
internal static class FormulaValue
{
    public static MetricValue Of(Formula formula, IReadOnlyDictionary<string, MetricValue> inputs)
    {
        var value = Compute(formula, inputs);
        // A product of two quotients would show twice the places.
        return value is { IsQuotient: true, Expression: SqlExpression.Binary or SqlExpression.Call }
            ? value with { Expression = new SqlExpression.Rounded(value.Expression) }
            : value;
    }

    /// <summary>SQL beyond our grammar, its inputs put in where their names stand; a value of the type that the engine gives it.</summary>
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
            // A time without a zone is in UTC, as everywhere where nothing else is said.
            DataKind.LocalTime => new MetricValue(
                new SqlExpression.ToMoment(new SqlExpression.Cast(formula, DataType.LocalTime), "UTC"), ValueType.Timestamp, IsSum: false),
            DataKind.Instant => Of(formula, DataType.Instant),
            _ => Of(formula, DataType.Text),
        };
    }

    /// <summary>An author's SQL with something in the place of each name; null where no input is called so.</summary>
    public static SqlExpression Written(string expr, IReadOnlyDictionary<string, SqlExpression> inputs)
    {
        var parts = new List<SqlExpression>();
        var at = 0;
        foreach (var (name, start) in SqlWords.In(expr))
        {
            if (!inputs.TryGetValue(name, out var input))
                continue;
            parts.Add(new SqlExpression.Verbatim(expr[at..start]));
            parts.Add(input);
            at = start + name.Length;
        }

        parts.Add(new SqlExpression.Verbatim(expr[at..]));
        return new SqlExpression.And([new SqlExpression.Template(parts.ToEquatableList())]);
    }

    /// <summary>The type that an input of a type has inside an author's SQL.</summary>
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

    private static MetricValue Of(SqlExpression formula, DataType type) => new(new SqlExpression.Cast(formula, type), type.Value, IsSum: false);

    // Nobody knows whether it divides.
    private static MetricValue Divided(MetricValue value) =>
        value with { Expression = new SqlExpression.Rounded(value.Expression), IsQuotient = true };

    private static SqlExpression Beside(MetricValue input) => input.Type == ValueType.Integer ? input.AsNumber : input.Expression;

    private static MetricValue Compute(Formula formula, IReadOnlyDictionary<string, MetricValue> inputs)
    {
        switch (formula)
        {
            case Formula.Input input:
                return inputs[input.Name] with { IsSum = false };
            case Formula.Number number:
                // With its type, or two of them multiplied could overflow a small one.
                return new MetricValue(new SqlExpression.Cast(new SqlExpression.Number(number.Content), DataType.Decimal), ValueType.Decimal, IsSum: false);
            case Formula.Negate negate:
                var of = Compute(negate.Of, inputs);
                return of with { Expression = new SqlExpression.Binary("-", new SqlExpression.Number(0), of.AsNumber), Type = Wide(of) };
            case Formula.Binary { Operator: '/' } quotient:
                return MetricValue.Quotient(Compute(quotient.Left, inputs), Compute(quotient.Right, inputs));
            case Formula.Binary binary:
                return Combine(
                    [Compute(binary.Left, inputs), Compute(binary.Right, inputs)],
                    sides => new SqlExpression.Binary(binary.Operator.ToString(), sides[0], sides[1]));
            case Formula.Call { Function: "round" } round:
                // Only exact numbers can be rounded to a number of digits; the result is exact.
                var rounded = round.Arguments.Select(a => Compute(a, inputs)).ToList();
                EquatableList<SqlExpression> arguments = rounded.Count == 1
                    ? [new SqlExpression.Cast(rounded[0].Expression, DataType.Decimal)]
                    : [new SqlExpression.Cast(rounded[0].Expression, DataType.Decimal), new SqlExpression.Cast(rounded[1].Expression, DataType.SmallInteger)];
                return new MetricValue(new SqlExpression.Call("round", arguments), ValueType.Decimal, IsSum: false);
            case Formula.Call call:
                return Combine(
                    call.Arguments.Select(a => Compute(a, inputs)).ToList(), sides => new SqlExpression.Call(call.Function, sides));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static MetricValue Combine(IReadOnlyList<MetricValue> values, Func<EquatableList<SqlExpression>, SqlExpression> combine)
    {
        var type = values.Any(v => v.Type == ValueType.Double) ? ValueType.Double : ValueType.Decimal;
        var combined = combine(values.Select(v => type == ValueType.Double ? v.AsDouble : v.AsNumber).ToEquatableList());
        return new MetricValue(combined, type, IsSum: false)
        {
            IsQuotient = type == ValueType.Decimal && values.Any(v => v.IsQuotient),
        };
    }

    private static ValueType Wide(MetricValue value) => value.Type == ValueType.Double ? ValueType.Double : ValueType.Decimal;
}
