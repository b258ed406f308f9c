namespace Metrics.Semantic.Sql;

/// <summary>
/// An operation with a case for each kind of expression. All methods are abstract, so that the compiler names every place that a new kind
/// must handle.
/// </summary>
/// <typeparam name="T">The result for an expression.</typeparam>
public abstract class SqlVisitor<T>
{
    /// <summary>See <see cref="SqlExpression.Column"/>.</summary>
    public abstract T Visit(SqlExpression.Column expression);

    /// <summary>See <see cref="SqlExpression.Authored"/>.</summary>
    public abstract T Visit(SqlExpression.Authored expression);

    /// <summary>See <see cref="SqlExpression.Verbatim"/>.</summary>
    public abstract T Visit(SqlExpression.Verbatim expression);

    /// <summary>See <see cref="SqlExpression.Template"/>.</summary>
    public abstract T Visit(SqlExpression.Template expression);

    /// <summary>See <see cref="SqlExpression.Parameter"/>.</summary>
    public abstract T Visit(SqlExpression.Parameter expression);

    /// <summary>See <see cref="SqlExpression.Number"/>.</summary>
    public abstract T Visit(SqlExpression.Number expression);

    /// <summary>See <see cref="SqlExpression.Null"/>.</summary>
    public abstract T Visit(SqlExpression.Null expression);

    /// <summary>See <see cref="SqlExpression.Missing"/>.</summary>
    public abstract T Visit(SqlExpression.Missing expression);

    /// <summary>See <see cref="SqlExpression.Cast"/>.</summary>
    public abstract T Visit(SqlExpression.Cast expression);

    /// <summary>See <see cref="SqlExpression.Binary"/>.</summary>
    public abstract T Visit(SqlExpression.Binary expression);

    /// <summary>See <see cref="SqlExpression.Quotient"/>.</summary>
    public abstract T Visit(SqlExpression.Quotient expression);

    /// <summary>See <see cref="SqlExpression.Rounded"/>.</summary>
    public abstract T Visit(SqlExpression.Rounded expression);

    /// <summary>See <see cref="SqlExpression.And"/>.</summary>
    public abstract T Visit(SqlExpression.And expression);

    /// <summary>See <see cref="SqlExpression.Or"/>.</summary>
    public abstract T Visit(SqlExpression.Or expression);

    /// <summary>See <see cref="SqlExpression.Not"/>.</summary>
    public abstract T Visit(SqlExpression.Not expression);

    /// <summary>See <see cref="SqlExpression.IsNull"/>.</summary>
    public abstract T Visit(SqlExpression.IsNull expression);

    /// <summary>See <see cref="SqlExpression.Case"/>.</summary>
    public abstract T Visit(SqlExpression.Case expression);

    /// <summary>See <see cref="SqlExpression.In"/>.</summary>
    public abstract T Visit(SqlExpression.In expression);

    /// <summary>See <see cref="SqlExpression.Like"/>.</summary>
    public abstract T Visit(SqlExpression.Like expression);

    /// <summary>See <see cref="SqlExpression.Call"/>.</summary>
    public abstract T Visit(SqlExpression.Call expression);

    /// <summary>See <see cref="SqlExpression.Finite"/>.</summary>
    public abstract T Visit(SqlExpression.Finite expression);

    /// <summary>See <see cref="SqlExpression.ByBytes"/>.</summary>
    public abstract T Visit(SqlExpression.ByBytes expression);

    /// <summary>See <see cref="SqlExpression.ByLocale"/>.</summary>
    public abstract T Visit(SqlExpression.ByLocale expression);

    /// <summary>See <see cref="SqlExpression.Aggregate"/>.</summary>
    public abstract T Visit(SqlExpression.Aggregate expression);

    /// <summary>See <see cref="SqlExpression.EndOver"/>.</summary>
    public abstract T Visit(SqlExpression.EndOver expression);

    /// <summary>See <see cref="SqlExpression.Extract"/>.</summary>
    public abstract T Visit(SqlExpression.Extract expression);

    /// <summary>See <see cref="SqlExpression.SumOver"/>.</summary>
    public abstract T Visit(SqlExpression.SumOver expression);

    /// <summary>See <see cref="SqlExpression.RowNumber"/>.</summary>
    public abstract T Visit(SqlExpression.RowNumber expression);

    /// <summary>See <see cref="SqlExpression.SumSoFar"/>.</summary>
    public abstract T Visit(SqlExpression.SumSoFar expression);

    /// <summary>See <see cref="SqlExpression.FirstOver"/>.</summary>
    public abstract T Visit(SqlExpression.FirstOver expression);

    /// <summary>See <see cref="SqlExpression.Earlier"/>.</summary>
    public abstract T Visit(SqlExpression.Earlier expression);

    /// <summary>See <see cref="SqlExpression.ToMoment"/>.</summary>
    public abstract T Visit(SqlExpression.ToMoment expression);

    /// <summary>See <see cref="SqlExpression.ToLocal"/>.</summary>
    public abstract T Visit(SqlExpression.ToLocal expression);

    /// <summary>See <see cref="SqlExpression.Truncate"/>.</summary>
    public abstract T Visit(SqlExpression.Truncate expression);

    /// <summary>See <see cref="SqlExpression.TruncateMoment"/>.</summary>
    public abstract T Visit(SqlExpression.TruncateMoment expression);

    /// <summary>See <see cref="SqlExpression.DaysBetween"/>.</summary>
    public abstract T Visit(SqlExpression.DaysBetween expression);
}
