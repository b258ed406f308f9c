using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// What a kind of metric can ask for while it is resolved: measures and other metrics, over the question's rows and grouped by its keys.
/// </summary>
internal sealed class MetricScope(
    Catalog catalog, MetricQuery query, EquatableList<Filter> rowFilters, TimeZoneInfo zone, UnitSet units, Grain? metricTimeGrain,
    MetricLookups lookups)
{

    private readonly List<Diagnostic> _problems = [];
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);

    /// <summary>The grains that a time constraint is widened to; by default those that the question groups <c>metric_time</c> by.</summary>
    public EquatableList<Grain> GrainsOfTime { get; init; } = TimeWindows.GrainsAsked(catalog, query, metricTimeGrain);

    /// <summary>
    /// Properties that only the order uses. The question's own group-by determines them; they come last among the keys and are used for
    /// nothing else.
    /// </summary>
    public EquatableList<GroupByRequest> Unshown { get; init; }

    public IEnumerable<string> Warnings => _warnings;

    public IReadOnlyList<Diagnostic> Problems => _problems;

    public Catalog Catalog => catalog;

    public HashSet<string> Models { get; } = [];

    /// <summary>Reports problems.</summary>
    public void Tell(IEnumerable<Diagnostic> problems) => _problems.AddRange(problems);

    /// <summary>The refusal of something that is read, checked and listed, but not answered yet.</summary>
    public static ResolutionException NotYet(Metric metric, string what) =>
        new(new Diagnostic(DiagnosticCode.NotYet, $"metric '{metric.Name}': {what} is not answered yet"));

    /// <summary>The refusal of something that has a value only by time.</summary>
    public static ResolutionException NeedsTime(Metric metric, string what) =>
        new(new Diagnostic(
            DiagnosticCode.NoMetricTime, $"metric '{metric.Name}' uses {what}, so it has a value only by time",
            Hint: "add metric_time to group_by"));

    /// <summary>Another metric, over rows restricted by further conditions.</summary>
    public MetricValue Metric(string name, EquatableList<AuthorFilter> filters) => catalog.Metrics.TryGetValue(name, out var metric)
        ? metric.Accept(new KindValues(this, filters.Concat(metric.Filters).ToEquatableList()))
        : throw new ResolutionException(UnknownMetric.Of(catalog, name).First());

    /// <summary>True when the question groups a metric by its own time, so that there is a row for each time.</summary>
    public bool IsByTime(string metric) => MetricFact.Of(catalog, [metric]).Any(fact =>
    {
        var names = new NameResolver(catalog, catalog.Models[fact.Model], fact.TimeDimension);
        return query.GroupBy.Any(
            g => names.Find(g.Name, NameKind.Any, cut: true).Value is { Role: ColumnRole.Time, Path.Count: 0 } column
                && column.Column == fact.TimeDimension);
    });

    /// <summary>A measure over the rows that fulfil all conditions.</summary>
    public MetricValue Measure(string name, EquatableList<AuthorFilter> filters)
    {
        var (model, measure) = catalog.Measures[name];
        var names = new NameResolver(catalog, model, measure.TimeDimension);
        if (AggregateTypes.Of(measure.Aggregation, measure.DataType, measure.IsDiscrete) is not var (argument, result))
        {
            throw new ResolutionException(new Diagnostic(
                DiagnosticCode.Unbound,
                $"measure '{name}' cannot be aggregated this way: each of its values is {measure.DataType.Value.Named()}"));
        }

        CheckCurrency(measure, filters, names);
        var keys = Keys(names);
        var rows = RowFilters(names, filters);
        var times = Times(names, model, measure.TimeDimension);
        var edge = measure.NonAdditive is { } nonAdditive ? Edge(names, model, nonAdditive, keys) : null;
        Stop();
        Note(model, keys, rows);
        if (edge is not null && Shown(keys).Any(k => !HasEndOfItsOwn(k, edge)))
        {
            _warnings.Add(
                $"{name}: only rows at the {(edge.TakesLast ? "last" : "first")} {edge.Time.Name} count, among all that pass the conditions"
                + $"{(edge.Groups.Count == 0 ? "" : $" and have the same {string.Join(" and ", edge.Groups.Select(g => g.Name))}")}; "
                + "a group without such rows has no value here, although it may have one when queried alone");
        }

        var isLocal = result.Kind == DataKind.LocalTime;
        var aggregate = new UnitAggregate("", measure.Aggregation, measure.Expr, isLocal ? DataType.Instant : result, argument)
        {
            Zone = isLocal ? model.TimeZone : null, Percentile = measure.Percentile, IsDiscrete = measure.IsDiscrete,
        };
        var value = units.Add(
            new FactUnit { Model = model.Name, Keys = keys, Filters = rows, Times = times, Edge = edge }, name, aggregate);
        return new MetricValue(value, edge is null && measure.Aggregation is Aggregation.Sum or Aggregation.Count or Aggregation.SumBoolean)
        {
            IsQuotient = measure.Aggregation == Aggregation.Average && value.Type.Value == ValueType.Decimal,
        };
    }

    /// <summary>The events that follow others of the same entity.</summary>
    public MetricValue Conversions(ConversionMetric metric, EquatableList<AuthorFilter> filters) =>
        new ConversionResolver(this, units).Resolve(metric, filters);

    /// <summary>A statistic of the days from each subject's first event to its nth.</summary>
    public MetricValue Events(TimeToNthEventMetric metric, EquatableList<AuthorFilter> filters)
    {
        var model = catalog.Models[metric.Model];
        var names = new NameResolver(catalog, model, metric.TimeDimension);
        var keys = Keys(names);
        foreach (var key in keys.Where(k => !IsOfSubject(k, metric.Entity)))
        {
            _problems.Add(new Diagnostic(
                DiagnosticCode.UnreachableDimension,
                $"'{metric.Name}' is computed per {metric.Entity}; '{key.Name}' is not a property of one",
                Hint: $"group it by {metric.Entity}__… or by metric_time"));
        }

        var (ofSubjects, ofEvents) = (rowFilters.Where(IsOnTime).ToEquatableList(), rowFilters.Where(f => !IsOnTime(f)).ToEquatableList());
        foreach (var mixed in ofSubjects.Where(f => f.Names().Any(n => !IsMetricTime(n))))
            _problems.Add(
                new Diagnostic(
                    DiagnosticCode.MixedLevels,
                    $"'{metric.Name}': one condition mixes the time of a {metric.Entity}'s first event with properties of events",
                    Hint: "write two conditions"));
        var events = new FactConditions(this, names).Bind(filters, ofEvents);
        var subjects = new FactConditions(this, names).Bind([], ofSubjects);
        var times = Times(names, model, metric.TimeDimension);
        var subject = Find(names, metric.Entity, NameKind.Entity, cut: false);
        Stop();
        var time = new BoundColumn(
            metric.TimeDimension, [], model.Name, metric.TimeDimension, ColumnRole.Time, null, ValueType.Timestamp, DataType.LocalTime);
        var tie = model.Entities.FirstOrDefault(e => e.Kind == EntityKind.Primary) is { } key1
            ? new BoundColumn(key1.Name, [], model.Name, key1.Name, ColumnRole.Entity, null, key1.DataType.Value, key1.DataType)
            : null;
        Note(model, keys, events);
        var nth = new NthEvent(metric.Entity, subject!, time with { Name = "event", }, tie, metric.N, subjects);
        var (function, type) = metric.Statistic switch
        {
            EventStatistic.Mean => (Aggregation.Average, DataType.Double),
            EventStatistic.Median => (Aggregation.Median, DataType.Double),
            _ => (Aggregation.Count, DataType.Integer),
        };
        var days = new UnitAggregate("", function, null, type, null);
        var value = units.Add(
            new FactUnit { Model = model.Name, Keys = keys, Filters = events, Times = times, Events = nth }, metric.Name, days);
        return new MetricValue(value, metric.Statistic == EventStatistic.Subjects);
    }

    internal BoundColumn? Find(NameResolver names, string text, NameKind kind, bool cut)
    {
        // Every fact is taken at the same grain. Otherwise days of one would be combined with months of another.
        var isOpen = cut && text == NameResolver.MetricTime && metricTimeGrain is not null;
        var found = names.Find(isOpen ? $"{text}__{metricTimeGrain!.Value.Word()}" : text, kind, cut);
        _problems.AddRange(found.Diagnostics);
        if (found.Value is { } column)
            _warnings.UnionWith(JoinSafety.Warnings(catalog, column.Path));
        return isOpen ? (found.Value is null ? null : found.Value with { Name = text }) : found.Value;
    }

    // dbt's forms mean a time truncated to its grain; a plain name means the time itself.
    private BoundColumn? Condition(NameResolver names, Operand.Name name)
    {
        if (name.Kind == NameKind.Metric && name.By.Count > 0)
            return lookups.Find(this, names, name);
        var isCut = name.Kind is NameKind.TimeDimension or NameKind.Dimension;
        return Find(names, name.Text, name.Kind, isCut) is { } found ? Comparable(found) : null;
    }

    internal RowFilter? BindRow(NameResolver names, Filter filter)
    {
        var columns = new List<BoundColumn>();
        var binder = new FilterBinder(
            name =>
            {
                if (Condition(names, name) is not { } column)
                    return null;
                columns.Add(column);
                return new BoundName(new SqlExpression.Column(RowFilter.Rows, column.Alias), column.Type, column.DataType)
                {
                    TakesGrain = column is { Role: ColumnRole.Time, Part: null },
                    Grain = column.Part is null ? column.Grain : null,
                };
            },
            zone,
            _problems);
        return binder.Bind(filter) is { } condition
            ? new WrittenFilter(condition, columns.Distinct().ToEquatableList(), FilterText.Print(filter))
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
                parts.Add(new SqlExpression.Verbatim(sql.Text));
                continue;
            }

            var name = ((AuthorFilter.Piece.Reference)piece).Name;
            var isLookup = name is { Kind: NameKind.Metric, By.Count: > 0 };
            if ((isLookup ? lookups.Find(this, names, name)
                : Find(names, name.Text, name.Kind, name.Kind == NameKind.TimeDimension)) is not { } column)
                return null;
            columns.Add(column);
            parts.Add(new SqlExpression.Column(RowFilter.Rows, column.Alias));
        }

        var condition = new SqlExpression.And([new SqlExpression.Template(parts.ToEquatableList())]);
        return new WrittenFilter(condition, columns.Distinct().ToEquatableList(), filter.ToString());
    }

    internal EquatableList<BoundColumn> Keys(NameResolver names)
    {
        var keys = Found(query.GroupBy);
        return keys.Concat(Found(Unshown).Select(u => u with { OnlyWith = DeterminedOrder.NamedBy(catalog, keys, u) })).ToEquatableList();

        EquatableList<BoundColumn> Found(EquatableList<GroupByRequest> cuts) => cuts
            .Select(g => Find(names, g.Name, NameKind.Any, cut: true)).OfType<BoundColumn>().Select(Groupable).ToEquatableList();
    }

    private IEnumerable<BoundColumn> Shown(EquatableList<BoundColumn> keys) => keys.Take(query.GroupBy.Count);

    // Not every type can be grouped by, and facts are combined only on equal types. Such keys become text, which is what the answer shows
    // of them anyway.
    internal static BoundColumn Groupable(BoundColumn key) =>
        key.Type is ValueType.String or ValueType.Json && !key.DataType.IsPlainText
            ? key with { Form = ColumnForm.Text, DataType = DataType.Text } : key;

    // A time is compared as a moment, except where its local times are in the question's zone: a local hour that occurs twice is two hours.
    private BoundColumn Comparable(BoundColumn column) =>
        column is { Role: ColumnRole.Time, Grain: null, Part: null } && column.DataType.Kind != DataKind.Date && !IsLocal(column)
            ? column with { Form = ColumnForm.Moment, DataType = DataType.Instant } : column;

    private bool IsLocal(BoundColumn time)
    {
        var model = catalog.ModelOf(time.Model);
        return model.TimeZone == query.TimeZone && model.Dimensions.First(d => d.Name == time.Column).DataType.Kind != DataKind.Instant;
    }

    internal EquatableList<RowFilter> RowFilters(NameResolver names, EquatableList<AuthorFilter> authored) =>
        new FactConditions(this, names).Bind(authored, rowFilters);

    internal EquatableList<TimeRange> Times(NameResolver names, SemanticModel model, string? timeDimension)
    {
        if (query.TimeRange is null && query.TimeConstraint is null)
            return [];
        if (timeDimension is not null)
        {
            var time = model.Dimensions.First(d => d.Name == timeDimension);
            return TimeWindows.Of(query, model, time, [], NameResolver.MetricTime, GrainsOfTime);
        }

        _ = Find(names, NameResolver.MetricTime, NameKind.Any, cut: false);
        return [];
    }

    private TimeEdge? Edge(NameResolver names, SemanticModel model, NonAdditiveDimension nonAdditive, EquatableList<BoundColumn> keys)
    {
        var time = model.Dimensions.First(d => d.Name == nonAdditive.Name);
        var groups = nonAdditive.Groupings.Select(g => Find(names, g, NameKind.Entity, cut: false)).OfType<BoundColumn>()
            .Concat(Shown(keys).Where(k => k is { Role: ColumnRole.Time, Path.Count: 0 } && k.Column == nonAdditive.Name));
        return TimeColumn.Bind(nonAdditive.Name, [], model, time, null, null, cut: true).Value is { } at
            ? new TimeEdge(at, nonAdditive.TakesLast, groups.ToEquatableList()) : null;
    }

    // True for keys that the groupings determine: they do not divide the rows that share an end.
    private static bool HasEndOfItsOwn(BoundColumn key, TimeEdge edge) => edge.Groups.Any(g =>
        g == key || (g.Role == ColumnRole.Entity && g.Path.Count == 0
            && key.Path.Count > 0 && key.Path[0].Entity == g.Column && key.Path[0].AsOf is null));

    private void CheckCurrency(Measure measure, EquatableList<AuthorFilter> filters, NameResolver names)
    {
        if (measure.CurrencyDimension is not { } currency || measure.Aggregation is Aggregation.Count or Aggregation.CountDistinct)
            return;
        var column = names.Find(currency, NameKind.Any, cut: true).Value;
        if (query.GroupBy.Any(g => IsCurrency(g.Name)) || rowFilters.Any(f => f.Names().Any(n => IsCurrency(n.Text) && f.Fixes(n.Text)))
            || filters.Any(f => f.Names.Any(n => IsCurrency(n.Text) && f.Fixes(n.Text))))
            return;
        _problems.Add(new Diagnostic(
            DiagnosticCode.MixedUnits, $"'{measure.Name}' is money in several currencies",
            Hint: $"group by {currency}, filter on one of them ({currency} = 'EUR'), or use a measure in one currency"));

        // A joined column has longer names too: customer__currency is order__customer__currency.
        bool IsCurrency(string name) =>
            name == currency || (column is not null && names.Find(name, NameKind.Any, cut: true).Value == column);
    }

    internal void Note(SemanticModel fact, EquatableList<BoundColumn> keys, EquatableList<RowFilter> filters)
    {
        Models.Add(fact.Name);
        foreach (var column in keys.Concat(filters.SelectMany(f => f.Columns)))
        {
            Models.UnionWith(column.Path.Concat(column.Lookup?.Keys.SelectMany(k => k.Path) ?? []).Select(s => s.Model));
            Models.UnionWith(column.Lookup?.Query.Models ?? []);
        }
    }

    internal void Stop()
    {
        if (_problems.Count > 0)
            throw new ResolutionException();
    }

    private static bool IsOfSubject(BoundColumn key, string entity) =>
        key.Name.StartsWith(NameResolver.MetricTime, StringComparison.Ordinal) || key.Name == entity
            || (key.Path.Count > 0 && key.Path[0].Entity == entity);

    private static bool IsOnTime(Filter filter) => filter.Names().Any(IsMetricTime);

    private static bool IsMetricTime(Operand.Name name) =>
        name.Text == NameResolver.MetricTime || name.Text.StartsWith($"{NameResolver.MetricTime}__", StringComparison.Ordinal);
}

/// <summary>The conditions of the catalog and of the question, bound to one fact without repetition.</summary>
internal sealed class FactConditions(MetricScope scope, NameResolver names)
{
    public EquatableList<RowFilter> Bind(EquatableList<AuthorFilter> authored, EquatableList<Filter> asked) => authored
        .Select(f => scope.BindAuthored(names, f))
        .Concat(asked.Select(f => scope.BindRow(names, f)))
        .OfType<RowFilter>()
        .Distinct()
        .ToEquatableList();
}
