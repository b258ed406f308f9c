using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Rewrites;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Planning;

/// <summary>Writes a plan as a SQL tree: one SELECT for each step that needs one, commented with the step's description.</summary>
internal sealed class SqlBuilder : PlanVisitor<SqlSelect>
{
    private const string Metrics = "m";
    private const string Aggregates = "c";
    private static readonly SqlBuilder One = new();

    private SqlBuilder()
    {
    }

    public static SqlSelect Build(PlanNode plan) => plan.Accept(One);

    /// <summary>A step as a source to select from.</summary>
    public static SqlSource Source(PlanNode step, string alias) => new SqlSource.Subselect(Build(step), alias);

    public override SqlSelect Visit(PlanNode.Answer answer)
    {
        var query = answer.Query;
        // Columns are named as in the catalog, never as the caller labels them: no text of a caller gets into a statement.
        var items = query.KeyAliases.SkipLast(query.HiddenKeys).Select((k, i) => new SqlItem(Column(Metrics, $"k{i}"), k))
            .Concat(query.Metrics.Where(m => !m.Hidden).Select(m => new SqlItem(Column(Metrics, m.Alias), m.Metric)));
        return new SqlSelect
        {
            Comment = "the answer",
            Items = items.ToEquatableList(),
            From = Source(answer.Input, Metrics),
            Where = query.MetricFilters.Select(f => f.Condition.Accept(new MetricColumns(query.Metrics))).ToEquatableList(),
            OrderBy = query.OrderBy.Select(o => Order(o, query.Metrics)).ToEquatableList(),
            Limit = answer.Limit,
            Offset = query.Offset,
        };
    }

    private static SqlOrder Order(ResolvedOrder order, EquatableList<ResolvedMetric> metrics)
    {
        var by = metrics.FirstOrDefault(m => m.Alias == order.Alias) is { } metric ? Shown(metric) : Column(Metrics, order.Alias);
        return new SqlOrder(order.IsText ? new SqlExpression.Cast(by, DataType.Text) : by, order.Descending, order.IsText);
    }

    // NaN and infinity are shown as null, so they are null for conditions and for the order too.
    private static SqlExpression Shown(ResolvedMetric metric)
    {
        var column = Column(Metrics, metric.Alias);
        return metric.Column.Type is ValueType.Double or ValueType.Decimal ? new SqlExpression.Finite(column) : column;
    }

    public override SqlSelect Visit(PlanNode.Compute compute)
    {
        var items = KeyItems(Aggregates, compute.Keys).ToList();
        var joins = new List<SqlJoin>();
        foreach (var metric in compute.Metrics)
        {
            var value = ValueSql.Of(metric.Value, Aggregates);
            items.Add(new SqlItem(metric.ShareOf is { } share ? Share(metric, value, share, compute, joins) : value, metric.Alias));
        }

        return new SqlSelect
        {
            Comment = compute.Describe(),
            Items = items.ToEquatableList(),
            From = Source(compute.Input, Aggregates),
            Joins = joins.ToEquatableList(),
        };
    }

    private static SqlExpression Share(
        ResolvedMetric metric, SqlExpression value, ResolvedShare share, PlanNode.Compute compute, List<SqlJoin> joins)
    {
        SqlExpression whole;
        if (share.Whole is null)
        {
            whole = new SqlExpression.SumOver(value, share.Keep.Select(k => (SqlExpression)Column(Aggregates, $"k{k}")).ToEquatableList());
        }
        else
        {
            // The whole's formula is applied after the join, so that a default for null in it applies to the whole as to the parts. Each
            // whole has its own aggregates.
            var alias = $"w{joins.Count}";
            var on = share.Keep.Select((k, i) => SameKey(Column(Aggregates, $"k{k}"), Column(alias, $"k{i}"), share.Whole.Keys[i].Type))
                .ToEquatableList();
            joins.Add(new SqlJoin(Source(compute.Wholes[joins.Count], alias), on));
            whole = ValueSql.Of(share.Whole.Metrics[0].Value, alias);
        }

        var type = metric.Column.Type == ValueType.Double ? DataType.Double : DataType.Decimal;
        return ValueSql.Quotient(new SqlExpression.Cast(value, type), new SqlExpression.Cast(whole, type), type);
    }

    // Null keys are equal too, in a form that the engine can hash. Numbers are compared as numbers, since equal ones can have different
    // texts (1.0, 1.00); other types are compared as texts.
    private static SqlExpression SameKey(SqlExpression left, SqlExpression right, ValueType type)
    {
        var isNumber = type is ValueType.Integer or ValueType.Decimal or ValueType.Double;
        SqlExpression Filled(SqlExpression key) => isNumber
            ? new SqlExpression.Call("coalesce", [key, new SqlExpression.Number(0)])
            : new SqlExpression.Call(
                "coalesce", [new SqlExpression.Cast(key, DataType.Text), new SqlExpression.Parameter(new SqlParameter("", DataType.Text))]);
        return new SqlExpression.And([
            new SqlExpression.Binary("=", Filled(left), Filled(right)),
            new SqlExpression.Binary("=", new SqlExpression.IsNull(left), new SqlExpression.IsNull(right))]);
    }

    // Each fact fills its own columns and has nulls in those of the others, so that a group has at most one value in each.
    public override SqlSelect Visit(PlanNode.Combine combine)
    {
        var values = combine.Facts.SelectMany(f => f.Fields.Skip(combine.Keys)).ToList();
        var making = combine.Facts.Count - combine.Asides;
        var union = combine.Facts.Select((f, i) => Padded(Build(f), combine.Keys, values, combine.Asides == 0 ? null : i < making));
        return new SqlSelect
        {
            Comment = combine.Describe(),
            Items = KeyItems("p", combine.Keys)
                .Concat(values.Select(v => new SqlItem(new SqlExpression.Aggregate(Aggregation.Max, Column("p", v.Name)), v.Name)))
                .ToEquatableList(),
            From = new SqlSource.UnionAll(union.ToEquatableList(), "p"),
            GroupBy = Enumerable.Range(0, combine.Keys).Select(i => (SqlExpression)Column("p", $"k{i}")).ToEquatableList(),
            Having = combine.Asides == 0 ? [] : [new SqlExpression.Binary(
                ">", new SqlExpression.Aggregate(Aggregation.Count, Column("p", PlanNode.Combine.MakesRows)), new SqlExpression.Number(0))],
        };
    }

    private static SqlSelect Padded(SqlSelect fact, int keys, IReadOnlyList<PlanField> values, bool? makesRows)
    {
        SqlItem Missing(PlanField value) =>
            new(value.Type is { } type ? new SqlExpression.Null(type) : new SqlExpression.Missing(), value.Name);
        var own = fact.Items.Skip(keys).ToDictionary(i => i.Name, StringComparer.Ordinal);
        var items = fact.Items.Take(keys).Concat(values.Select(v => own.GetValueOrDefault(v.Name) ?? Missing(v)));
        if (makesRows is { } makes)
            items = items.Append(new SqlItem(
                makes ? new SqlExpression.Number(1) : new SqlExpression.Null(DataType.SmallInteger), PlanNode.Combine.MakesRows));
        return fact with { Items = items.ToEquatableList() };
    }

    public override SqlSelect Visit(PlanNode.Aggregate aggregate)
    {
        var keys = aggregate.Keys.Select(k => (SqlExpression)Column(RowFilter.Rows, k)).ToEquatableList();
        return Over(aggregate.Input) with
        {
            Comment = aggregate.Comment,
            Items =
            [
                .. keys.Select((k, i) => new SqlItem(k, $"k{i}")),
                .. aggregate.Aggregates.Select(a => new SqlItem(Aggregated(a, isGrouped: keys.Count > 0), a.Alias)),
            ],
            // By position, so that each expression is written once.
            GroupBy = keys.Select((_, i) => (SqlExpression)new SqlExpression.Number(i + 1)).ToEquatableList(),
        };
    }

    // All columns of a step's rows, with the step's conditions in this SELECT.
    private static SqlSelect Over(PlanNode input)
    {
        var (rows, conditions) = input.Unfiltered;
        return new SqlSelect
        {
            Items = input.Fields.Select(f => new SqlItem(Column(RowFilter.Rows, f.Name), f.Name)).ToEquatableList(),
            From = Source(rows, RowFilter.Rows),
            Where = conditions.Select(f => f.Condition).ToEquatableList(),
        };
    }

    public override SqlSelect Visit(PlanNode.Filter filter) => Over(filter) with { Comment = filter.Describe() };

    private static SqlExpression Aggregated(UnitAggregate aggregate, bool isGrouped)
    {
        SqlExpression of = Column(RowFilter.Rows, aggregate.Expr is null ? PlanNode.Spans.Days : aggregate.Alias);
        if (aggregate.Argument is { } type)
            of = new SqlExpression.Cast(of, type);
        if (aggregate is { Type: ValueType.String, Function: Aggregation.Min or Aggregation.Max })
            of = new SqlExpression.ByBytes(of);
        var only = aggregate.Only.Count == 0 ? null : MergeScans.All(aggregate.Only);
        SqlExpression Over(Aggregation function, SqlExpression argument) => new SqlExpression.Aggregate(function, argument)
        {
            Percentile = aggregate.Percentile, IsDiscrete = aggregate.IsDiscrete, Only = only,
        };
        // The sum is exact, and there is only one division.
        if (aggregate is { Type: ValueType.Decimal, Function: Aggregation.Average })
        {
            var sum = new SqlExpression.Cast(Over(Aggregation.Sum, of), aggregate.Result);
            return new SqlExpression.Quotient(sum, Over(Aggregation.Count, of));
        }

        var value = new SqlExpression.Cast(Over(aggregate.Function, of), aggregate.Result);
        // A group without a matching row has no count (null instead of 0): it exists only because of another aggregate.
        return only is not null && isGrouped && aggregate.Function is Aggregation.Count or Aggregation.CountDistinct
            ? new SqlExpression.Case(
                [
                    new SqlBranch(
                        new SqlExpression.Binary(
                            ">", Over(Aggregation.Count, new SqlExpression.Number(1)), new SqlExpression.Number(0)), value),
                ],
                Else: null)
            : value;
    }

    public override SqlSelect Visit(PlanNode.Project project) => new()
    {
        Comment = project.Joins.Count == 0 ? null
            : project.Joins[^1] is { KeepsBothSides: true } or { MeetsEvery: true } ? "with every row that is joined to it"
            : "each row with the one that each join finds",
        Items = project.Columns.Count == 0
            ? [new SqlItem(new SqlExpression.Number(1), PlanNode.Project.Row)]
            : project.Columns.Select(c => new SqlItem(c.Expression, c.Name)).ToEquatableList(),
        From = Source(project.Input, PlanNode.Project.Root),
        Joins = project.Joins.Select(j => new SqlJoin(Source(j.Target, j.Alias), On(j)) { KeepsBothSides = j.KeepsBothSides })
            .ToEquatableList(),
    };

    private static EquatableList<SqlExpression> On(PlanJoin join)
    {
        SqlExpression Target(string name) => Column(join.Alias, name);
        var on = join.On.Select(
            p => (SqlExpression)new SqlExpression.Binary("=", Column(p.Input.Source, p.Input.Name), Target(p.Target))).ToList();
        if (join.Hold is { } hold)
        {
            var at = Column(hold.At.Source, hold.At.Name);
            on.Add(new SqlExpression.Binary(">=", at, Target(hold.Start)));
            on.Add(new SqlExpression.Or([new SqlExpression.Binary("<", at, Target(hold.End)), new SqlExpression.IsNull(Target(hold.End))]));
        }

        return on.ToEquatableList();
    }

    public override SqlSelect Visit(PlanNode.Edge edge)
    {
        var end = new SqlExpression.EndOver(
            edge.TakesLast, Column(RowFilter.Rows, edge.Time),
            edge.Groups.Select(g => (SqlExpression)Column(RowFilter.Rows, g)).ToEquatableList());
        var all = Over(edge.Input);
        var marked = all with { Items = [.. all.Items, new SqlItem(end, PlanNode.Edge.End)] };
        return new SqlSelect
        {
            Comment = edge.Describe(),
            Items = edge.Fields.Select(f => new SqlItem(Column("e", f.Name), f.Name)).ToEquatableList(),
            From = new SqlSource.Subselect(marked, "e"),
            Where = [new SqlExpression.Binary("=", Column("e", edge.Time), Column("e", PlanNode.Edge.End))],
        };
    }

    public override SqlSelect Visit(PlanNode.Values values)
    {
        var keys = values.Keys.Select(k => (SqlExpression)Column(RowFilter.Rows, k)).ToList();
        var items = values.EndsOnly
            ? keys.SelectMany((k, i) => new[]
            {
                new SqlItem(new SqlExpression.Aggregate(Aggregation.Min, k), $"k{2 * i}"),
                new SqlItem(new SqlExpression.Aggregate(Aggregation.Max, k), $"k{2 * i + 1}"),
            })
            : keys.Select((k, i) => new SqlItem(k, $"k{i}"));
        return Over(values.Input) with { Comment = values.Describe(), Items = items.ToEquatableList() };
    }

    public override SqlSelect Visit(PlanNode.Conversions conversions) => ConversionSql.Build(conversions);

    public override SqlSelect Visit(PlanNode.Scan scan) => new()
    {
        Comment = scan.Model,
        Items = scan.Columns.Select(c => new SqlItem(new SqlExpression.Authored(c.Expr), c.Name)).ToEquatableList(),
        From = Table(scan.Guard, new SqlSource.Relation(scan.Schema, scan.Relation, scan.RowsAt, scan.TableColumns, scan.TableAlias)),
    };

    /// <summary>A table, or the part of it that the caller may see, under the alias that authors' expressions use.</summary>
    public static SqlSource Table(PlanNode.Guarded? guard, SqlSource.Relation table) =>
        guard is null ? table
        : guard.IsVeiled ? new SqlSource.Veiled(table, guard.Describe())
        : Source(guard, table.Alias);

    public override SqlSelect Visit(PlanNode.Guarded guarded) => new()
    {
        Comment = guarded.Describe(),
        Items = guarded.Columns
            .Select(c => new SqlItem(c.MaskedAs is { } type ? new SqlExpression.Null(type) : Column(RowFilter.Rows, c.Alias), c.Name))
            .ToEquatableList(),
        From = Source(guarded.Input, RowFilter.Rows),
        Where =
        [
            .. guarded.Nothing ? [Never] : guarded.Conditions.Select(c => c.Condition), .. guarded.Passed.Select(c => c.Condition),
        ],
        IsFence = guarded.IsFence,
    };

    public override SqlSelect Visit(PlanNode.Spans spans)
    {
        SqlExpression subject = Column(RowFilter.Rows, spans.Subject), time = Column(RowFilter.Rows, spans.Event);
        EquatableList<SqlExpression> order = spans.Tie is null ? [time] : [time, Column(RowFilter.Rows, spans.Tie)];
        var events = Over(spans.Input);
        var ranked = events with
        {
            Comment = "events of each subject in their order",
            Items =
            [
                new SqlItem(subject, PlanNode.Spans.Of), new SqlItem(time, "event"),
                new SqlItem(new SqlExpression.RowNumber(subject, order), "nth"),
            ],
            Where =
            [
                .. events.Where, new SqlExpression.Not(new SqlExpression.IsNull(subject)),
                new SqlExpression.Not(new SqlExpression.IsNull(time)),
            ],
        };
        SqlExpression e = Column("e", "event");
        return new SqlSelect
        {
            Comment = spans.Describe(),
            Items =
            [
                new SqlItem(Column("e", PlanNode.Spans.Of), PlanNode.Spans.Of),
                new SqlItem(new SqlExpression.Aggregate(Aggregation.Min, e), PlanNode.Spans.First),
                new SqlItem(new SqlExpression.Aggregate(Aggregation.Max, e), PlanNode.Spans.Nth),
            ],
            From = new SqlSource.Subselect(ranked, "e"),
            Where = [new SqlExpression.In(Column("e", "nth"), [new SqlExpression.Number(1), new SqlExpression.Number(spans.N)])],
            GroupBy = [Column("e", PlanNode.Spans.Of)],
            Having = [new SqlExpression.Binary(
                "=", new SqlExpression.Aggregate(Aggregation.Count, Column("e", "nth")), new SqlExpression.Number(2))],
        };
    }

    private static IEnumerable<SqlItem> KeyItems(string source, int keys) =>
        Enumerable.Range(0, keys).Select(i => new SqlItem(Column(source, $"k{i}"), $"k{i}"));

    private static SqlExpression Never => new SqlExpression.Binary("=", new SqlExpression.Number(1), new SqlExpression.Number(0));

    private static SqlExpression.Column Column(string source, string name) => new(source, name);

    /// <summary>Replaces a metric's name in a condition by its expression.</summary>
    private sealed class MetricColumns(EquatableList<ResolvedMetric> metrics) : SqlRewriter
    {
        public override SqlExpression Visit(SqlExpression.Column expression) => Shown(metrics.First(m => m.Alias == expression.Name));
    }
}
