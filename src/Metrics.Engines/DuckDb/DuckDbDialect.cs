using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;

namespace Metrics.Engines.DuckDb;

/// <summary>Writes statements that mean the same on every engine in DuckDB's SQL.</summary>
internal sealed class DuckDbDialect : SqlRenderer
{
    // The microseconds of an infinite time, beyond any year, so that a reader can tell it from null.
    private const string NeverInAYear = "9223372036854775807";

    private const string Microseconds = "microseconds";

    private static readonly string OneInTheLastPlace = $"0.{new string('0', SqlExpression.Quotient.Places - 1)}1";

    /// <summary>
    /// The statement as text and parameters. Its columns have the types in which they are read: exact numbers and texts as text, whole
    /// numbers in 64 bits, days and times in microseconds since 1970.
    /// </summary>
    public static SqlStatement Render(PortableStatement statement)
    {
        var items = statement.Select.Items.Select((item, i) => item with { Expression = Read(item.Expression, statement.Types[i]) });
        var select = statement.Select with { Items = items.ToEquatableList() };
        return new DuckDbDialect().RenderStatement(select) with { Types = statement.Types };
    }

    /// <summary>
    /// The same as an <c>IDialect</c>, for statements in which everything means the same here as in the store of the tables.
    /// </summary>
    public static IDialect Over(ISharedTables tables) => new Writer(tables);

    private static SqlExpression Read(SqlExpression value, DataType type) => type.Kind switch
    {
        DataKind.Boolean => value,
        DataKind.Integer => new SqlExpression.Cast(value, DataType.Integer),
        DataKind.Double => new SqlExpression.Cast(value, DataType.Double),
        DataKind.Date => new SqlExpression.Call(Microseconds, [new SqlExpression.Cast(value, DataType.LocalTime)]),
        DataKind.LocalTime or DataKind.Instant => new SqlExpression.Call(Microseconds, [value]),
        _ => new SqlExpression.Cast(value, DataType.Text),
    };

    /// <inheritdoc/>
    protected override string Quote(string name) => DuckDbTypes.Quote(name);

    /// <inheritdoc/>
    protected override string FunctionName(string function) => function;

    /// <inheritdoc/>
    protected override void Parameter(int number, StatementParameter parameter) =>
        Text.Write("cast($").Write(number.ToString(CultureInfo.InvariantCulture)).Write(" as ").Write(parameter.SqlType).Write(")");

    /// <inheritdoc/>
    protected override string TypeName(DataType type) => DuckDbTypes.Write(type);

    /// <inheritdoc/>
    protected override void Order(SqlOrder order)
    {
        Expression(order.Expression);
        Text.Write(order.Descending ? " desc" : "").Write(" nulls last");
    }

    // Nothing outside sees into a table that is materialized first; the optimizers that would do so are off.
    /// <inheritdoc/>
    protected override void BeginFence() => Text.Line("with fenced as materialized (");

    /// <inheritdoc/>
    protected override void Fence() => Text.Line(") select * from fenced");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Call expression)
    {
        switch (expression.Function)
        {
            case PortableSelect.WholeQuotient:
                Text.Write("(");
                return List(expression.Arguments, " // ").Write(")");
            case Microseconds:
                Text.Write("coalesce(epoch_us(");
                Expression(expression.Arguments[0]).Write("), case when ");
                return Expression(expression.Arguments[0]).Write($" is not null then {NeverInAYear} end)");
            default:
                return base.Visit(expression);
        }
    }

    // DuckDB has no default escape, so the one that is the default elsewhere is written out.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Like expression)
    {
        Text.Write("(");
        Expression(expression.Of).Write(" like ");
        return Expression(expression.Pattern).Write(@" escape '\')");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Aggregate expression)
    {
        var share = (expression.Percentile ?? 0.5).ToString("R", CultureInfo.InvariantCulture);
        var (before, after) = expression.Function switch
        {
            Aggregation.Sum => ("sum(", ")"),
            Aggregation.Min => ("min(", ")"),
            Aggregation.Max => ("max(", ")"),
            Aggregation.Count => ("count(", ")"),
            Aggregation.CountDistinct => ("count(distinct ", ")"),
            Aggregation.Average => ("avg(", ")"),
            Aggregation.Median => ("quantile_cont(", ", 0.5)"),
            Aggregation.Percentile => ("quantile_cont(", $", {share})"),
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
        Text.Write("(case when isfinite(");
        Expression(expression.Of).Write(") then ");
        return Expression(expression.Of).Write(" end)");
    }

    // Exact numbers are divided as integers, in units of their last place. Twice the quotient is truncated, halved and rounded, so it is
    // rounded only once. Numbers too wide for the engine's integers are refused by it, never rounded.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Quotient expression)
    {
        var places = SqlExpression.Quotient.Places + expression.RightPlaces!.Value - expression.LeftPlaces!.Value;
        Text.Write("(round(cast(");
        Units(expression.Left, Math.Max(places, 0), twice: true).Write(" // nullif(");
        Units(expression.Right, Math.Max(-places, 0), twice: false).Write(", 0)");
        return Text.Write($" as decimal({PortableSelect.MostDigits},0)) * 0.5, 0) * {OneInTheLastPlace})");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Rounded expression)
    {
        Text.Write("cast(");
        return Expression(expression.Of).Write($" as decimal({PortableSelect.MostDigits},{SqlExpression.Quotient.Places}))");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ByBytes expression) => Expression(expression.Of);

    // Refused earlier: only PostgreSQL has the database's locale.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ByLocale expression) => throw new System.Diagnostics.UnreachableException();

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ToMoment expression) => AtZone(expression.Local, expression.Zone);

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.ToLocal expression) => AtZone(expression.Moment, expression.Zone);

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Truncate expression)
    {
        Text.Write($"cast(date_trunc('{Unit(expression.Grain)}', ");
        return Expression(expression.Local).Write(expression.Grain.IsDateLike() ? ") as date)" : ") as timestamp)");
    }

    // Subtracts what has passed of the grain on the zone's clock, whatever offset was in force when the grain began.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.TruncateMoment expression)
    {
        Text.Write("(");
        Expression(expression.Moment).Write(" - (");
        AtZone(expression.Moment, expression.Zone).Write($" - date_trunc('{Unit(expression.Grain)}', ");
        return AtZone(expression.Moment, expression.Zone).Write(")))");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Extract expression)
    {
        if (expression.Part == DatePart.Year)
        {
            // PostgreSQL has no year 0.
            Text.Write("(year(");
            Expression(expression.Local).Write(") - cast(year(");
            return Expression(expression.Local).Write(") <= 0 as bigint))");
        }

        Text.Write($"extract({(expression.Part == DatePart.DayOfWeek ? "isodow" : expression.Part.Word())} from ");
        return Expression(expression.Local).Write(")");
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
        Text.Write("(cast(epoch_us(");
        Expression(expression.To).Write(") - epoch_us(");
        return Expression(expression.From).Write(") as double) / 86400000000)");
    }

    private SqlText Units(SqlExpression of, int further, bool twice)
    {
        Text.Write("(cast(replace(cast(");
        Expression(of).Write(" as varchar), '.', '') as hugeint)");
        var factor = (twice ? "2" : "1") + new string('0', further);
        return Text.Write(factor == "1" ? ")" : $" * cast('{factor}' as hugeint))");
    }

    private SqlText AtZone(SqlExpression time, string zone)
    {
        Text.Write($"timezone('{Zone(zone)}', ");
        return Expression(time).Write(")");
    }

    // A renderer writes only one statement.
    private sealed class Writer(ISharedTables tables) : IDialect
    {
        public SqlStatement Write(SqlSelect select) => Render(PortableSelect.Of(select, tables));
    }
}
