using System.Globalization;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Sql;

namespace Metrics.Engines.Postgres;

/// <summary>PostgreSQL's spelling of the SQL tree.</summary>
public sealed class PostgresDialect : SqlRenderer
{
    private static readonly string Zeros = new('0', SqlExpression.Quotient.Places);

    /// <summary>The same as an <c>IDialect</c>.</summary>
    public static IDialect Spelling { get; } = new Writer();

    /// <summary>One statement as text and parameters.</summary>
    public static SqlStatement Render(SqlSelect select) => new PostgresDialect().RenderStatement(select);

    /// <inheritdoc/>
    protected override string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    /// <inheritdoc/>
    protected override string FunctionName(string function) => function;

    /// <inheritdoc/>
    protected override string Place(SqlSource.Relation relation) =>
        relation.Schema == PublishedTable.Store ? $"{relation.Schema}.{Quote(relation.Name)}" : base.Place(relation);

    /// <inheritdoc/>
    protected override void Parameter(int number, StatementParameter parameter) =>
        Text.Write("$").Write(number.ToString(CultureInfo.InvariantCulture)).Write("::").Write(parameter.SqlType);

    /// <inheritdoc/>
    protected override string TypeName(DataType type) => PostgresTypes.Write(type);

    // The name that people usually write.
    /// <inheritdoc/>
    protected override string ParameterType(DataType type) => type == DataType.LocalTime ? "timestamp" : PostgresTypes.Write(type);

    /// <inheritdoc/>
    protected override void Order(SqlOrder order)
    {
        Expression(order.Expression);
        Text.Write(order.IsText ? " collate \"C\"" : "").Write(order.Descending ? " desc" : "").Write(" nulls last");
    }

    // PostgreSQL neither pulls up a subselect that has an offset nor pushes conditions into it, whatever functions the conditions call.
    /// <inheritdoc/>
    protected override void Fence() => Text.Line("offset 0");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Aggregate expression)
    {
        var (before, after) = expression.Function switch
        {
            Aggregation.Sum => ("sum(", ")"),
            Aggregation.Min => ("min(", ")"),
            Aggregation.Max => ("max(", ")"),
            Aggregation.Count => ("count(", ")"),
            Aggregation.CountDistinct => ("count(distinct ", ")"),
            Aggregation.Average => ("avg(", ")"),
            Aggregation.Median => ("percentile_cont(0.5) within group (order by ", ")"),
            Aggregation.Percentile => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(expression.IsDiscrete ? "percentile_disc" : "percentile_cont")}({expression.Percentile ?? 0.5}) within group "
                    + $"(order by "), ")"),
            _ => ("sum(case when ", " then 1 else 0 end)"),
        };
        Text.Write(before);
        Expression(expression.Of).Write(after);
        if (expression.Only is null)
            return Text;
        Text.Write(" filter (where ");
        return Expression(expression.Only).Write(")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Finite expression)
    {
        Text.Write("nullif(nullif(nullif(");
        return Expression(expression.Of).Write(", 'NaN'), 'Infinity'), '-Infinity')");
    }

    // PostgreSQL's division of exact numbers chooses the decimal places by its operands, and rounding the result would round twice. Twice
    // the quotient, in units of the last place, is truncated, halved and rounded, so it is rounded only once.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Quotient expression)
    {
        Text.Write("trim_scale(round(div(");
        Expression(expression.Left).Write($" * 2{Zeros}, nullif(");
        return Expression(expression.Right).Write($", 0)) * 0.{Zeros}5, {SqlExpression.Quotient.Places}))");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Rounded expression)
    {
        Text.Write("trim_scale(round(");
        return Expression(expression.Of).Write($", {SqlExpression.Quotient.Places}))");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ByBytes expression)
    {
        Text.Write("(");
        return Expression(expression.Of).Write(" collate \"C\")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ByLocale expression)
    {
        Text.Write("(");
        return Expression(expression.Of).Write(" collate \"default\")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ToMoment expression) => AtZone(expression.Local, expression.Zone);

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ToLocal expression) => AtZone(expression.Moment, expression.Zone);

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Truncate expression)
    {
        Text.Write($"date_trunc('{Unit(expression.Grain)}', ");
        return Expression(expression.Local).Write(expression.Grain.IsDateLike() ? ")::date" : ")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.TruncateMoment expression)
    {
        Text.Write($"date_trunc('{Unit(expression.Grain)}', ");
        return Expression(expression.Moment).Write($", '{Zone(expression.Zone)}')");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Extract expression)
    {
        Text.Write($"extract({(expression.Part == DatePart.DayOfWeek ? "isodow" : expression.Part.Word())} from ");
        return Expression(expression.Local).Write(")::integer");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Earlier expression)
    {
        Text.Write("(");
        return Expression(expression.Of).Write($" - interval '{Interval(expression.Count, expression.Grain)}')");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.DaysBetween expression)
    {
        Text.Write("(extract(epoch from (");
        Expression(expression.To).Write(" - ");
        return Expression(expression.From).Write("))::double precision / 86400)");
    }

    private SqlText AtZone(SqlExpression time, string zone)
    {
        Text.Write("(");
        return Expression(time).Write($" at time zone '{Zone(zone)}')");
    }

    // A renderer writes only one statement.
    private sealed class Writer : IDialect
    {
        public SqlStatement Write(SqlSelect select) => Render(select);
    }
}
