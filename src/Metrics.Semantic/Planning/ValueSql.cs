using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>Writes a metric's formula as SQL.</summary>
/// <param name="source">The source whose columns its aggregates are.</param>
internal sealed class ValueSql(string source) : ValueVisitor<SqlExpression>
{
    /// <summary>A formula over aggregates that are columns of a source.</summary>
    public static SqlExpression Of(ValueFormula formula, string source) => formula.Accept(new ValueSql(source));

    public override SqlExpression Visit(ValueFormula.Aggregate formula) => new SqlExpression.Column(source, formula.Name);

    public override SqlExpression Visit(ValueFormula.Number formula) => new SqlExpression.Number(formula.Content);

    public override SqlExpression Visit(ValueFormula.Missing formula) => new SqlExpression.Null(formula.Type);

    public override SqlExpression Visit(ValueFormula.Cast formula) => new SqlExpression.Cast(Of(formula.Of), formula.Type);

    public override SqlExpression Visit(ValueFormula.Sum formula) => new SqlExpression.Binary("+", Of(formula.Left), Of(formula.Right));

    public override SqlExpression Visit(ValueFormula.Difference formula) =>
        new SqlExpression.Binary("-", Of(formula.Left), Of(formula.Right));

    public override SqlExpression Visit(ValueFormula.Product formula) => new SqlExpression.Binary("*", Of(formula.Left), Of(formula.Right));

    public override SqlExpression Visit(ValueFormula.Negative formula) =>
        new SqlExpression.Binary("-", new SqlExpression.Number(0), Of(formula.Of));

    public override SqlExpression Visit(ValueFormula.Quotient formula) => Quotient(Of(formula.Left), Of(formula.Right), formula.Type);

    public override SqlExpression Visit(ValueFormula.Rounded formula) => new SqlExpression.Rounded(Of(formula.Of));

    public override SqlExpression Visit(ValueFormula.Round formula) =>
        new SqlExpression.Call("round", formula.Digits is { } digits ? [Of(formula.Of), Of(digits)] : [Of(formula.Of)]);

    public override SqlExpression Visit(ValueFormula.Absolute formula) => new SqlExpression.Call("abs", [Of(formula.Of)]);

    public override SqlExpression Visit(ValueFormula.Coalesce formula) => new SqlExpression.Call("coalesce", All(formula.All));

    public override SqlExpression Visit(ValueFormula.NullIf formula) =>
        new SqlExpression.Call("nullif", [Of(formula.Of), Of(formula.Other)]);

    public override SqlExpression Visit(ValueFormula.Greatest formula) => new SqlExpression.Call("greatest", All(formula.All));

    public override SqlExpression Visit(ValueFormula.Least formula) => new SqlExpression.Call("least", All(formula.All));

    public override SqlExpression Visit(ValueFormula.Moment formula) => new SqlExpression.ToMoment(Of(formula.Local), formula.Zone);

    public override SqlExpression Visit(ValueFormula.AsWritten formula)
    {
        var parts = new List<SqlExpression> { new SqlExpression.Verbatim(formula.Pieces[0]) };
        for (var i = 0; i < formula.Between.Count; i++)
        {
            parts.Add(Of(formula.Between[i]));
            parts.Add(new SqlExpression.Verbatim(formula.Pieces[i + 1]));
        }

        // A single operand of AND is written in parentheses, whatever its author wrote.
        return new SqlExpression.And([new SqlExpression.Template(parts.ToEquatableList())]);
    }

    /// <summary>One value divided by another of the same type; null when the divisor is zero.</summary>
    public static SqlExpression Quotient(SqlExpression upper, SqlExpression lower, DataType type) => type.Kind == DataKind.Double
        ? new SqlExpression.Binary("/", upper, new SqlExpression.Call("nullif", [lower, new SqlExpression.Number(0)]))
        : new SqlExpression.Quotient(upper, lower);

    private SqlExpression Of(ValueFormula formula) => formula.Accept(this);

    private EquatableList<SqlExpression> All(EquatableList<ValueFormula> formulas) => formulas.Select(Of).ToEquatableList();
}
