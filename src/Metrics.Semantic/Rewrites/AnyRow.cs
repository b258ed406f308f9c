using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Rewrites;

/// <summary>
/// Whether a condition can be evaluated on any row and any number of times: it only compares stored columns, so it neither fails on a row
/// that another condition would have excluded nor changes its result. In doubt it cannot.
/// </summary>
internal sealed class AnyRow : SqlRewriter
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "is", "null", "between", "true", "false", "distinct", "from",
    };

    // A name that no author's column has; it takes the place of the plan's columns while tokens are checked.
    private const string Stored = "of the plan";

    private static readonly HashSet<string> Comparisons = new(StringComparer.Ordinal) { "=", "<>", "!=", "<", "<=", ">", ">=" };

    private readonly PlanNode.Project _rows;
    private bool _holds = true;

    private AnyRow(PlanNode.Project rows) => _rows = rows;

    /// <summary>True when all of these conditions on a fact's rows can be evaluated on any row.</summary>
    public static bool Allows(IEnumerable<RowFilter> conditions, PlanNode.Project rows)
    {
        var look = new AnyRow(rows);
        foreach (var condition in conditions)
            condition.Condition.Accept(look);
        return look._holds;
    }

    public override SqlExpression Visit(SqlExpression.Column expression)
    {
        if (expression.Source != RowFilter.Rows)
            _holds &= IsStored(expression);
        else if (_rows.Columns.FirstOrDefault(c => c.Name == expression.Name) is { } column)
            column.Expression.Accept(this);
        else
            _holds = false;
        return expression;
    }

    public override SqlExpression Visit(SqlExpression.Template expression)
    {
        var text = string.Concat(expression.Parts.Select(p => p is SqlExpression.Verbatim piece ? piece.Text : $" \"{Stored}\" "));
        var tokens = SqlTokens.Of(text);
        _holds &= !tokens.IsDoubtful && tokens.All.All(IsHarmless) && AreComparisons(tokens.All);
        foreach (var part in expression.Parts)
            part.Accept(this);
        return expression;
    }

    public override SqlExpression Visit(SqlExpression.Binary expression)
    {
        _holds &= expression.Operator is "=" or "<>" or "<" or "<=" or ">" or ">=";
        return base.Visit(expression);
    }

    public override SqlExpression Visit(SqlExpression.Cast expression)
    {
        _holds &= expression.Type == DataType.Text;
        return base.Visit(expression);
    }

    public override SqlExpression Visit(SqlExpression.Authored expression) => Never(expression);

    public override SqlExpression Visit(SqlExpression.Call expression) => Never(expression);

    public override SqlExpression Visit(SqlExpression.Quotient expression) => Never(expression);

    public override SqlExpression Visit(SqlExpression.Rounded expression) => Never(expression);

    public override SqlExpression Visit(SqlExpression.Extract expression) => Never(expression);

    public override SqlExpression Visit(SqlExpression.Earlier expression) => Never(expression);

    public override SqlExpression Visit(SqlExpression.DaysBetween expression) => Never(expression);

    private SqlExpression Never(SqlExpression expression)
    {
        _holds = false;
        return expression;
    }

    private static bool IsHarmless(SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Text => true,
        SqlTokenKind.Name => token.Text == Stored,
        SqlTokenKind.Word => Words.Contains(token.Text),
        _ => token.Text is "(" or ")" or "," or "=" or "<" or ">" or "!" || char.IsAsciiDigit(token.Text[0]),
    };

    // Adjacent signs are one operator, and the store has more operators than comparisons; only comparisons are accepted.
    private static bool AreComparisons(IReadOnlyList<SqlToken> tokens)
    {
        for (var at = 0; at < tokens.Count;)
        {
            var sign = "";
            for (; at < tokens.Count && tokens[at] is { Kind: SqlTokenKind.Symbol, Text: "=" or "<" or ">" or "!" }; at++)
                sign += tokens[at].Text;
            if (sign.Length > 0 && !Comparisons.Contains(sign))
                return false;
            if (sign.Length == 0)
                at++;
        }

        return true;
    }

    // Columns of tables in the store's schema are not computed when they are read; columns of a view may be. A metric of an entity is
    // computed separately, whichever rows look it up.
    private bool IsStored(SqlExpression.Column column)
    {
        var source = column.Source == PlanNode.Project.Root
            ? _rows.Input : _rows.Joins.FirstOrDefault(j => j.Alias == column.Source)?.Target;
        return source is not PlanNode.Scan scan || (scan.Schema == PublishedTable.Store
            && scan.Columns.FirstOrDefault(c => c.Name == column.Name) is { } stored
            && AuthoredColumns.BareColumn(stored.Expr) is not null);
    }
}
