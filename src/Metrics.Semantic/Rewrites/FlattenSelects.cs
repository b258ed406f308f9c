using System.Globalization;
using Metrics.Domain;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Rewrites;

/// <summary>
/// Merges a SELECT that only names, computes or filters columns into the SELECT that reads it, so that the SQL of a plain question looks as
/// a person would write it. Every engine treats both forms alike; where one might not, they stay separate.
/// </summary>
/// <remarks>
/// An author's expression has one value for each row: aggregates, window functions and functions that return rows are refused when a
/// catalog is bound.
/// </remarks>
internal static class FlattenSelects
{
    /// <summary>The same rows with fewer SELECTs.</summary>
    public static SqlSelect Of(SqlSelect select)
    {
        var flat = select with
        {
            From = Of(select.From), Joins = select.Joins.Select(j => j with { Source = Of(j.Source) }).ToEquatableList(),
        };
        for (var at = 0; at < flat.Joins.Count; at++)
            flat = WithJoin(flat, at);
        return WithRoot(flat);
    }

    private static SqlSource Of(SqlSource source) => source.Match<SqlSource>(
        relation => relation,
        veiled => veiled,
        nothing => nothing,
        subselect => subselect with { Select = Of(subselect.Select) },
        union => union with { Selects = union.Selects.Select(Of).ToEquatableList() });

    // Merges only a joined table whose columns are read unchanged. A computed column would otherwise be computed over the nulls of an
    // unmatched row.
    private static SqlSelect WithJoin(SqlSelect select, int at)
    {
        var join = select.Joins[at];
        if (join.Source is not SqlSource.Subselect { Select: { From: SqlSource.Relation table } inner } sub || !IsPlain(inner)
            || inner.Joins.Count > 0 || inner.Where.Count > 0)
            return select;
        var columns = new Dictionary<string, SqlExpression>(StringComparer.Ordinal);
        foreach (var item in inner.Items)
        {
            if (Bare(item.Expression, table) is { } name)
                columns[item.Name] = new SqlExpression.Column(sub.Alias, name);
        }

        var used = ColumnUses.Of(select, sub.Alias);
        if (!used.Counts.Keys.All(columns.ContainsKey))
            return select;
        var joins = select.Joins.Select((j, i) => i == at ? j with { Source = table with { Alias = sub.Alias } } : j).ToEquatableList();
        return new ColumnChange(sub.Alias, columns).Change(select with { Joins = joins });
    }

    private static SqlSelect WithRoot(SqlSelect outer)
    {
        if (outer.From is not SqlSource.Subselect { Select: var inner, Alias: var alias } || !IsPlain(inner)
            || outer.Joins.Any(j => j.KeepsBothSides) || !AreApart(inner, outer))
            return outer;
        var used = ColumnUses.Of(outer, alias);
        // An author's SQL names columns of the source it is written over. That source may be a guarded table, and must not become the table
        // itself.
        if (used.HasAuthored || used.HasVerbatim || ColumnUses.Of(inner, alias).HasVerbatim)
            return outer;
        var isOneTable = inner.Joins.Count + outer.Joins.Count == 0;
        var columns = new Dictionary<string, SqlExpression>(StringComparer.Ordinal);
        foreach (var item in inner.Items)
        {
            if (!used.Counts.TryGetValue(item.Name, out var times))
                continue;
            var expression = Number(item.Expression) is { } number ? number
                : inner.From is SqlSource.Relation table && Bare(item.Expression, table) is { } name
                ? new SqlExpression.Column(table.Alias, name) : item.Expression;
            var traits = ColumnUses.Of(expression);
            if (traits.IsOfSeveralRows || (traits.HasAuthored && !isOneTable)
                || (times > 1 && (traits.HasAuthored || traits.HasParameter)))
                return outer;
            // A number in ORDER BY would mean a column's position.
            if (expression is SqlExpression.Number && outer.OrderBy.Any(o => o.Expression == new SqlExpression.Column(alias, item.Name)))
                return outer;
            columns[item.Name] = expression;
        }

        var changed = new ColumnChange(alias, columns).Change(outer);
        return changed with
        {
            From = inner.From, Joins = [.. inner.Joins, .. changed.Joins], Where = [.. inner.Where, .. changed.Where],
        };
    }

    // An aggregate without groups gives one row, even when no column of it is read.
    private static bool IsPlain(SqlSelect select) => select is
    {
        Distinct: false, GroupBy.Count: 0, Having.Count: 0, OrderBy.Count: 0, Limit: null, Offset: 0, IsFence: false,
    } && !select.Items.Any(i => ColumnUses.Of(i.Expression).IsOfSeveralRows);

    private static bool AreApart(SqlSelect inner, SqlSelect outer)
    {
        var names = inner.Joins.Select(j => j.Source.Alias).Append(inner.From.Alias).ToHashSet(StringComparer.Ordinal);
        return !outer.Joins.Any(j => names.Contains(j.Source.Alias));
    }

    private static string? Bare(SqlExpression expression, SqlSource.Relation table) =>
        expression is SqlExpression.Authored authored && AuthoredColumns.BareColumn(authored.Text) is { } name
            && table.Columns.Contains(name) ? name : null;

    // A number that an author wrote depends on no table.
    private static SqlExpression.Number? Number(SqlExpression expression) =>
        expression is SqlExpression.Authored { Text.Length: < 10 } authored && authored.Text.All(char.IsAsciiDigit)
            ? new SqlExpression.Number(decimal.Parse(authored.Text, CultureInfo.InvariantCulture)) : null;

    /// <summary>The columns of a source that a tree reads, and other properties that decide where it may be moved.</summary>
    private sealed class ColumnUses(string? alias) : SqlRewriter
    {
        public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

        public bool HasAuthored { get; private set; }

        public bool HasVerbatim { get; private set; }

        public bool HasParameter { get; private set; }

        /// <summary>True when the tree contains an aggregate or a window function.</summary>
        public bool IsOfSeveralRows { get; private set; }

        public static ColumnUses Of(SqlExpression expression)
        {
            var uses = new ColumnUses(alias: null);
            expression.Accept(uses);
            return uses;
        }

        public static ColumnUses Of(SqlSelect select, string alias)
        {
            var uses = new ColumnUses(alias);
            uses.Change(select);
            return uses;
        }

        public override SqlExpression Visit(SqlExpression.Column expression)
        {
            if (expression.Source == alias)
                Counts[expression.Name] = Counts.GetValueOrDefault(expression.Name) + 1;
            return expression;
        }

        public override SqlExpression Visit(SqlExpression.Authored expression)
        {
            HasAuthored = true;
            return expression;
        }

        public override SqlExpression Visit(SqlExpression.Verbatim expression)
        {
            HasVerbatim = true;
            return expression;
        }

        public override SqlExpression Visit(SqlExpression.Parameter expression)
        {
            HasParameter = true;
            return expression;
        }

        public override SqlExpression Visit(SqlExpression.Aggregate expression) => OfSeveral(base.Visit(expression));

        public override SqlExpression Visit(SqlExpression.EndOver expression) => OfSeveral(base.Visit(expression));

        public override SqlExpression Visit(SqlExpression.SumOver expression) => OfSeveral(base.Visit(expression));

        public override SqlExpression Visit(SqlExpression.RowNumber expression) => OfSeveral(base.Visit(expression));

        public override SqlExpression Visit(SqlExpression.SumSoFar expression) => OfSeveral(base.Visit(expression));

        public override SqlExpression Visit(SqlExpression.FirstOver expression) => OfSeveral(base.Visit(expression));

        private SqlExpression OfSeveral(SqlExpression expression)
        {
            IsOfSeveralRows = true;
            return expression;
        }
    }

    /// <summary>Replaces a source's columns by other expressions.</summary>
    private sealed class ColumnChange(string alias, IReadOnlyDictionary<string, SqlExpression> columns) : SqlRewriter
    {
        public override SqlExpression Visit(SqlExpression.Column expression) =>
            expression.Source == alias ? columns[expression.Name] : expression;
    }
}
