using Metrics.Domain.Results;
using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Planning;

/// <summary>Writes a plan as a SQL tree: one SELECT a step that needs one, each with the step's description.</summary>
internal static class SqlBuilder
{
    private const string Metrics = "m";

    public static SqlSelect Build(PlanNode plan) => plan is PlanNode.Answer answer ? Answer(answer) : throw new ArgumentException("a plan ends with its answer", nameof(plan));

    private static SqlSelect Answer(PlanNode.Answer answer)
    {
        var query = answer.Query;
        // Columns go by the catalog's names, whatever the caller calls them: no text of a caller is in a statement.
        var items = query.KeyAliases.SkipLast(query.HiddenKeys).Select((k, i) => new SqlItem(Column(Metrics, $"k{i}"), k))
            .Concat(query.Metrics.Where(m => !m.Hidden).Select(m => new SqlItem(Column(Metrics, m.Alias), m.Metric)));
        return new SqlSelect
        {
            Comment = "the answer",
            Items = items.ToEquatableList(),
            From = new SqlSource.Subselect(Compute((PlanNode.Compute)answer.Input), Metrics),
            Where = query.MetricFilters,
            OrderBy = query.OrderBy.Select(Order).ToEquatableList(),
            Limit = answer.Limit,
            Offset = query.Offset,
        };
    }

    // What is shown as null is ordered as null.
    private static SqlOrder Order(ResolvedOrder order)
    {
        SqlExpression by = Column(Metrics, order.Alias);
        return new SqlOrder(order.IsText ? new SqlExpression.Cast(by, DataType.Text) : order.IsFloating ? new SqlExpression.Finite(by) : by, order.Descending, order.IsText);
    }

    private static SqlSelect Compute(PlanNode.Compute compute)
    {
        var items = KeyItems(MetricValue.Aggregates, compute.Keys).ToList();
        var joins = new List<SqlJoin>();
        foreach (var metric in compute.Metrics)
            items.Add(new SqlItem(metric.ShareOf is { } share ? Share(metric, share, compute, joins) : metric.Expression, metric.Alias));
        return new SqlSelect
        {
            Comment = compute.Describe(),
            Items = items.ToEquatableList(),
            From = Source(compute.Input, MetricValue.Aggregates),
            Joins = joins.ToEquatableList(),
        };
    }

    private static SqlExpression Share(ResolvedMetric metric, ResolvedShare share, PlanNode.Compute compute, List<SqlJoin> joins)
    {
        SqlExpression whole;
        if (share.Whole is null)
        {
            whole = new SqlExpression.SumOver(metric.Expression, share.Keep.Select(k => (SqlExpression)Column(MetricValue.Aggregates, $"k{k}")).ToEquatableList());
        }
        else
        {
            // Computed beside the parts, so that what fills a null there fills it here too.
            var alias = MetricValue.Whole(joins.Count);
            var on = share.Keep.Select((k, i) => SameKey(Column(MetricValue.Aggregates, $"k{k}"), Column(alias, $"k{i}"), share.Whole.Keys[i].Type)).ToEquatableList();
            joins.Add(new SqlJoin(Source(compute.Wholes[joins.Count], alias), on));
            whole = share.Whole.Metrics[0].Expression;
        }

        return metric.Column.Type == ValueType.Double
            ? new SqlExpression.Binary(
                "/", Double(metric.Expression), new SqlExpression.Call("nullif", [Double(whole), new SqlExpression.Number(0)]))
            : new SqlExpression.Quotient(new SqlExpression.Cast(metric.Expression, DataType.Decimal), new SqlExpression.Cast(whole, DataType.Decimal));
    }

    // Null keys are equal too; written so that the engine can hash it. Equal numbers may be written in several ways (1.0, 1.00), others not.
    private static SqlExpression SameKey(SqlExpression left, SqlExpression right, ValueType type)
    {
        var isNumber = type is ValueType.Integer or ValueType.Decimal or ValueType.Double;
        SqlExpression Filled(SqlExpression key) => isNumber
            ? new SqlExpression.Call("coalesce", [key, new SqlExpression.Number(0)])
            : new SqlExpression.Call("coalesce", [new SqlExpression.Cast(key, DataType.Text), new SqlExpression.Parameter(new SqlParameter("", DataType.Text))]);
        return new SqlExpression.And([
            new SqlExpression.Binary("=", Filled(left), Filled(right)), new SqlExpression.Binary("=", new SqlExpression.IsNull(left), new SqlExpression.IsNull(right))]);
    }

    internal static SqlSource Source(PlanNode node, string alias) => node switch
    {
        PlanNode.Aggregate aggregate => new SqlSource.Subselect(Aggregate(aggregate, padding: null), alias),
        PlanNode.Combine combine => new SqlSource.Subselect(Combine(combine), alias),
        PlanNode.Rows rows => new SqlSource.Subselect(Rows(rows), alias),
        PlanNode.Scan scan => new SqlSource.Subselect(Scan(scan), alias),
        PlanNode.Spans spans => new SqlSource.Subselect(Spans(spans), alias),
        PlanNode.Conversions conversions => new SqlSource.Subselect(ConversionSql.Build(conversions), alias),
        PlanNode.Edge edge => new SqlSource.Subselect(Edge(edge), alias),
        PlanNode.Values values => new SqlSource.Subselect(Values(values), alias),
        PlanNode.Compute compute => new SqlSource.Subselect(Compute(compute), alias),
        _ => throw new System.Diagnostics.UnreachableException($"{node.GetType().Name} is no source"),
    };

    // Each fact gives its own columns and nulls for the others'; a group then has at most one value in each.
    private static SqlSelect Combine(PlanNode.Combine combine)
    {
        var facts = combine.Facts.Select(f => (PlanNode.Aggregate)f).ToList();
        var all = facts.SelectMany(f => f.Aggregates).ToList();
        var making = facts.Count - combine.Asides;
        var union = facts.Select((f, i) => making == facts.Count ? Aggregate(f, all) : Marked(Aggregate(f, all), i < making))
            .ToEquatableList();
        return new SqlSelect
        {
            Comment = combine.Describe(),
            Items = KeyItems("p", combine.Keys).Concat(all.Select(a => new SqlItem(new SqlExpression.Aggregate(Aggregation.Max, Column("p", a.Alias)), a.Alias))).ToEquatableList(),
            From = new SqlSource.UnionAll(union, "p"),
            GroupBy = Enumerable.Range(0, combine.Keys).Select(i => (SqlExpression)Column("p", $"k{i}")).ToEquatableList(),
            Having = combine.Asides == 0 ? [] : [new SqlExpression.Binary(
                ">", new SqlExpression.Aggregate(Aggregation.Count, Column("p", PlanNode.Combine.MakesRows)), new SqlExpression.Number(0))],
        };
    }

    private static SqlSelect Marked(SqlSelect fact, bool makesRows) => fact with
    {
        Items =
        [
            .. fact.Items,
            new SqlItem(makesRows ? new SqlExpression.Number(1) : new SqlExpression.Null(DataType.SmallInteger), PlanNode.Combine.MakesRows),
        ],
    };

    private static SqlSelect Aggregate(PlanNode.Aggregate aggregate, IReadOnlyList<UnitAggregate>? padding)
    {
        var (rows, filters) = aggregate.Input is PlanNode.Where where ? (where.Input, where.Conditions) : (aggregate.Input, []);
        var keys = aggregate.Keys.Select(k => (SqlExpression)Column(RowFilter.Rows, k)).ToEquatableList();
        var items = keys.Select((k, i) => new SqlItem(k, $"k{i}")).ToList();
        foreach (var column in padding ?? aggregate.Aggregates)
            items.Add(new SqlItem(aggregate.Aggregates.Contains(column) ? Aggregated(column) : new SqlExpression.Null(column.Result), column.Alias));
        return new SqlSelect
        {
            Comment = aggregate.Comment,
            Items = items.ToEquatableList(),
            From = Source(rows, RowFilter.Rows),
            Where = filters.Select(f => f.Condition).ToEquatableList(),
            GroupBy = keys,
        };
    }

    private static SqlExpression Aggregated(UnitAggregate aggregate)
    {
        SqlExpression of = Column(RowFilter.Rows, aggregate.Expr is null ? PlanNode.Spans.Days : aggregate.Alias);
        if (aggregate.Argument is { } type)
            of = new SqlExpression.Cast(of, type);
        if (aggregate is { Type: ValueType.String, Function: Aggregation.Min or Aggregation.Max })
            of = new SqlExpression.ByBytes(of);
        // The sum is exact and divided once.
        if (aggregate is { Type: ValueType.Decimal, Function: Aggregation.Average })
        {
            var sum = new SqlExpression.Cast(new SqlExpression.Aggregate(Aggregation.Sum, of), aggregate.Result);
            return new SqlExpression.Quotient(sum, new SqlExpression.Aggregate(Aggregation.Count, of));
        }

        return new SqlExpression.Cast(
            new SqlExpression.Aggregate(aggregate.Function, of) { Percentile = aggregate.Percentile, IsDiscrete = aggregate.IsDiscrete }, aggregate.Result);
    }

    private static SqlSelect Rows(PlanNode.Rows rows)
    {
        var joins = new Stack<SqlJoin>();
        var input = rows.Input;
        while (true)
        {
            if (input is PlanNode.Join join)
                (input, _) = (join.Input, Push(joins, new SqlJoin(Source(join.Target, join.Alias), On(join)) { KeepsBothSides = join.KeepsBothSides }));
            else if (input is PlanNode.Cross cross)
                (input, _) = (cross.Input, Push(joins, new SqlJoin(Source(cross.Target, cross.Alias), [])));
            else
                break;
        }

        return new SqlSelect
        {
            Comment = joins.Count == 0 ? null : rows.Input is PlanNode.Join { KeepsBothSides: true } or PlanNode.Cross ? "with every row that is joined to it" : "each row with the one that each join finds",
            Items = rows.Columns.Count == 0
                ? [new SqlItem(new SqlExpression.Number(1), "row")]
                : rows.Columns.Select(c => new SqlItem(c.Expression, c.Name)).ToEquatableList(),
            From = Source(input, "f"),
            Joins = joins.ToEquatableList(),
        };
    }

    private static bool Push(Stack<SqlJoin> joins, SqlJoin join)
    {
        joins.Push(join);
        return true;
    }

    private static EquatableList<SqlExpression> On(PlanNode.Join join)
    {
        SqlExpression Target(string name) => Column(join.Alias, name);
        var on = join.On.Select(p => (SqlExpression)new SqlExpression.Binary("=", Column(p.Input.Source, p.Input.Name), Target(p.Target))).ToList();
        if (join.Hold is { } hold)
        {
            var at = Column(hold.At.Source, hold.At.Name);
            on.Add(new SqlExpression.Binary(">=", at, Target(hold.Start)));
            on.Add(new SqlExpression.Or([new SqlExpression.Binary("<", at, Target(hold.End)), new SqlExpression.IsNull(Target(hold.End))]));
        }

        return on.ToEquatableList();
    }

    private static SqlSelect Edge(PlanNode.Edge edge)
    {
        var (rows, filters) = edge.Input is PlanNode.Where where ? (where.Input, where.Conditions) : (edge.Input, []);
        var columns = ((PlanNode.Rows)rows).Columns.Select(c => new SqlItem(Column(RowFilter.Rows, c.Name), c.Name));
        var end = new SqlExpression.EndOver(edge.TakesLast, Column(RowFilter.Rows, edge.Time), edge.Groups.Select(g => (SqlExpression)Column(RowFilter.Rows, g)).ToEquatableList());
        var marked = new SqlSelect
        {
            Items = columns.Append(new SqlItem(end, PlanNode.Edge.End)).ToEquatableList(),
            From = Source(rows, RowFilter.Rows),
            Where = filters.Select(f => f.Condition).ToEquatableList(),
        };
        return new SqlSelect
        {
            Comment = edge.Describe(),
            Items = ((PlanNode.Rows)rows).Columns.Select(c => new SqlItem(Column("e", c.Name), c.Name)).ToEquatableList(),
            From = new SqlSource.Subselect(marked, "e"),
            Where = [new SqlExpression.Binary("=", Column("e", edge.Time), Column("e", PlanNode.Edge.End))],
        };
    }

    private static SqlSelect Values(PlanNode.Values values)
    {
        var (rows, filters) = values.Input is PlanNode.Where where ? (where.Input, where.Conditions) : (values.Input, []);
        var keys = values.Keys.Select(k => (SqlExpression)Column(RowFilter.Rows, k)).ToList();
        var items = values.EndsOnly
            ? keys.SelectMany((k, i) => new[] { new SqlItem(new SqlExpression.Aggregate(Aggregation.Min, k), $"k{2 * i}"), new SqlItem(new SqlExpression.Aggregate(Aggregation.Max, k), $"k{2 * i + 1}") })
            : keys.Select((k, i) => new SqlItem(k, $"k{i}"));
        return new SqlSelect
        {
            Comment = values.Describe(),
            Items = items.ToEquatableList(),
            From = Source(rows, RowFilter.Rows),
            Where = filters.Select(f => f.Condition).ToEquatableList(),
        };
    }

    private static SqlSelect Scan(PlanNode.Scan scan) => new()
    {
        Comment = scan.Model,
        Items = scan.Columns.Select(c => new SqlItem(new SqlExpression.Authored(c.Expr), c.Name)).ToEquatableList(),
        From = Table(scan.Guard, new SqlSource.Relation(scan.Schema, scan.Relation, scan.RowsAt, scan.TableColumns, scan.TableAlias)),
    };

    /// <summary>A table, or what may be seen of it, by the name that authors' expressions know it by.</summary>
    public static SqlSource Table(PlanNode.Guarded? guard, SqlSource.Relation table) =>
        guard is null ? table
        : guard.IsVeiled ? new SqlSource.Veiled(table, guard.Describe())
        : new SqlSource.Subselect(
            new SqlSelect
            {
                Comment = guard.Describe(),
                Items = guard.Columns
                    .Select(c => new SqlItem(c.MaskedAs is { } type ? new SqlExpression.Null(type) : Column(RowFilter.Rows, c.Alias), c.Name))
                    .ToEquatableList(),
                From = Source(guard.Input, RowFilter.Rows),
                Where = [.. guard.Nothing ? [Never] : guard.Conditions.Select(c => c.Condition), .. guard.Passed.Select(c => c.Condition)],
                IsFence = guard.IsFence,
            },
            table.Alias);

    private static SqlSelect Spans(PlanNode.Spans spans)
    {
        var (rows, filters) = spans.Input is PlanNode.Where where ? (where.Input, where.Conditions) : (spans.Input, []);
        SqlExpression subject = Column(RowFilter.Rows, spans.Subject), time = Column(RowFilter.Rows, spans.Event);
        EquatableList<SqlExpression> order = spans.Tie is null ? [time] : [time, Column(RowFilter.Rows, spans.Tie)];
        var ranked = new SqlSelect
        {
            Comment = "events of each subject in their order",
            Items = [new SqlItem(subject, "subject"), new SqlItem(time, "event"), new SqlItem(new SqlExpression.RowNumber(subject, order), "nth")],
            From = Source(rows, RowFilter.Rows),
            Where = filters.Select(f => f.Condition)
                .Append(new SqlExpression.Not(new SqlExpression.IsNull(subject))).Append(new SqlExpression.Not(new SqlExpression.IsNull(time))).ToEquatableList(),
        };
        SqlExpression e = Column("e", "event");
        return new SqlSelect
        {
            Comment = spans.Describe(),
            Items =
            [
                new SqlItem(Column("e", "subject"), "subject"), new SqlItem(new SqlExpression.Aggregate(Aggregation.Min, e), "first_at"),
                new SqlItem(new SqlExpression.Aggregate(Aggregation.Max, e), "nth_at"),
            ],
            From = new SqlSource.Subselect(ranked, "e"),
            Where = [new SqlExpression.In(Column("e", "nth"), [new SqlExpression.Number(1), new SqlExpression.Number(spans.N)])],
            GroupBy = [Column("e", "subject")],
            Having = [new SqlExpression.Binary("=", new SqlExpression.Aggregate(Aggregation.Count, Column("e", "nth")), new SqlExpression.Number(2))],
        };
    }

    private static IEnumerable<SqlItem> KeyItems(string source, int keys) => Enumerable.Range(0, keys).Select(i => new SqlItem(Column(source, $"k{i}"), $"k{i}"));

    private static SqlExpression.Cast Double(SqlExpression expression) => new(expression, DataType.Double);

    private static SqlExpression Never => new SqlExpression.Binary("=", new SqlExpression.Number(1), new SqlExpression.Number(0));

    private static SqlExpression.Column Column(string source, string name) => new(source, name);
}
