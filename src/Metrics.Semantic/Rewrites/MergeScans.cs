using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Rewrites;

/// <summary>
/// Facts that read the same rows under different conditions are read in one scan: each aggregate gets its own conditions, and rows that fit
/// none are left out.
/// </summary>
/// <remarks>
/// Aggregates that need sorted rows (distinct counts, medians, percentiles) are not merged: the engine would then sort, or read in an
/// index's order, all rows of the others too, which alone it adds up as they come. Conditions that may fail on a row that another condition
/// would have excluded are not merged either (<see cref="AnyRow"/>). A group in which no row fits an aggregate has no value there, as in a
/// separate scan; the group stays if its rows fit another aggregate.
/// </remarks>
internal sealed class MergeScans : PlanRewriter
{
    public override PlanNode Visit(PlanNode.Combine combine)
    {
        // Facts that only add values to groups are not merged with facts that make groups.
        var facts = All(combine.Facts);
        var making = Merged(facts.SkipLast(combine.Asides));
        var asides = Merged(facts.TakeLast(combine.Asides));
        return making.Count + asides.Count == 1 ? making.Concat(asides).Single()
            : combine with { Facts = [.. making, .. asides], Asides = asides.Count };
    }

    private static List<PlanNode> Merged(IEnumerable<PlanNode> facts)
    {
        var groups = new List<(PlanNode First, List<Fact> Facts)>();
        foreach (var fact in facts)
        {
            var read = Fact.Of(fact);
            var group = read is null ? -1 : groups.FindIndex(g => g.Facts.Count > 0 && g.Facts.TrueForAll(read.FitsWith));
            if (group >= 0)
                groups[group].Facts.Add(read!);
            else
                groups.Add((fact, read is null ? [] : [read]));
        }

        return groups.ConvertAll(g => g.Facts.Count < 2 ? g.First : Fact.Merge(g.Facts));
    }

    /// <summary>A fact that is aggregated directly from a table's rows.</summary>
    private sealed record Fact(PlanNode.Aggregate Aggregate, PlanNode.Project Rows, PlanNode.Scan Scan, EquatableList<RowFilter> Conditions)
    {
        // With joins, a function call might be evaluated on rows that the condition excludes when the fact is read alone.
        public static Fact? Of(PlanNode node)
        {
            if (node is not PlanNode.Aggregate aggregate)
                return null;
            var (input, conditions) = aggregate.Input.Unfiltered;
            return input is PlanNode.Project { Input: PlanNode.Scan scan } rows
                && aggregate.Aggregates.All(a => a.Only.Count == 0 && IsAddedUp(a.Function)) && AnyRow.Allows(conditions, rows)
                && !(rows.Joins.Count > 0 && conditions.Count > 0 && scan.Columns.Any(c => c.Expr.Contains('(')))
                ? new Fact(aggregate, rows, scan, conditions) : null;
        }

        private static bool IsAddedUp(Aggregation function) =>
            function is not (Aggregation.CountDistinct or Aggregation.Median or Aggregation.Percentile);

        // Two facts fit when they read the same table under the same guard, with the same keys and joins, and no name has two meanings.
        // Joins must be the same because a join may find two rows where one is declared: then only the fact that asked for it counts them
        // twice.
        public bool FitsWith(Fact other) =>
            Aggregate.Keys == other.Aggregate.Keys && Scan with { Columns = [] } == other.Scan with { Columns = [] }
            && Agree(Scan.Columns, other.Scan.Columns, c => c.Name) && Agree(Rows.Columns, other.Rows.Columns, c => c.Name)
            && !Aggregate.Aggregates.Any(a => other.Aggregate.Aggregates.Any(b => a.Alias == b.Alias))
            && Rows.Joins.Count == other.Rows.Joins.Count
            && Rows.Joins.All(j => other.Rows.Joins.FirstOrDefault(o => o.Alias == j.Alias) is { } same && AreSame(j, same));

        public static PlanNode Merge(List<Fact> facts)
        {
            var common = facts[0].Conditions.Where(c => facts.TrueForAll(f => f.Conditions.Contains(c))).ToEquatableList();
            var own = facts.ConvertAll(f => f.Conditions.Where(c => !common.Contains(c)).ToEquatableList());
            var conditions = own.TrueForAll(c => c.Count > 0) ? common.Append(Any(own)).ToEquatableList() : common;
            PlanNode rows = new PlanNode.Project(
                facts[0].Scan with { Columns = facts.SelectMany(f => f.Scan.Columns).Distinct().ToEquatableList() },
                facts.SelectMany(f => f.Rows.Joins).GroupBy(j => j.Alias).Select(g => Together([.. g])).ToEquatableList(),
                facts.SelectMany(f => f.Rows.Columns).Distinct().ToEquatableList());
            var aggregates = facts.Zip(own, (f, only) => f.Aggregate.Aggregates.Select(a => a with { Only = only })).SelectMany(a => a);
            return new PlanNode.Aggregate(
                conditions.Count == 0 ? rows : new PlanNode.Filter(rows, conditions),
                string.Join("; ", facts.Select(f => f.Aggregate.Comment)), facts[0].Aggregate.Keys, aggregates.ToEquatableList());
        }

        private static WrittenFilter Any(List<EquatableList<RowFilter>> own) => new(
            new SqlExpression.Or(own.Select(c => All(c)).Distinct().ToEquatableList()),
            own.SelectMany(c => c).SelectMany(c => c.Columns).Distinct().ToEquatableList(),
            string.Join(" or ", own.Select(c => $"({string.Join(" and ", c)})").Distinct()));

        private static bool Agree<T>(EquatableList<T> columns, EquatableList<T> others, Func<T, string> name)
            where T : notnull => columns.All(c => others.All(o => name(o) != name(c) || o.Equals(c)));

        private static bool AreSame(PlanJoin join, PlanJoin other) => (join.Target, other.Target) switch
        {
            (PlanNode.Scan target, PlanNode.Scan same) =>
                join with { Target = target with { Columns = [] } } == other with { Target = same with { Columns = [] } }
                && Agree(target.Columns, same.Columns, c => c.Name),
            _ => join == other,
        };

        private static PlanJoin Together(List<PlanJoin> joins) => joins[0].Target is PlanNode.Scan target
            ? joins[0] with
            {
                Target = target with { Columns = joins.SelectMany(j => ((PlanNode.Scan)j.Target).Columns).Distinct().ToEquatableList() },
            }
            : joins[0];
    }

    /// <summary>Several conditions combined with AND.</summary>
    internal static SqlExpression All(EquatableList<RowFilter> conditions) =>
        conditions.Count == 1 ? conditions[0].Condition : new SqlExpression.And(conditions.Select(c => c.Condition).ToEquatableList());
}

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
