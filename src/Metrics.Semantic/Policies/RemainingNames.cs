using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Policies;

/// <summary>
/// The metrics and saved queries that remain once models have lost some of their names. What uses something hidden is hidden too, in rounds
/// until nothing more changes.
/// </summary>
/// <param name="open">The catalog without policies.</param>
/// <param name="models">Its models as the principal sees them.</param>
/// <param name="spines">Its time spines as the principal sees them.</param>
/// <param name="hidden">Metrics that policies hide by name.</param>
internal sealed class RemainingNames(Catalog open, IReadOnlyList<SemanticModel> models, IReadOnlyList<TimeSpine> spines,
    IEnumerable<string> hidden)
{
    private readonly HashSet<string> _hidden = [.. hidden];
    private readonly FrozenDictionary<string, SemanticModel> _models = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
    private readonly FrozenSet<string> _measures = models.SelectMany(m => m.Measures).Select(m => m.Name)
        .ToFrozenSet(StringComparer.Ordinal);

    public Catalog Build(FrozenDictionary<string, Guard> guards)
    {
        var metrics = open.Metrics.Values.Where(HasGround).ToDictionary(m => m.Name, StringComparer.Ordinal);
        Catalog Seen(IEnumerable<SavedQuery> queries) => open.With(models, metrics.Values, queries, spines, guards);
        var seen = Seen([]);
        if (HasLost(seen))
        {
            while (metrics.Values.Where(m => !Stands(seen, m)).Select(m => m.Name).ToList() is { Count: > 0 } lost)
            {
                foreach (var name in lost)
                    metrics.Remove(name);
                seen = Seen([]);
            }
        }

        var isWhole = !HasLost(seen);
        return Seen(open.SavedQueries.Values.Where(q => !q.AuthorFilters.Any(GoesElsewhere) && (isWhole || Stands(seen, q))).ToList());
    }

    private bool HasLost(Catalog seen) => seen.Metrics.Count < open.Metrics.Count || seen.TimeSpines.Count < open.TimeSpines.Count
        || seen.Models.Values.Sum(MembersOf) < open.Models.Values.Sum(MembersOf);

    private static int MembersOf(SemanticModel model) => model.Entities.Count + model.Dimensions.Count + model.Measures.Count;

    // True when the metric's direct inputs remain.
    private bool HasGround(Metric metric) => !_hidden.Contains(metric.Name) && !MetricFilters.Of(metric).Any(GoesElsewhere) && metric switch
    {
        SimpleMetric simple => _measures.Contains(simple.Measure),
        TimeToNthEventMetric events => _models.TryGetValue(events.Model, out var model)
            && model.Entities.Any(e => e.Name == events.Entity) && model.Dimensions.Any(d => d.Name == events.TimeDimension),
        DerivedMetric { Formula: null } derived => !AuthoredColumns.ReadsElsewhere(derived.Expr),
        ConversionMetric conversion => HasEvents(conversion, conversion.Base.Metric, p => p.Base)
            && HasEvents(conversion, conversion.Conversion.Metric, p => p.Conversion),
        // What is made of metrics goes with them. A kind that reads columns itself and has no case here is seen by nobody.
        _ => metric.InputMetrics.Any(),
    };

    // Events are found by their entity, their time, and the properties that both sides must agree on.
    private bool HasEvents(ConversionMetric conversion, string input, Func<ConstantProperty, string> property) =>
        open.Metrics.GetValueOrDefault(input) is not SimpleMetric simple || !open.Measures.TryGetValue(simple.Measure, out var measure)
        || (_models[measure.Model.Name] is var model && model.Entities.Any(e => e.Name == conversion.Entity)
            && model.Measures.FirstOrDefault(m => m.Name == simple.Measure)?.TimeDimension == measure.Measure.TimeDimension
            && conversion.ConstantProperties.Select(property).All(p =>
                Has(model, p) || !Has(measure.Model, p)));

    private static bool Has(SemanticModel model, string name) =>
        name.Split("__")[^1] is var element && (model.Dimensions.Any(d => d.Name == element) || model.Entities.Any(e => e.Name == element));

    private static bool GoesElsewhere(AuthorFilter filter) =>
        AuthoredColumns.ReadsElsewhere(string.Concat(filter.Pieces.Select(p => p is AuthorFilter.Piece.Sql sql ? sql.Text : " x ")));

    // True when policies change nothing: the metric can be asked, or is refused with the same codes as in the open catalog.
    private bool Stands(Catalog seen, Metric metric) =>
        metric.InputMetrics.All(seen.Metrics.ContainsKey) && HasCurrency(seen, metric)
            && Same(seen, new MetricQuery { Metrics = [new MetricRequest(metric.Name)] }, []);

    // Without that dimension its currencies could not be distinguished.
    private static bool HasCurrency(Catalog seen, Metric metric) =>
        metric is not SimpleMetric simple || seen.Measures[simple.Measure] is not { Measure.CurrencyDimension: { } currency } of
        || new NameResolver(seen, of.Model, of.Measure.TimeDimension).Find(currency, NameKind.Any, cut: true).Value is not null;

    private bool Stands(Catalog seen, SavedQuery query) => query.Query.Metrics.All(m => seen.Metrics.ContainsKey(m.Name))
        && Same(seen, query.Example, query.AuthorFilters);

    private bool Same(Catalog seen, MetricQuery query, EquatableList<AuthorFilter> filters) =>
        QueryResolver.Resolve(seen, query, filters) is var now
            && (now.Value is not null || Codes(now).SequenceEqual(Codes(QueryResolver.Resolve(open, query, filters))));

    private static IEnumerable<string> Codes(Outcome<ResolvedQuery> outcome) =>
        outcome.Value is not null ? [] : outcome.Diagnostics.Select(d => d.Code.Id);
}
