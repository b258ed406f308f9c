using Metrics.Domain;

namespace Metrics.Semantic.Sql;

/// <summary>Rebuilds an expression from its leaves up; a pass overrides the kinds that it changes.</summary>
internal abstract class SqlRewriter : SqlVisitor<SqlExpression>
{
    public override SqlExpression Visit(SqlExpression.Column expression) => expression;

    public override SqlExpression Visit(SqlExpression.Authored expression) => expression;

    public override SqlExpression Visit(SqlExpression.Verbatim expression) => expression;

    public override SqlExpression Visit(SqlExpression.Template expression) => expression with { Parts = All(expression.Parts) };

    public override SqlExpression Visit(SqlExpression.Parameter expression) => expression;

    public override SqlExpression Visit(SqlExpression.Number expression) => expression;

    public override SqlExpression Visit(SqlExpression.Null expression) => expression;

    public override SqlExpression Visit(SqlExpression.Missing expression) => expression;

    public override SqlExpression Visit(SqlExpression.Cast expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.Binary expression) => expression with
    {
        Left = expression.Left.Accept(this), Right = expression.Right.Accept(this),
    };

    public override SqlExpression Visit(SqlExpression.Quotient expression) => expression with
    {
        Left = expression.Left.Accept(this), Right = expression.Right.Accept(this),
    };

    public override SqlExpression Visit(SqlExpression.Rounded expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.And expression) => expression with { All = All(expression.All) };

    public override SqlExpression Visit(SqlExpression.Or expression) => expression with { Any = All(expression.Any) };

    public override SqlExpression Visit(SqlExpression.Not expression) => expression with { Inner = expression.Inner.Accept(this) };

    public override SqlExpression Visit(SqlExpression.IsNull expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.Case expression) => expression with
    {
        Branches = expression.Branches.Select(b => new SqlBranch(b.When.Accept(this), b.Then.Accept(this))).ToEquatableList(),
        Else = expression.Else?.Accept(this),
    };

    public override SqlExpression Visit(SqlExpression.In expression) => expression with
    {
        Of = expression.Of.Accept(this), Items = All(expression.Items),
    };

    public override SqlExpression Visit(SqlExpression.Like expression) => expression with
    {
        Of = expression.Of.Accept(this), Pattern = expression.Pattern.Accept(this),
    };

    public override SqlExpression Visit(SqlExpression.Call expression) => expression with { Arguments = All(expression.Arguments) };

    public override SqlExpression Visit(SqlExpression.Finite expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.ByBytes expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.ByLocale expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.Aggregate expression) => expression with
    {
        Of = expression.Of.Accept(this), Only = expression.Only?.Accept(this),
    };

    public override SqlExpression Visit(SqlExpression.EndOver expression) => expression with
    {
        Of = expression.Of.Accept(this), Partition = All(expression.Partition),
    };

    public override SqlExpression Visit(SqlExpression.Extract expression) => expression with { Local = expression.Local.Accept(this) };

    public override SqlExpression Visit(SqlExpression.SumOver expression) => expression with
    {
        Of = expression.Of.Accept(this), Partition = All(expression.Partition),
    };

    public override SqlExpression Visit(SqlExpression.RowNumber expression) => expression with
    {
        Partition = expression.Partition.Accept(this), Order = All(expression.Order),
    };

    public override SqlExpression Visit(SqlExpression.SumSoFar expression) => expression with
    {
        Of = expression.Of.Accept(this), Partition = All(expression.Partition), Order = All(expression.Order),
    };

    public override SqlExpression Visit(SqlExpression.FirstOver expression) => expression with
    {
        Of = expression.Of.Accept(this), Partition = All(expression.Partition), Order = All(expression.Order),
    };

    public override SqlExpression Visit(SqlExpression.Earlier expression) => expression with { Of = expression.Of.Accept(this) };

    public override SqlExpression Visit(SqlExpression.ToMoment expression) => expression with { Local = expression.Local.Accept(this) };

    public override SqlExpression Visit(SqlExpression.ToLocal expression) => expression with { Moment = expression.Moment.Accept(this) };

    public override SqlExpression Visit(SqlExpression.Truncate expression) => expression with { Local = expression.Local.Accept(this) };

    public override SqlExpression Visit(SqlExpression.TruncateMoment expression) => expression with
    {
        Moment = expression.Moment.Accept(this),
    };

    public override SqlExpression Visit(SqlExpression.DaysBetween expression) => expression with
    {
        From = expression.From.Accept(this), To = expression.To.Accept(this),
    };

    /// <summary>Rewrites every expression of a SELECT; its sources are left unchanged.</summary>
    public SqlSelect Change(SqlSelect select) => select with
    {
        Items = select.Items.Select(i => i with { Expression = i.Expression.Accept(this) }).ToEquatableList(),
        Joins = select.Joins.Select(j => j with { On = All(j.On) }).ToEquatableList(),
        Where = All(select.Where),
        GroupBy = All(select.GroupBy),
        Having = All(select.Having),
        OrderBy = select.OrderBy.Select(o => o with { Expression = o.Expression.Accept(this) }).ToEquatableList(),
    };

    protected EquatableList<SqlExpression> All(EquatableList<SqlExpression> expressions) =>
        expressions.Select(e => e.Accept(this)).ToEquatableList();
}
