using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>What a metric kind asks for while it is resolved: measures and other metrics, over the question's rows and cut by its keys.</summary>
internal sealed class MetricScope(Catalog catalog, MetricQuery query, EquatableList<Filter> rowFilters, TimeZoneInfo zone, UnitSet units, Grain? metricTimeGrain)
{
    private const string Moment = "timestamp with time zone";

    private readonly List<Diagnostic> _problems = [];

    public IReadOnlyList<Diagnostic> Problems => _problems;

    public Catalog Catalog => catalog;

    public HashSet<string> Models { get; } = [];

    /// <summary>Another metric, its rows narrowed by further conditions.</summary>
    public MetricValue Metric(string name, EquatableList<AuthorFilter> filters) => catalog.Metrics.TryGetValue(name, out var metric)
        ? metric.Resolve(this, filters.Concat(metric.Filters).ToEquatableList())
        : throw new ResolutionException(new Diagnostic(DiagnosticCode.UnknownMetric, $"there is no metric '{name}'", Candidates: NearestNames.To(name, catalog.Metrics.Keys)));

    /// <summary>A measure over the rows that pass all conditions.</summary>
    public MetricValue Measure(string name, EquatableList<AuthorFilter> filters)
    {
        var (model, measure) = catalog.Measures[name];
        var names = new NameResolver(catalog, model, measure.TimeDimension);
        if (AggregateTypes.Of(measure.Aggregation, measure.SqlType) is not var (argument, result, type))
            throw new ResolutionException(new Diagnostic(DiagnosticCode.Unbound, $"measure '{name}' cannot be aggregated so: its type is {measure.SqlType}"));
        CheckCurrency(measure, filters);
        var keys = Keys(names);
        var rows = RowFilters(names, filters, query.TimeRange, model, measure.TimeDimension);
        Stop();
        Note(model, keys, rows);
        var isLocal = type == ValueType.Timestamp && result != Moment;
        var aggregate = new UnitAggregate("", measure.Aggregation, measure.Expr, isLocal ? Moment : result, argument, type) { Zone = isLocal ? model.TimeZone : null };
        var column = units.Add(model.Name, keys, rows, null, name, aggregate);
        return new MetricValue(column, type, measure.Aggregation is Aggregation.Sum or Aggregation.Count or Aggregation.SumBoolean);
    }

    /// <summary>A statistic of the days from each subject's first event to its nth.</summary>
    public MetricValue Events(TimeToNthEventMetric metric, EquatableList<AuthorFilter> filters)
    {
        var model = catalog.Models[metric.Model];
        var names = new NameResolver(catalog, model, metric.TimeDimension);
        var keys = Keys(names);
        foreach (var key in keys.Where(k => !IsOfSubject(k, metric.Entity)))
        {
            _problems.Add(new Diagnostic(
                DiagnosticCode.UnreachableDimension, $"'{metric.Name}' is about each {metric.Entity}; '{key.Name}' is not a property of one", Hint: $"cut it by {metric.Entity}__… or by metric_time"));
        }

        var (ofSubjects, ofEvents) = (rowFilters.Where(IsOnTime).ToEquatableList(), rowFilters.Where(f => !IsOnTime(f)).ToEquatableList());
        foreach (var mixed in ofSubjects.Where(f => f.Names().Any(n => !IsMetricTime(n))))
            _problems.Add(new Diagnostic(DiagnosticCode.MixedLevels, $"'{metric.Name}': one condition mixes the time of a {metric.Entity}'s first event with properties of events", Hint: "write two conditions"));
        var events = new FactConditions(this, names).Bind(filters, ofEvents);
        var subjects = new FactConditions(this, names).Bind([], ofSubjects).Concat(TimeFilter(names, query.TimeRange, model, metric.TimeDimension)).ToEquatableList();
        var subject = Find(names, metric.Entity, NameKind.Entity, cut: false);
        Stop();
        var time = new BoundColumn(metric.TimeDimension, [], model.Name, metric.TimeDimension, ColumnRole.Time, null, ValueType.Timestamp, "timestamp without time zone");
        var tie = model.Entities.FirstOrDefault(e => e.Kind == EntityKind.Primary) is { } key1
            ? new BoundColumn(key1.Name, [], model.Name, key1.Name, ColumnRole.Entity, null, SqlTypes.Of(key1.SqlType), key1.SqlType)
            : null;
        Note(model, keys, events);
        var nth = new NthEvent(metric.Entity, subject!, time with { Name = "event", }, tie, metric.N, subjects);
        var (function, sqlType, type) = metric.Statistic switch
        {
            EventStatistic.Mean => (Aggregation.Average, "double precision", ValueType.Double),
            EventStatistic.Median => (Aggregation.Median, "double precision", ValueType.Double),
            _ => (Aggregation.Count, "bigint", ValueType.Integer),
        };
        var column = units.Add(model.Name, keys, events, nth, metric.Name, new UnitAggregate("", function, null, sqlType, null, type));
        return new MetricValue(column, type, metric.Statistic == EventStatistic.Subjects);
    }

    internal BoundColumn? Find(NameResolver names, string text, NameKind kind, bool cut)
    {
        // Every fact at the same grain, or days of one would meet months of another.
        var isOpen = cut && text == NameResolver.MetricTime && metricTimeGrain is not null;
        var found = names.Find(isOpen ? $"{text}__{metricTimeGrain!.Value.Word()}" : text, kind, cut);
        _problems.AddRange(found.Diagnostics);
        return isOpen ? (found.Value is null ? null : found.Value with { Name = text }) : found.Value;
    }

    internal RowFilter? BindRow(NameResolver names, Filter filter)
    {
        var columns = new List<BoundColumn>();
        var binder = new FilterBinder(
            name =>
            {
                if (Find(names, name.Text, name.Kind, cut: false) is not { } found)
                    return null;
                var column = Comparable(found);
                columns.Add(column);
                return new BoundName(new SqlExpression.Column(RowFilter.Rows, column.Alias), column.Type, column.SqlType);
            },
            zone,
            _problems);
        return binder.Bind(filter) is { } condition
            ? new RowFilter(condition, columns.Distinct().ToEquatableList(), Expressions.FilterText.Print(filter))
            : null;
    }

    internal RowFilter? BindAuthored(NameResolver names, AuthorFilter filter)
    {
        var columns = new List<BoundColumn>();
        var parts = new List<SqlExpression>();
        foreach (var piece in filter.Pieces)
        {
            if (piece is AuthorFilter.Piece.Sql sql)
            {
                parts.Add(new SqlExpression.Authored(sql.Text));
                continue;
            }

            var name = ((AuthorFilter.Piece.Reference)piece).Name;
            if (Find(names, name.Text, name.Kind, cut: false) is not { } column)
                return null;
            columns.Add(column);
            parts.Add(new SqlExpression.Column(RowFilter.Rows, column.Alias));
        }

        return new RowFilter(new SqlExpression.And([new SqlExpression.Template(parts.ToEquatableList())]), columns.Distinct().ToEquatableList(), filter.ToString());
    }

    private EquatableList<BoundColumn> Keys(NameResolver names) => query.GroupBy.Select(g => Find(names, g.Name, NameKind.Any, cut: true)).OfType<BoundColumn>().Select(Groupable).ToEquatableList();

    // Not every type can be grouped by, and facts meet only on equal types; text is what the answer shows of these anyway.
    private static BoundColumn Groupable(BoundColumn key) =>
        key.Type is ValueType.String or ValueType.Json && !SqlTypes.IsText(key.SqlType) ? key with { Form = ColumnForm.Text, SqlType = "text" } : key;

    // A time is compared as a moment, except where its local times are those of the query: an hour that comes twice is two hours.
    private BoundColumn Comparable(BoundColumn column) =>
        column is { Role: ColumnRole.Time, Grain: null } && column.SqlType != "date" && !IsLocal(column) ? column with { Form = ColumnForm.Moment, SqlType = Moment } : column;

    private bool IsLocal(BoundColumn time)
    {
        var model = catalog.Models[time.Model];
        return model.TimeZone == query.TimeZone && model.Dimensions.First(d => d.Name == time.Column).SqlType != Moment;
    }

    private EquatableList<RowFilter> RowFilters(NameResolver names, EquatableList<AuthorFilter> authored, TimeWindow? range, SemanticModel model, string? timeDimension) =>
        new FactConditions(this, names).Bind(authored, rowFilters).Concat(TimeFilter(names, range, model, timeDimension)).ToEquatableList();

    // Compared with the time as it is stored: the bounds are brought to its zone once, not every row to theirs.
    private IEnumerable<RowFilter> TimeFilter(NameResolver names, TimeWindow? range, SemanticModel model, string? timeDimension)
    {
        if (range is null)
            return [];
        if (timeDimension is null)
        {
            _ = Find(names, NameResolver.MetricTime, NameKind.Any, cut: false);
            return [];
        }

        var dimension = model.Dimensions.First(d => d.Name == timeDimension);
        var column = new BoundColumn(NameResolver.MetricTime, [], model.Name, timeDimension, ColumnRole.Time, null, ValueType.Timestamp, dimension.SqlType) { Form = ColumnForm.Stored };
        // Local times of another zone with clock changes do not follow one another as moments do.
        if (dimension.SqlType is not ("date" or Moment) && model.TimeZone != query.TimeZone && model.TimeZone != "UTC")
            column = column with { Form = ColumnForm.Moment, SqlType = Moment };
        var at = new SqlExpression.Column(RowFilter.Rows, column.Alias);
        var bounds = new List<SqlExpression>();
        if (range.Start is { } start)
            bounds.Add(new SqlExpression.Binary(">=", at, Bound(start, column.SqlType, model)));
        if (range.End is { } end)
            bounds.Add(new SqlExpression.Binary("<", at, Bound(end, column.SqlType, model)));
        return bounds.Count == 0 ? [] : [new RowFilter(new SqlExpression.And(bounds.ToEquatableList()), [column], $"metric_time in {range}")];
    }

    private SqlExpression.Parameter Bound(DateTime local, string sqlType, SemanticModel model)
    {
        if (sqlType == Moment)
            return new SqlExpression.Parameter(new SqlParameter(ZonedTime.ToUtc(local, zone), Moment));
        // A date never shifts; a time without zone is in its model's, which is the query's or UTC.
        if (sqlType != "date" && model.TimeZone != query.TimeZone)
            local = ZonedTime.ToUtc(local, zone);
        return new SqlExpression.Parameter(new SqlParameter(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), "timestamp"));
    }

    private void CheckCurrency(Measure measure, EquatableList<AuthorFilter> filters)
    {
        if (measure.CurrencyDimension is not { } currency || measure.Aggregation is Aggregation.Count or Aggregation.CountDistinct)
            return;
        if (query.GroupBy.Any(g => g.Name == currency) || rowFilters.Any(f => f.Fixes(currency)) || filters.Any(f => f.Fixes(currency)))
            return;
        _problems.Add(new Diagnostic(DiagnosticCode.MixedUnits, $"'{measure.Name}' is money in several currencies", Hint: $"group by {currency}, ask for one of them (where={currency} = 'EUR'), or use a measure in one currency"));
    }

    private void Note(SemanticModel fact, EquatableList<BoundColumn> keys, EquatableList<RowFilter> filters)
    {
        Models.Add(fact.Name);
        foreach (var step in keys.Concat(filters.SelectMany(f => f.Columns)).SelectMany(c => c.Path))
            Models.Add(step.Model);
    }

    private void Stop()
    {
        if (_problems.Count > 0)
            throw new ResolutionException();
    }

    private static bool IsOfSubject(BoundColumn key, string entity) =>
        key.Name.StartsWith(NameResolver.MetricTime, StringComparison.Ordinal) || key.Name == entity || (key.Path.Count > 0 && key.Path[0].Entity == entity);

    private static bool IsOnTime(Filter filter) => filter.Names().Any(IsMetricTime);

    private static bool IsMetricTime(Operand.Name name) => name.Text == NameResolver.MetricTime || name.Text.StartsWith($"{NameResolver.MetricTime}__", StringComparison.Ordinal);
}
