using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>Makes the expressions of one SELECT mean the same on every engine.</summary>
internal sealed class PortableExpression(Scope scope) : SqlVisitor<Typed>
{
    public Typed Of(SqlExpression expression) => expression.Accept(this);

    public override Typed Visit(SqlExpression.Column expression) => scope.Find(expression);

    public override Typed Visit(SqlExpression.Authored expression) => Text(AuthoredParser.Parse([(expression.Text, null)], scope));

    // A piece is not a whole expression.
    public override Typed Visit(SqlExpression.Verbatim expression) => throw new NotPortableException(expression.Text);

    public override Typed Visit(SqlExpression.Template expression) => Text(AuthoredParser.Parse(
        expression.Parts.Select(p => p is SqlExpression.Verbatim piece ? (piece.Text, (Typed?)null) : ((string?)null, Of(p))), scope));

    public override Typed Visit(SqlExpression.Parameter expression)
    {
        var (value, type) = (expression.Value.Value, expression.Value.Type);
        var taken = type is { Kind: DataKind.Decimal, Scale: null }
            ? value switch
            {
                decimal number => TypeRules.Of(Plain(number)),
                long => Typed.Exact(0),
                _ => throw new NotPortableException("a wide number"),
            }
            : type with { Stored = null };
        var sent = value is decimal exact && taken.Kind == DataKind.Decimal ? Plain(exact) : value;
        return new Typed(new SqlExpression.Parameter(new SqlParameter(sent, taken)), taken);
    }

    public override Typed Visit(SqlExpression.Number expression) => new(
        expression, !decimal.IsInteger(expression.Content) ? TypeRules.Of(expression.Content)
            : Math.Abs(expression.Content) <= int.MaxValue ? DataType.SmallInteger
            : Math.Abs(expression.Content) <= long.MaxValue ? DataType.Integer : Typed.Exact(0));

    public override Typed Visit(SqlExpression.Null expression)
    {
        // Expressions over such a null would take it for a text.
        if (expression.Type.Kind == DataKind.Other)
            throw new NotPortableException($"null of {TypeRules.Name(expression.Type)}");
        var type = expression.Type is { Kind: DataKind.Decimal, Scale: null } ? Typed.Exact(0) : expression.Type with { Stored = null };
        return new Typed(new SqlExpression.Null(type), type);
    }

    public override Typed Visit(SqlExpression.Missing expression) => new(expression, DataType.Unknown);

    public override Typed Visit(SqlExpression.Cast expression)
    {
        var (of, type) = (Of(expression.Of), expression.Type with { Stored = null });
        if (of.Type.Kind == DataKind.Unknown)
            return Visit(new SqlExpression.Null(type));
        return type.Kind switch
        {
            DataKind.Decimal when type.Scale is null => of.Type.Kind switch
            {
                DataKind.Integer => of.As(Typed.Exact(0)),
                DataKind.Decimal => of,
                _ => throw new NotPortableException($"an exact number of {TypeRules.Name(of.Type)}"),
            },
            // Engines write these differently, or write them only for their own comparisons.
            DataKind.Text when of.Type.Kind is DataKind.Double or DataKind.Decimal or DataKind.Json =>
                throw new NotPortableException($"{TypeRules.Name(of.Type)} as text"),
            DataKind.Text when of.Type.Kind is DataKind.Text or DataKind.Other => of with { Type = DataType.Text },
            _ => of.As(type),
        };
    }

    public override Typed Visit(SqlExpression.Binary expression)
    {
        var (left, right) = (Of(expression.Left), Of(expression.Right));
        return expression.Operator switch
        {
            "+" or "-" or "*" => Operators.Binary(expression.Operator[0], left, right),
            // The planner divides doubles only by values that are not zero.
            "/" => new Typed(new SqlExpression.Binary("/", left.Sql, right.Sql), DataType.Double),
            var sign => Operators.Compare(sign, left, right),
        };
    }

    public override Typed Visit(SqlExpression.Quotient expression)
    {
        var (left, right) = (Exact(Of(expression.Left)), Exact(Of(expression.Right)));
        return new Typed(
            new SqlExpression.Quotient(left.Sql, right.Sql) { LeftPlaces = left.Scale, RightPlaces = right.Scale },
            Typed.Exact(SqlExpression.Quotient.Places));
    }

    public override Typed Visit(SqlExpression.Rounded expression)
    {
        var of = Exact(Of(expression.Of));
        return of.Scale <= SqlExpression.Quotient.Places
            ? of : new Typed(new SqlExpression.Rounded(of.Sql), Typed.Exact(SqlExpression.Quotient.Places));
    }

    // A single operand is only put in parentheses, so it may have any type.
    public override Typed Visit(SqlExpression.And expression) =>
        expression.All.Count == 1 ? Of(expression.All[0]) : Truth(new SqlExpression.And(Conditions(expression.All)));

    public override Typed Visit(SqlExpression.Or expression) => Truth(new SqlExpression.Or(Conditions(expression.Any)));

    public override Typed Visit(SqlExpression.Not expression) => Truth(new SqlExpression.Not(Condition(expression.Inner)));

    public override Typed Visit(SqlExpression.IsNull expression) => Truth(new SqlExpression.IsNull(Of(expression.Of).Sql));

    public override Typed Visit(SqlExpression.Case expression)
    {
        var values = expression.Branches.Select(b => Of(b.Then)).ToList();
        if (expression.Else is { } other)
            values.Add(Of(other));
        var (alike, type) = Functions.Alike(values, "case");
        var branches = expression.Branches.Select((b, i) => new SqlBranch(Condition(b.When), alike[i].Sql)).ToEquatableList();
        return new Typed(new SqlExpression.Case(branches, expression.Else is null ? null : alike[^1].Sql), type);
    }

    public override Typed Visit(SqlExpression.In expression)
    {
        var (of, items) = (Of(expression.Of), expression.Items.Select(Of).ToList());
        var type = TypeRules.Common(items.Select(i => i.Type).Append(of.Type), "in");
        return Truth(new SqlExpression.In(Same(of).Sql, items.Select(i => Same(i).Sql).ToEquatableList()));

        Typed Same(Typed one) => one.Type.Kind == DataKind.Unknown ? one : one.As(type);
    }

    // Which letters are equal without regard to case depends on the locale.
    public override Typed Visit(SqlExpression.Like expression) => expression.IgnoreCase
        ? throw new NotPortableException("ilike")
        : Truth(new SqlExpression.Like(Of(expression.Of).Sql, Of(expression.Pattern).Sql, IgnoreCase: false));

    public override Typed Visit(SqlExpression.Call expression)
    {
        var arguments = expression.Arguments.Select(Of).ToList();
        return expression.Function switch
        {
            "coalesce" or "greatest" or "least" or "nullif" or "abs" => Functions.Call(expression.Function, arguments),
            "round" when arguments[0].Type.Kind == DataKind.Decimal =>
                Functions.Rounded(arguments[0], arguments.Count == 1 ? 0 : Digits(expression.Arguments[1])),
            var other => throw new NotPortableException(other),
        };
    }

    // Exact numbers are never NaN or infinite here.
    public override Typed Visit(SqlExpression.Finite expression)
    {
        var of = Of(expression.Of);
        return of.Type.Kind == DataKind.Double ? of with { Sql = new SqlExpression.Finite(of.Sql) } : of;
    }

    public override Typed Visit(SqlExpression.ByBytes expression) => Of(expression.Of);

    public override Typed Visit(SqlExpression.ByLocale expression) => throw new NotPortableException("upper and lower case");

    public override Typed Visit(SqlExpression.Aggregate expression)
    {
        // One engine computes the row's position with doubles, and the other exactly.
        if (expression is { Function: Aggregation.Percentile, IsDiscrete: true })
            throw new NotPortableException("a discrete percentile");
        var of = Of(expression.Of);
        if (expression.Function is Aggregation.Median or Aggregation.Percentile)
            of = of.As(DataType.Double);
        var made = new SqlExpression.Aggregate(expression.Function, of.Sql)
        {
            Percentile = expression.Percentile, IsDiscrete = expression.IsDiscrete, Only = expression.Only is { } only ? Condition(only)
                : null,
        };
        return expression.Function switch
        {
            Aggregation.Count or Aggregation.CountDistinct or Aggregation.SumBoolean => new Typed(made, DataType.Integer).Recast(),
            Aggregation.Sum => Sum(made, of),
            Aggregation.Average => new Typed(made, DataType.Double),
            Aggregation.Median or Aggregation.Percentile => new Typed(made, DataType.Double),
            _ => new Typed(made, of.Type),
        };
    }

    public override Typed Visit(SqlExpression.EndOver expression)
    {
        var of = Of(expression.Of);
        return new Typed(new SqlExpression.EndOver(expression.IsLargest, of.Sql, All(expression.Partition)), of.Type);
    }

    public override Typed Visit(SqlExpression.Extract expression) =>
        new Typed(new SqlExpression.Extract(expression.Part, Of(expression.Local).Sql), DataType.SmallInteger).Recast();

    public override Typed Visit(SqlExpression.SumOver expression)
    {
        var of = Of(expression.Of);
        return Sum(new SqlExpression.SumOver(of.Sql, All(expression.Partition)), of);
    }

    public override Typed Visit(SqlExpression.RowNumber expression) =>
        new(new SqlExpression.RowNumber(Of(expression.Partition).Sql, All(expression.Order)), DataType.Integer);

    public override Typed Visit(SqlExpression.SumSoFar expression)
    {
        var of = Of(expression.Of);
        return Sum(new SqlExpression.SumSoFar(of.Sql, All(expression.Partition), All(expression.Order)), of);
    }

    public override Typed Visit(SqlExpression.FirstOver expression)
    {
        var of = Of(expression.Of);
        return new Typed(new SqlExpression.FirstOver(of.Sql, All(expression.Partition), All(expression.Order)), of.Type);
    }

    public override Typed Visit(SqlExpression.Earlier expression)
    {
        var of = Of(expression.Of);
        return new Typed(
            new SqlExpression.Earlier(of.Sql, expression.Count, expression.Grain), of.Type.Kind == DataKind.Date ? DataType.LocalTime
                : of.Type);
    }

    public override Typed Visit(SqlExpression.ToMoment expression) =>
        new(new SqlExpression.ToMoment(Local(Of(expression.Local)).Sql, scope.Zone(expression.Zone)), DataType.Instant);

    public override Typed Visit(SqlExpression.ToLocal expression) =>
        new(new SqlExpression.ToLocal(Of(expression.Moment).Sql, scope.Zone(expression.Zone)), DataType.LocalTime);

    public override Typed Visit(SqlExpression.Truncate expression) =>
        new(new SqlExpression.Truncate(expression.Grain, Of(expression.Local).Sql), expression.Grain.IsDateLike() ? DataType.Date
            : DataType.LocalTime);

    public override Typed Visit(SqlExpression.TruncateMoment expression) =>
        new(new SqlExpression.TruncateMoment(expression.Grain, Of(expression.Moment).Sql, scope.Zone(expression.Zone)), DataType.Instant);

    public override Typed Visit(SqlExpression.DaysBetween expression) =>
        new(new SqlExpression.DaysBetween(Of(expression.From).Sql, Of(expression.To).Sql), DataType.Double);

    // Each engine has a different type for sums of whole numbers.
    private static Typed Sum(SqlExpression sum, Typed of) => of.Type switch
    {
        { Kind: DataKind.Double } => new Typed(sum, DataType.Double),
        { Kind: DataKind.Integer, Bits: < 64 } => new Typed(sum, DataType.Integer).Recast(),
        _ => new Typed(sum, Typed.Exact(of.Scale)).Recast(),
    };

    // A quoted text that got no type from its context is a text.
    private static Typed Text(Typed of) => of.Literal is null ? of : Literals.AsText(of) with { Literal = null };

    private static Typed Exact(Typed of) =>
        of.Type.Kind is DataKind.Integer or DataKind.Decimal ? of
            : throw new NotPortableException($"a quotient of {TypeRules.Name(of.Type)}");

    private static Typed Local(Typed of) => of.Type.Kind == DataKind.Date ? of.As(DataType.LocalTime) : of;

    // 1.50 becomes 1.5: as few decimal places as possible.
    private static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    private static int Digits(SqlExpression places) => places switch
    {
        SqlExpression.Cast cast => Digits(cast.Of),
        SqlExpression.Number { Content: >= 0 and <= PortableSelect.MostDigits } number when decimal.IsInteger(number.Content) =>
            (int)number.Content,
        _ => throw new NotPortableException("round to other than places behind the point"),
    };

    private EquatableList<SqlExpression> All(EquatableList<SqlExpression> expressions) => expressions.Select(e =>
        Of(e).Sql).ToEquatableList();

    private EquatableList<SqlExpression> Conditions(EquatableList<SqlExpression> all) => all.Select(Condition).ToEquatableList();

    private SqlExpression Condition(SqlExpression condition) => Literals.Of(Of(condition), DataType.Boolean).Sql;

    private static Typed Truth(SqlExpression condition) => new(condition, DataType.Boolean);
}
