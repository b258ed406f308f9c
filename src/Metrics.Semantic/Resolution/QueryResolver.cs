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
/// Resolves a question: every name to a column, every condition to its level, every metric to a computation over aggregates. Otherwise
/// gives every reason why it cannot.
/// </summary>
internal sealed class QueryResolver
{
    private readonly Catalog _catalog;
    private readonly MetricQuery _query;
    private readonly TimeZoneInfo _zone;
    private readonly UnitSet _units = new();
    private readonly List<Diagnostic> _problems = [];
    private readonly List<ResolvedMetric> _metrics = [];
    private readonly HashSet<string> _models = [];
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);
    private readonly EquatableList<AuthorFilter> _authored;
    private readonly int _depth;
    private EquatableList<GroupByRequest> _unshown;
    private EquatableList<Grain>? _grainsOfTime;

    private QueryResolver(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored, int depth) =>
        (_catalog, _query, _zone, _authored, _depth) =
            (catalog, query, TimeZoneInfo.FindSystemTimeZoneById(query.TimeZone), authored, depth);

    /// <param name="catalog">All definitions.</param>
    /// <param name="query">The question.</param>
    /// <param name="authored">Further conditions, of a saved query's author.</param>
    public static Outcome<ResolvedQuery> Resolve(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored)
    {
        if (TimeZoneName.Find(query.TimeZone) is null)
            return Outcome<ResolvedQuery>.Refused(
                new Diagnostic(
                    DiagnosticCode.MalformedRequest, $"'{query.TimeZone}' is not a time zone",
                    Hint: "use a name such as Europe/Madrid or UTC"));
        query = DeclaredNames.Of(catalog).In(query);
        if (DeclaredNames.Of(catalog).Ambiguous(query) is { Count: > 0 } ambiguous)
            return Outcome<ResolvedQuery>.Refused(ambiguous.Distinct());
        if (ShadowedNames.In(catalog, query).ToList() is { Count: > 0 } shadowed)
            return Outcome<ResolvedQuery>.Refused(shadowed);
        if (query.MinMaxOnly && query.Metrics.Count > 0)
            return Outcome<ResolvedQuery>.Refused(
                new Diagnostic(
                    DiagnosticCode.MalformedRequest, "min_max_only is for questions without metrics", Hint: "leave the metrics out"));
        if (!query.ApplyGroupBy && query.Metrics.Count > 0)
            return Outcome<ResolvedQuery>.Refused(
                new Diagnostic(
                    DiagnosticCode.MalformedRequest, "apply_group_by: false is for questions without metrics",
                    Hint: "leave the metrics out"));
        var resolved = query.Metrics.Count == 0 && query.GroupBy.Count > 0 && !UnaskedMetrics.DecideGroups(catalog, query)
            ? ValuesResolver.Resolve(catalog, query, authored)
            : Resolve(catalog, query, authored, 0);
        return resolved.Value is not null ? resolved
            : Outcome<ResolvedQuery>.Refused(NameLists.On(
                NearMetrics.In(TextHints.On(resolved.Diagnostics, query, catalog), query, catalog), query, catalog));
    }

    /// <summary>A metric inside a condition of another question.</summary>
    internal static Outcome<ResolvedQuery> Nested(Catalog catalog, MetricQuery query, int depth) => Resolve(catalog, query, [], depth);

    private static Outcome<ResolvedQuery> Resolve(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored, int depth)
    {
        var problems = new List<Diagnostic>();
        var (rows, groups) = FilterLevels.Split(query.Where, catalog, query, problems);
        var hidden = groups.SelectMany(f => f.Names()).Select(n => n.Text).Where(n => !ShadowedNames.IsAsked(catalog, query, n)).Distinct()
            .ToList();
        var asides = UnaskedMetrics.InOrder(catalog, query).Distinct().Except(hidden).ToList();
        var making = query.Metrics.Select(m => m.Name).Concat(hidden).ToList();
        // If nothing else makes rows, the metrics of the order do.
        if (making.Count == 0)
            (making, hidden, asides) = (asides, asides, []);
        var makers = MetricFact.Of(catalog, making);
        var shared = new SharedNames(catalog, makers, problems);
        query = query with { GroupBy = query.GroupBy.Select(
            g => shared.FullName(g.Name) is var full && full != g.Name ? new GroupByRequest(full, g.Column) : g).ToEquatableList() };
        rows = rows.Select(shared.Settle).ToEquatableList();
        // Otherwise each fact would report such a name again, in a longer form that the caller did not write.
        if (shared.HasRefused)
            return Outcome<ResolvedQuery>.Refused(problems.Distinct());
        var grain = MetricTimeGrain.Of(catalog, making);
        var facts = MetricFact.Of(catalog, making.Concat(asides));
        problems.AddRange(UnaskedMetrics.Strangers(catalog, query, rows, makers, facts, asides));
        if (asides.Count > 0)
        {
            // A name with the same meaning in all facts is replaced by its full name: in the order's facts, the short name could match
            // something nearer.
            var all = new SharedNames(catalog, facts, new List<Diagnostic>());
            query =
                query with { GroupBy = query.GroupBy.Select(g => new GroupByRequest(all.FullName(g.Name), g.Column)).ToEquatableList() };
            rows = rows.Select(all.Settle).ToEquatableList();
        }

        var resolver = new QueryResolver(catalog, query, authored, depth)
        {
            _unshown = DeterminedOrder.Of(catalog, query, facts, asides.Concat(hidden).ToList(), shared, grain),
        };
        resolver._problems.AddRange(problems);
        return resolver.Resolve(rows, groups, hidden, asides, grain);
    }

    private Outcome<ResolvedQuery> Resolve(
        EquatableList<Filter> rows, EquatableList<Filter> groups, List<string> hidden, List<string> asides, Grain? grain)
    {
        if (_query.Metrics.Count + hidden.Count == 0)
            _problems.Add(
                new Diagnostic(DiagnosticCode.MalformedRequest, "a query asks for at least one metric, or for something to group by"));
        CheckColumns();
        foreach (var request in _query.Metrics)
            Add(request, rows, grain, hidden: false);
        foreach (var name in hidden)
            Add(new MetricRequest(name), rows, grain, hidden: true);
        // Metrics that only the order uses make no rows.
        var making = _units.Units.Count;
        foreach (var name in asides)
            Add(new MetricRequest(name), rows, grain, hidden: true);
        if (_problems.Count > 0)
            return Refused();

        var units = _units.Units;
        if (units.Count == 0)
            return Outcome<ResolvedQuery>.Refused(
                new Diagnostic(DiagnosticCode.Unbound, "these metrics read no table: their formulas have only numbers in them"));
        var keys = Keys(units);
        var having = groups.Select(f => BindGroup(f)).ToList();
        var order = new AnswerOrder(
            Cut, units[0].Keys, keys, _metrics, _catalog.Metrics.Keys, n => OtherKinds.IsColumn(_catalog, n), _problems)
            .Settle();
        if (_problems.Count > 0 || having.Contains(null))
            return Refused();
        return Outcome<ResolvedQuery>.Of(new ResolvedQuery
        {
            Keys = keys,
            HiddenKeys = _unshown.Count,
            KeyAliases = units[0].Keys.Select(k => k.Alias).ToEquatableList(),
            Units = units,
            Asides = units.Count - making,
            Metrics = _metrics.ToEquatableList(),
            MetricFilters = having.OfType<MetricFilter>().ToEquatableList(),
            OrderBy = order,
            Limit = _query.Limit,
            Offset = _query.Offset,
            TimeZone = _query.TimeZone,
            Warnings = PartialBuckets.Of(_query, units[0].Keys.Take(_query.GroupBy.Count).ToEquatableList()).Concat(_warnings)
                .ToEquatableList(),
            Models = _models.Order(StringComparer.Ordinal).ToEquatableList(),
        });
    }

    private Outcome<ResolvedQuery> Refused() => Outcome<ResolvedQuery>.Refused(_problems.Distinct());

    private void Add(MetricRequest request, EquatableList<Filter> rows, Grain? grain, bool hidden)
    {
        if (!_catalog.Metrics.TryGetValue(request.Name, out var metric))
        {
            _problems.AddRange(UnknownMetric.Of(_catalog, request.Name));
            return;
        }

        var scope = new MetricScope(_catalog, _query, rows, _zone, _units, grain, new MetricLookups(_catalog, _query.TimeZone, _depth))
        {
            GrainsOfTime = _grainsOfTime ?? TimeWindows.GrainsAsked(_catalog, _query, grain),
            Unshown = _unshown,
        };
        try
        {
            var value = scope.Metric(request.Name, _authored);
            var share = request.ShareOf is null ? null : Share(request, value.Calculable(request.Name), rows, grain);
            var isExact = value.Type != ValueType.Double;
            var column = share is null
                ? new ResultColumn(request.Column, value.Type, ColumnRole.Metric, metric.Unit, metric.Format, metric.Label)
                : new ResultColumn(
                    request.Column, isExact ? ValueType.Decimal : ValueType.Double, ColumnRole.Metric, null, "percent", metric.Label);
            column = column with { IsQuotient = share is null ? value.IsQuotient : isExact };
            if (share is not null && !value.IsSum && share.Keep.Count < _query.GroupBy.Count)
            {
                _warnings.Add(
                    $"{request.Column}: {request.Name} over several groups is not always the sum of their values, "
                        + "so its shares may not add up to 1");
            }

            _metrics.Add(new ResolvedMetric(metric.Name, column, $"m{_metrics.Count}", value.Formula, share, hidden));
            _models.UnionWith(scope.Models);
            _warnings.UnionWith(scope.Warnings);
            if (share?.Whole is { } whole)
                _models.UnionWith(whole.Models);
        }
        catch (ResolutionException e)
        {
            if (e.Problem is { } problem)
                _problems.Add(problem);
            _problems.AddRange(scope.Problems);
        }
    }

    private ResolvedShare? Share(MetricRequest request, MetricValue value, EquatableList<Filter> rows, Grain? grain)
    {
        var keep = new SortedSet<int>();
        foreach (var name in request.ShareOf!.Keep)
        {
            if (AnswerOrder.Position(_query, [], name) is { } position)
                keep.Add(position);
            else
                _problems.Add(
                    new Diagnostic(
                        DiagnosticCode.WrongColumn, $"share_of: '{name}' is not among the query's group_by",
                        Candidates: NearestNames.To(name, _query.GroupBy.Select(g => g.Name))));
        }

        // The whole of a metric that is no sum is computed separately: a ratio of sums, never a sum of ratios. The whole of a sum is
        // resolved too, to check that it may be asked for.
        var question = new MetricQuery
        {
            Metrics = [new MetricRequest(request.Name)],
            GroupBy = keep.Select((k, i) => new GroupByRequest(_query.GroupBy[k].Name, $"k{i}")).ToEquatableList(),
            TimeRange = _query.TimeRange,
            TimeConstraint = _query.TimeConstraint,
            TimeZone = _query.TimeZone,
        };
        var resolver = new QueryResolver(_catalog, question, _authored, _depth)
        {
            // The whole has the same rows as its parts, even if it is not grouped by the grain that their time constraint is widened to.
            _grainsOfTime = _grainsOfTime ?? TimeWindows.GrainsAsked(_catalog, _query, grain),
        };
        var whole = resolver.Resolve(rows, [], [], [], grain);
        if (whole.Succeeded(out var resolved))
            return new ResolvedShare(keep.ToEquatableList(), value.IsSum ? null : resolved);
        _problems.AddRange(whole.Diagnostics);
        return null;
    }

    // The question with everything that its rows are grouped by, shown or not.
    private MetricQuery Cut => _query with { GroupBy = _query.GroupBy.Concat(_unshown).ToEquatableList() };

    private EquatableList<ResultColumn> Keys(EquatableList<FactUnit> units)
    {
        var cuts = Cut.GroupBy;
        for (var i = 0; i < cuts.Count; i++)
        {
            var types = units.Select(u => u.Keys[i].Type).Distinct().Select(t => t.Named()).ToList();
            if (types.Count > 1 && units.Select(u => u.Keys[i].DataType.Kind).Distinct().Count() > 1)
            {
                _problems.Add(new Diagnostic(
                    DiagnosticCode.WrongColumn,
                    $"'{cuts[i].Name}' is {string.Join(" and ", types)} in different facts, so these cannot be combined by it"));
            }
        }

        return cuts
            .Select(
                (g, i) => new ResultColumn(
                    g.Column, units[0].Keys[i].Type, units[0].Keys[i].Role,
                    Label: _catalog.ModelOf(units[0].Keys[i].Model).Dimensions.FirstOrDefault(
                        d => d.Name == units[0].Keys[i].Column)?.Label))
            .ToEquatableList();
    }

    private MetricFilter? BindGroup(Filter filter)
    {
        var binder = new FilterBinder(
            name =>
            {
                var metric = _catalog.Metrics.ContainsKey(name.Text)
                    ? _metrics.First(m => m.ShareOf is null && m.Metric == name.Text) : _metrics.First(m => m.Column.Name == name.Text);
                return new BoundName(new SqlExpression.Column(MetricFilter.Metrics, metric.Alias), metric.Column.Type switch
                {
                    ValueType.Double => DataType.Double,
                    ValueType.Decimal => DataType.Decimal,
                    ValueType.Timestamp => DataType.Instant,
                    ValueType.String => AggregateTypes.TextOf(_catalog, metric.Metric),
                    ValueType.Integer => DataType.Integer,
                    ValueType.Boolean => DataType.Boolean,
                    ValueType.Date => DataType.Date,
                    _ => DataType.Json,
                });
            },
            _zone,
            _problems);
        return binder.Bind(filter) is { } condition ? new MetricFilter(condition) : null;
    }

    private void CheckColumns()
    {
        foreach (var twice in _query.GroupBy.Select(g => g.Column).Concat(_query.Metrics.Select(m => m.Column)).GroupBy(c => c)
            .Where(g => g.Count() > 1))
            _problems.Add(
                new Diagnostic(
                    DiagnosticCode.WrongColumn, $"two columns would be called '{twice.Key}'",
                    Hint: "rename one of them with 'as'"));
    }
}

/// <summary>
/// Separates conditions on rows from conditions on metrics. A condition that mixes both under OR has no meaning at either level.
/// </summary>
internal static class FilterLevels
{
    public static (EquatableList<Filter> Rows, EquatableList<Filter> Metrics) Split(
        EquatableList<Filter> where, Catalog catalog, MetricQuery query, ICollection<Diagnostic> problems)
    {
        var (rows, metrics) = (new List<Filter>(), new List<Filter>());
        foreach (var filter in where.SelectMany(f => f.Conjuncts()))
        {
            var names = filter.Names().ToList();
            var onMetrics = names.Count(n => IsMetric(n, catalog, query));
            if (onMetrics == 0)
                rows.Add(filter);
            else if (onMetrics == names.Count)
                metrics.Add(filter);
            else
            {
                problems.Add(new Diagnostic(
                    DiagnosticCode.MixedLevels,
                    $"one condition mixes {names.First(n => IsMetric(n, catalog, query)).Text}, a metric, with "
                    + $"{names.First(n => !IsMetric(n, catalog, query)).Text}, a property of rows",
                    Hint: "write them as two conditions that must both hold"));
            }
        }

        return (rows.ToEquatableList(), metrics.ToEquatableList());
    }

    private static bool IsMetric(Operand.Name name, Catalog catalog, MetricQuery query) => name.Kind switch
    {
        NameKind.Metric => name.By.Count == 0,
        // The name of a metric that is an entity's too means the entity, unless it is asked for under this name.
        NameKind.Any => catalog.Models.Values.Any(m => m.Entities.Any(e => e.Name == name.Text))
            ? query.Metrics.Any(m => m.Column == name.Text && m.Name == name.Text && m.ShareOf is null)
            : ShadowedNames.IsAsked(catalog, query, name.Text) || catalog.Metrics.ContainsKey(name.Text),
        _ => false,
    };
}
