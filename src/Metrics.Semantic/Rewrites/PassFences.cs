using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Rewrites;

/// <summary>
/// Passes into a fence those conditions of a question that may be evaluated on rows that the caller may not see: comparisons of values with
/// the fact's own columns that their author declares public. Other conditions stay outside.
/// </summary>
internal sealed class PassFences : PlanRewriter
{
    // A longer list would cost more than it saves.
    private const int MaxItems = 1000;

    public override PlanNode Visit(PlanNode.Filter filter)
    {
        var input = filter.Input.Accept(this);
        // Every condition is evaluated outside the fence. Those that are evaluated inside too leave fewer rows for that.
        return filter with { Input = input is PlanNode.Project rows ? Into(rows, filter.Conditions) : input };
    }

    // Not with full joins, which keep rows of other models that no row of the fact was joined to.
    private static PlanNode.Project Into(PlanNode.Project rows, EquatableList<RowFilter> filters)
    {
        if (rows.Input is not PlanNode.Scan { Guard: { IsFence: true } guard } scan || rows.Joins.Any(j => j.KeepsBothSides))
            return rows;
        var passed = filters.Select(f => Through(f, rows, scan, guard)).OfType<RowFilter>().ToEquatableList();
        return passed.Count == 0 ? rows
            : rows with { Input = scan with { Guard = guard with { Passed = passed, Input = Into(guard.Input, passed) } } };
    }

    private static RowFilter? Through(RowFilter filter, PlanNode.Project rows, PlanNode.Scan scan, PlanNode.Guarded guard)
    {
        SqlExpression? Inside(SqlExpression.Column column)
        {
            var stored = rows.Columns.FirstOrDefault(c => column.Source == RowFilter.Rows
                && c.Name == column.Name)?.Expression as SqlExpression.Column;
            var written = stored?.Source == PlanNode.Project.Root ? scan.Columns.FirstOrDefault(c => c.Name == stored.Name)?.Expr : null;
            if (written is null || AuthoredColumns.BareColumn(written) is not { } name)
                return null;
            var open = guard.Columns.FirstOrDefault(c => c.Name == name && c.IsPublic && c.MaskedAs is null);
            return open is null ? null : new SqlExpression.Column(RowFilter.Rows, open.Alias);
        }

        return Rewritten(filter.Condition, Inside) is { } condition ? new WrittenFilter(condition, [], filter.Text) : null;
    }

    private static SqlExpression? Rewritten(SqlExpression expression, Func<SqlExpression.Column, SqlExpression?> inside) =>
        expression switch
    {
        SqlExpression.And and => All(and.All, inside) is { } all ? new SqlExpression.And(all) : null,
        SqlExpression.Or or => All(or.Any, inside) is { } any ? new SqlExpression.Or(any) : null,
        SqlExpression.Not not => Rewritten(not.Inner, inside) is { } inner ? new SqlExpression.Not(inner) : null,
        SqlExpression.IsNull { Of: SqlExpression.Column column } => inside(column) is { } of ? new SqlExpression.IsNull(of) : null,
        SqlExpression.Binary { Operator: "=" or "<>" or "<" or "<=" or ">" or ">=", Left: SqlExpression.Column column,
            Right: SqlExpression.Parameter } compare =>
            inside(column) is { } left ? compare with { Left = left } : null,
        SqlExpression.In { Of: SqlExpression.Column column, Items.Count: <= MaxItems } list when list.Items.All(i =>
            i is SqlExpression.Parameter) =>
            inside(column) is { } of ? list with { Of = of } : null,
        _ => null,
    };

    private static EquatableList<SqlExpression>? All(EquatableList<SqlExpression> parts, Func<SqlExpression.Column, SqlExpression?> inside)
    {
        var rewritten = parts.Select(p => Rewritten(p, inside)).OfType<SqlExpression>().ToEquatableList();
        return rewritten.Count == parts.Count ? rewritten : null;
    }
}
