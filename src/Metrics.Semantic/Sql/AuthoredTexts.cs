namespace Metrics.Semantic.Sql;

/// <summary>The authors' own SQL in a statement: every part of it that the planner did not write.</summary>
internal sealed class AuthoredTexts : SqlRewriter
{
    private readonly List<string> _texts = [];

    private AuthoredTexts()
    {
    }

    /// <summary>
    /// The first part whose value may change when the statement runs again over the same rows, such as <c>now()</c>; null when there is
    /// none.
    /// </summary>
    public static string? FirstPassing(SqlSelect select) => In(select).Select(SqlScan.FirstPassing).FirstOrDefault(p => p is not null);

    /// <summary>The texts; in a condition with columns in it, each column is replaced by a name.</summary>
    public static IReadOnlyList<string> In(SqlSelect select) => new AuthoredTexts().Look(select)._texts;

    public override SqlExpression Visit(SqlExpression.Authored expression)
    {
        _texts.Add(expression.Text);
        return expression;
    }

    public override SqlExpression Visit(SqlExpression.Template expression)
    {
        _texts.Add(string.Concat(expression.Parts.Select(p => p is SqlExpression.Verbatim piece ? piece.Text : " x ")));
        return base.Visit(expression);
    }

    private AuthoredTexts Look(SqlSelect select)
    {
        Change(select);
        Look(select.From);
        foreach (var join in select.Joins)
            Look(join.Source);
        return this;
    }

    private AuthoredTexts Look(SqlSource source) => source.Match(
        relation => this, veiled => this, nothing => this, subselect => Look(subselect.Select),
        union =>
        {
            foreach (var select in union.Selects)
                Look(select);
            return this;
        });
}
