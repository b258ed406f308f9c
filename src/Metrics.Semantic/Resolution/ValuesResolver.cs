using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Resolves a question without metrics: the distinct values of some columns, read from the one model that reaches them all.
/// </summary>
internal sealed class ValuesResolver
{
    private readonly Catalog _catalog;
    private readonly MetricQuery _query;
    private readonly EquatableList<AuthorFilter> _authored;
    private readonly TimeZoneInfo _zone;
    private readonly ValuesTime _time;

    private ValuesResolver(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored)
    {
        (_catalog, _query, _authored, _zone) = (catalog, query, authored, TimeZoneInfo.FindSystemTimeZoneById(query.TimeZone));
        _time = ValuesTime.Of(catalog, Names);
    }

    public static Outcome<ResolvedQuery> Resolve(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored) =>
        new ValuesResolver(catalog, query, authored).Resolve();

    private IEnumerable<Operand.Name> Names => _query.GroupBy.Select(g => new Operand.Name(g.Name))
        .Concat(_query.Where.SelectMany(f => f.Names()))
        .Concat(_authored.SelectMany(f => f.Names));

    private Outcome<ResolvedQuery> Resolve()
    {
        if (Refusal() is { } refusal)
            return Outcome<ResolvedQuery>.Refused(refusal);
        var found = BaseModel();
        if (!found.Succeeded(out var model))
            return Outcome<ResolvedQuery>.Refused(found.Diagnostics);
        var names = new NameResolver(_catalog, model, null, _time.Spine, countsRows: false);
        var unshown = _query.ApplyGroupBy && !_query.MinMaxOnly ? DeterminedOrder.OfValues(_catalog, _query, names) : [];
        var scope = new MetricScope(
            _catalog, _query, [], _zone, new UnitSet(), _time.Grain, new MetricLookups(_catalog, _query.TimeZone, 0))
        {
            Unshown = unshown,
        };
        var keys = scope.Keys(names);
        var filters = new FactConditions(scope, names).Bind(_authored, _query.Where);
        var times = Times(model);
        scope.Note(model, keys, [.. filters, .. times]);
        if (scope.Problems.Count > 0)
            return Outcome<ResolvedQuery>.Refused(scope.Problems.Distinct());
        return Settled(new FactUnit
        {
            Id = "u0", Model = model.Name, Keys = keys, Filters = filters, Times = times, Aggregates = [],
            Values = _query.MinMaxOnly ? ValuesOf.Ends : _query.ApplyGroupBy ? ValuesOf.Different : ValuesOf.Every,
        }, scope);
    }

    private Outcome<ResolvedQuery> Settled(FactUnit unit, MetricScope scope)
    {
        var cuts = _query.GroupBy.Concat(scope.Unshown).ToEquatableList();
        var columns = unit.Keys.Select((k, i) => new ResultColumn(cuts[i].Column, k.Type, k.Role, Label: LabelOf(k))).ToEquatableList();
        if (_query.MinMaxOnly)
            columns = columns.SelectMany(c => new[] { c with { Name = $"{c.Name}__min" }, c with { Name = $"{c.Name}__max" } })
                .ToEquatableList();
        var problems = new List<Diagnostic>();
        // Groups can be ordered by a metric; rows that are not grouped have no metrics.
        IEnumerable<string> metrics = _query is { ApplyGroupBy: true, MinMaxOnly: false } ? _catalog.Metrics.Keys : [];
        var order = new AnswerOrder(
            _query with { GroupBy = cuts }, unit.Keys, columns, [], metrics, n => OtherKinds.IsColumn(_catalog, n), problems)
            .Settle();
        if (problems.Count > 0)
            return Outcome<ResolvedQuery>.Refused(problems);
        return Outcome<ResolvedQuery>.Of(new ResolvedQuery
        {
            Keys = columns,
            HiddenKeys = scope.Unshown.Count,
            KeyAliases = _query.MinMaxOnly
                ? unit.Keys.SelectMany(k => new[] { SqlName.Short($"{k.Alias} min"), SqlName.Short($"{k.Alias} max") }).ToEquatableList()
                : unit.Keys.Select(k => k.Alias).ToEquatableList(),
            Units = [unit],
            Metrics = [],
            MetricFilters = [],
            OrderBy = order,
            Limit = _query.Limit,
            Offset = _query.Offset,
            TimeZone = _query.TimeZone,
            Warnings = scope.Warnings.ToEquatableList(),
            Models = scope.Models.Order(StringComparer.Ordinal).ToEquatableList(),
        });
    }

    private IEnumerable<Diagnostic>? Refusal()
    {
        if (Names.FirstOrDefault(n => UnaskedMetrics.IsMetric(_catalog, n)) is { } metric)
        {
            return [new Diagnostic(
                DiagnosticCode.MixedLevels, $"'{metric.Text}' is a metric, and ungrouped rows have none",
                Hint: "ask without min_max_only and with apply_group_by for the groups that meet it, or write "
                    + "{{ Metric('…', group_by=['…']) }} for a metric as a property of something")];
        }

        if (_time.Problem is { } problem)
            return [problem];
        return !_time.IsAsked && (_query.TimeConstraint is not null || _query.TimeRange is not null)
            ? [new Diagnostic(
                DiagnosticCode.NoMetricTime, "a span of metric_time without metrics needs metric_time in group_by",
                Hint: "add metric_time, or a condition on a time dimension")]
            : null;
    }

    private EquatableList<TimeRange> Times(SemanticModel model)
    {
        if (_time.Spine is not { } spine)
            return [];
        EquatableList<JoinStep> path = spine.Name == model.Name ? [] : [new JoinStep("", spine.Name)];
        return TimeWindows.Of(
            _query, spine, spine.Dimensions[0], path, NameResolver.MetricTime, TimeWindows.GrainsAsked(_catalog, _query, _time.Grain));
    }

    private string? LabelOf(BoundColumn key) => _catalog.ModelOf(key.Model).Dimensions.FirstOrDefault(d => d.Name == key.Column)?.Label;

    private Outcome<SemanticModel> BaseModel()
    {
        var asked = Names.Select(n => n is { Kind: NameKind.Metric } ? n.By.Select(b => b.Split("__")[^1]) : [n.Text]).SelectMany(n => n)
            .Distinct(StringComparer.Ordinal)
            .Where(t => AskedName.Readings(t, _catalog).FirstOrDefault() is not { IsMetricTime: true })
            .ToList();
        return asked.Count == 0 ? Outcome<SemanticModel>.Of(_time.Spine!) : BaseModels.Choose(_catalog, asked);
    }
}

/// <summary>
/// The meaning of <c>metric_time</c> in a question without metrics: the times of the coarsest time spine that is fine enough.
/// </summary>
/// <param name="IsAsked">True when the question names it.</param>
/// <param name="Spine">The time spine, as a model.</param>
/// <param name="Grain">The grain of a <c>metric_time</c> without one.</param>
/// <param name="Problem">Why there is no spine.</param>
internal sealed record ValuesTime(bool IsAsked, SemanticModel? Spine, Grain? Grain, Diagnostic? Problem)
{
    public static ValuesTime Of(Catalog catalog, IEnumerable<Operand.Name> names)
    {
        var asked = names.Select(n => AskedName.Readings(n.Text, catalog).FirstOrDefault()).OfType<AskedName>()
            .Where(a => a.IsMetricTime).ToList();
        if (asked.Count == 0)
            return new ValuesTime(false, null, null, null);
        if (catalog.TimeSpines.Count == 0)
            return new ValuesTime(
                true, null, null,
                new Diagnostic(
                    DiagnosticCode.NoMetricTime, "metric_time without metrics gives the times of a time spine, and there is none",
                    Hint: "declare a time_spine, or ask for a metric too"));
        var open = catalog.TimeSpines.Min(s => s.Grain) is var finest && finest > Domain.Time.Grain.Day ? finest : Domain.Time.Grain.Day;
        var needed = asked.Min(a => a.Grain ?? a.Part?.Needs() ?? open);
        var spine = catalog.TimeSpines.Where(s => s.Grain <= needed).MaxBy(s => s.Grain) ?? catalog.TimeSpines.MinBy(s => s.Grain)!;
        return new ValuesTime(true, catalog.SpineModels[SpineModel.NameOf(spine)], open, null);
    }
}
