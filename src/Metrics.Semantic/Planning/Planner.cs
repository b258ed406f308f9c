using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Rewrites;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Planning;

/// <summary>
/// Turns a resolved question into a plan: facts are aggregated at their own grain first; joins are made only where needed, and never to a
/// many side.
/// </summary>
internal sealed class Planner(Catalog catalog, TableBindings tables)
{
    /// <summary>The plan; <paramref name="limit"/> is the most rows that the engine may return.</summary>
    public PlanNode Plan(ResolvedQuery query, long? limit) => new PlanNode.Answer(Computed(query), query, limit);

    private PlanNode.Compute Computed(ResolvedQuery query)
    {
        var wholes = query.Metrics.Where(m => m.ShareOf?.Whole is not null).Select(m => Facts(m.ShareOf!.Whole!)).ToEquatableList();
        return new PlanNode.Compute(Facts(query), query.Keys.Count, query.Metrics, wholes);
    }

    private PlanNode Facts(ResolvedQuery query)
    {
        var facts = query.Units.Select(u => Unit(u, query.TimeZone)).ToEquatableList();
        return facts.Count == 1 ? facts[0] : new PlanNode.Combine(facts, query.Keys.Count) { Asides = query.Asides };
    }

    private PlanNode Unit(FactUnit unit, string zone)
    {
        var model = catalog.ModelOf(unit.Model);
        if (unit.Events is { } events)
            return Events(unit, events, model, zone);
        if (unit.Conversions is { } conversions)
            return ConversionPlan.Of(this, unit, conversions, catalog, zone);
        EquatableList<RowFilter> conditions = [.. unit.Filters, .. unit.Times];
        var columns = unit.Keys.Concat(conditions.SelectMany(f => f.Columns))
            .Concat(unit.Edge is { } of ? of.Groups.Append(of.Time) : []).Distinct().ToList();
        var rows = Where(Rows(model, columns, unit.Aggregates, zone, unit.Values is not null), conditions);
        if (unit.Edge is { } edge)
            rows = new PlanNode.Edge(rows, edge.Time.Alias, edge.TakesLast, edge.Groups.Select(g => g.Alias).ToEquatableList());
        if (unit.Values is ValuesOf.Every or ValuesOf.Ends)
            return new PlanNode.Values(rows, unit.Keys.Select(k => k.Alias).ToEquatableList(), unit.Values == ValuesOf.Ends);
        return new PlanNode.Aggregate(rows, $"{unit.Id}: {unit.Model}", unit.Keys.Select(k => k.Alias).ToEquatableList(), unit.Aggregates);
    }

    internal static PlanNode Where(PlanNode rows, EquatableList<RowFilter> filters) =>
        filters.Count == 0 ? rows : new PlanNode.Filter(rows, filters);

    internal PlanNode.Project Rows(
        SemanticModel fact, IReadOnlyList<BoundColumn> columns, IEnumerable<UnitAggregate> values, string zone, bool keepsBothSides = false)
    {
        var source = new JoinedSource(catalog, tables, fact, PlanNode.Project.Root) { KeepsBothSides = keepsBothSides, PlanOf = Computed };
        var rows = columns.Select(c => new RowColumn(c.Alias, Column(source, c, zone))).ToList();
        foreach (var value in values)
        {
            var stored = source.Value(new ScanColumn(value.Alias, value.Expr!));
            rows.Add(new RowColumn(value.Alias, value.Zone is { } local ? new SqlExpression.ToMoment(stored, local) : stored));
        }

        return source.Build(rows);
    }

    // A column that follows from a key is null in rows without the key. Those rows form one group, which other values of the column would
    // split.
    private SqlExpression Column(JoinedSource source, BoundColumn column, string zone)
    {
        var value = Expression(column, source.Find(column), zone);
        if (column.OnlyWith.Count == 0)
            return value;
        var keys = column.OnlyWith.Select(k => (SqlExpression)new SqlExpression.Not(new SqlExpression.IsNull(source.Find(k))));
        return new SqlExpression.Case([new SqlBranch(new SqlExpression.Or(keys.ToEquatableList()), value)], Else: null);
    }

    private PlanNode.Aggregate Events(FactUnit unit, NthEvent events, SemanticModel model, string zone)
    {
        // Events: filtered, then ranked for each subject.
        List<BoundColumn> columns =
            [events.Subject, .. events.Tie is null ? [] : new[] { events.Tie }, .. unit.Filters.SelectMany(f => f.Columns)];
        var time = new UnitAggregate(
            "event at", Aggregation.Min, model.Dimensions.First(d => d.Name == events.Time.Column).Expr, DataType.Instant, null);
        var ranked = Where(Rows(model, columns.Distinct().ToList(), [time], zone), unit.Filters);
        PlanNode spans = new PlanNode.Spans(ranked, events.Subject.Alias, time.Alias, events.Tie?.Alias, events.N);

        // Subjects: with their properties, and with the time of their first event as metric_time.
        var timeType = model.Dimensions.First(d => d.Name == events.Time.Column).DataType.Kind;
        var source = new JoinedSource(catalog, tables, model, spans, PlanNode.Project.Root, events.Entity) { PlanOf = Computed };
        EquatableList<RowFilter> conditions = [.. events.SubjectFilters, .. unit.Times];
        var needed = unit.Keys.Concat(conditions.SelectMany(f => f.Columns)).Distinct();
        var rows = needed.Select(c => new RowColumn(c.Alias, c.Role == ColumnRole.Time && c.Path.Count == 0
            ? TimeExpression(c, new SqlExpression.Column(PlanNode.Project.Root, PlanNode.Spans.First), timeType, model.TimeZone, zone)
            : Expression(
                c, c.Path.Count == 0 ? new SqlExpression.Column(PlanNode.Project.Root, PlanNode.Spans.Of) : source.Find(c),
                zone))).ToList();
        SqlExpression At(string name) => Moment(new SqlExpression.Column(PlanNode.Project.Root, name), timeType, model.TimeZone);
        rows.Add(new RowColumn(PlanNode.Spans.Days, new SqlExpression.DaysBetween(At(PlanNode.Spans.First), At(PlanNode.Spans.Nth))));
        var subjects = Where(source.Build(rows), conditions);
        return new PlanNode.Aggregate(
            subjects, $"{unit.Id}: event {events.N} of each {events.Entity} in {unit.Model}",
            unit.Keys.Select(k => k.Alias).ToEquatableList(), unit.Aggregates);
    }

    private SqlExpression Expression(BoundColumn column, SqlExpression stored, string zone) => Expression(catalog, column, stored, zone);

    /// <summary>A column's value as the question uses it.</summary>
    internal static SqlExpression Expression(Catalog catalog, BoundColumn column, SqlExpression stored, string zone)
    {
        if (column.Form == ColumnForm.Text)
            return new SqlExpression.Cast(stored, DataType.Text);
        if (column.Lookup is not null)
            return column.Type is ValueType.Double or ValueType.Decimal ? new SqlExpression.Finite(stored) : stored;
        if (column.Role != ColumnRole.Time)
            return stored;
        var model = catalog.ModelOf(column.Model);
        return TimeExpression(column, stored, model.Dimensions.First(d => d.Name == column.Column).DataType.Kind, model.TimeZone, zone);
    }

    // A date is never converted between zones. A local time is converted only when its model's zone differs from the question's.
    internal static SqlExpression TimeExpression(BoundColumn column, SqlExpression stored, DataKind kind, string modelZone, string zone)
    {
        if (column.Form == ColumnForm.Stored)
            return stored;
        if (column.Part is { } part)
        {
            var local0 = kind == DataKind.Date || (kind != DataKind.Instant && modelZone == zone) ? stored
                : new SqlExpression.ToLocal(kind == DataKind.Instant ? stored : new SqlExpression.ToMoment(stored, modelZone), zone);
            return new SqlExpression.Extract(part, local0);
        }

        if (kind == DataKind.Date)
            return column.Grain is { } g ? new SqlExpression.Truncate(g, stored) : stored;
        var hasZone = kind == DataKind.Instant;
        var moment = hasZone ? stored : new SqlExpression.ToMoment(stored, modelZone);
        if (column.Form == ColumnForm.Moment)
            return moment;
        if (column.DataType.Kind == DataKind.Instant)
            return new SqlExpression.TruncateMoment(column.Grain!.Value, moment, zone);
        var local = !hasZone && modelZone == zone ? stored : new SqlExpression.ToLocal(moment, zone);
        return column.Grain is { } grain ? new SqlExpression.Truncate(grain, local) : local;
    }

    // A value that days can be counted between. Local times of a zone with clock changes are converted, since the difference of two of them
    // is not the time that passed.
    private static SqlExpression Moment(SqlExpression stored, DataKind kind, string modelZone) => kind switch
    {
        DataKind.Date => new SqlExpression.Cast(stored, DataType.LocalTime),
        DataKind.Instant => stored,
        _ => modelZone == "UTC" ? stored : new SqlExpression.ToMoment(stored, modelZone),
    };
}

/// <summary>
/// Plans events that follow the rows of a unit: each kind of event is filtered separately, then each later event is attributed to the
/// earlier one that it belongs to.
/// </summary>
internal static class ConversionPlan
{
    public static PlanNode Of(Planner planner, FactUnit unit, ConversionEvents events, Catalog catalog, string zone)
    {
        // Moments are compared as moments. Where the two kinds of time differ, both become local times.
        var areMoments = events.BaseTime.DataType.Kind == DataKind.Instant && events.Time.DataType.Kind == DataKind.Instant;
        var isMixed = !areMoments && events.BaseTime.DataType.Kind != events.Time.DataType.Kind;
        RowColumn Local(RowColumn column, BoundColumn time) => column.Name != time.Alias || !isMixed ? column : column with
        {
            Expression = time.DataType.Kind == DataKind.Instant
                ? new SqlExpression.ToLocal(column.Expression, zone) : new SqlExpression.Cast(column.Expression, DataType.LocalTime),
        };
        PlanNode Rows(
            string model, IEnumerable<BoundColumn> columns, BoundColumn time, EquatableList<UnitAggregate> values,
            EquatableList<RowFilter> filters)
        {
            var needed = columns.Append(time).Concat(filters.SelectMany(f => f.Columns)).Distinct().ToList();
            var rows = planner.Rows(catalog.ModelOf(model), needed, values, zone);
            return Planner.Where(rows with { Columns = rows.Columns.Select(c => Local(c, time)).ToEquatableList() }, filters);
        }

        var before = Rows(
            unit.Model, unit.Keys.Concat(events.Subjects.Select(s => s.Base)).Concat(events.Tie is { } tie ? [tie] : []),
            events.BaseTime, [],
            [.. unit.Filters, .. unit.Times]);
        var after = Rows(events.Model, events.Subjects.Select(s => s.Conversion), events.Time, unit.Aggregates, events.Filters);
        var conversions = new PlanNode.Conversions(
            before, after, events.Subjects.Select(s => s.Base.Alias).ToEquatableList(), events.Tie?.Alias,
            unit.Keys.Select(k => k.Alias).Distinct().ToEquatableList(),
            unit.Aggregates.Select(a => a.Alias).ToEquatableList(), events.Within is { } within ? Earliest(within, areMoments, zone) : null,
            events.ToString());
        return new PlanNode.Aggregate(
            conversions, $"{unit.Id}: {unit.Model}, followed by {events}", unit.Keys.Select(k => k.Alias).ToEquatableList(),
            unit.Aggregates);
    }

    // Seven days before a moment are seven calendar days, even if clocks changed in between.
    private static SqlExpression Earliest(SpanBefore within, bool areMoments, string zone)
    {
        SqlExpression at = new SqlExpression.Column(RowFilter.Rows, ConversionEvents.TimeColumn);
        return areMoments && within.Grain.IsDateLike()
            ? new SqlExpression.ToMoment(new SqlExpression.Earlier(new SqlExpression.ToLocal(at, zone), within.Count, within.Grain), zone)
            : new SqlExpression.Earlier(at, within.Count, within.Grain);
    }
}

/// <summary>A resolved question as a plan, and as the statement that carries it out.</summary>
/// <param name="Plan">The steps.</param>
/// <param name="Select">The plan as a SQL tree.</param>
/// <param name="Statement">The tree as text, with parameters.</param>
internal sealed record CompiledQuestion(PlanNode Plan, SqlSelect Select, SqlStatement Statement)
{
    private static readonly PlanRewriter[] Passes = [new MergeScans(), new PassFences()];

    /// <summary>
    /// The part of an author's SQL in it whose value changes from one execution to the next, such as <c>now()</c>; null when there is none.
    /// </summary>
    public string? Passing { get; } = AuthoredTexts.FirstPassing(Select);

    /// <summary>Plans a question over these tables, rewrites the plan, and writes its statement.</summary>
    /// <param name="catalog">The catalog that defines its names.</param>
    /// <param name="tables">The tables to read.</param>
    /// <param name="resolved">The question.</param>
    /// <param name="limit">The most rows that the engine may return.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static CompiledQuestion Of(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit, IDialect dialect)
    {
        var (plan, select) = PlanOf(catalog, tables, resolved, limit);
        return new CompiledQuestion(plan, select, dialect.Write(select));
    }

    /// <summary>The same without a dialect's text.</summary>
    public static (PlanNode Plan, SqlSelect Select) PlanOf(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit)
    {
        var plan = Passes.Aggregate(new Planner(catalog, tables).Plan(resolved, limit), (made, pass) => made.Accept(pass));
        return (plan, FlattenSelects.Of(SqlBuilder.Build(plan)));
    }

    /// <summary>The statement with another limit of rows.</summary>
    public SqlStatement Within(long? limit, IDialect dialect) => dialect.Write(Select with { Limit = limit });
}
