using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Policies;

/// <summary>Makes the catalog that one standing may see. Whatever cannot be bound shows nothing: a policy never fails open.</summary>
internal sealed class PolicyView
{
    private readonly Catalog _catalog;
    private readonly Dictionary<string, List<RowFilter>> _rows = [];
    private readonly HashSet<string> _nothing = [];
    private readonly HashSet<(string Model, string Dimension)> _masked = [];
    private readonly HashSet<(string Model, string Dimension)> _hidden = [];
    private readonly HashSet<string> _hiddenMetrics = [];

    private PolicyView(Catalog catalog) => _catalog = catalog;

    public static Catalog Make(Catalog catalog, Principal principal)
    {
        if (!catalog.Models.Values.Any(m => m.Policies.Any(p => p.Holds(principal))))
            return catalog;
        var view = new PolicyView(catalog);
        foreach (var model in catalog.Models.Values)
        {
            foreach (var policy in model.Policies.Where(p => p.Holds(principal)))
                view.Add(model, policy, principal);
        }

        return view.Build();
    }

    private void Add(SemanticModel model, Policy policy, Principal principal)
    {
        var names = new NameResolver(_catalog, model, null);
        if (policy.Rows is { } rows)
        {
            if (rows.For(principal) is { } filter && Bind(names, filter) is { } bound)
                (_rows.TryGetValue(model.Name, out var known) ? known : _rows[model.Name] = []).Add(bound);
            else
                _nothing.Add(model.Name);
        }

        foreach (var name in policy.Mask)
        {
            if (names.Find(name, NameKind.Any, cut: false).Value is { } column)
                _masked.Add((column.Model, column.Column));
            else
                _nothing.Add(model.Name);
        }

        foreach (var name in policy.Hide)
        {
            if (_catalog.Metrics.ContainsKey(name))
                _hiddenMetrics.Add(name);
            else if (names.Find(name, NameKind.Any, cut: false).Value is { } column)
                _hidden.Add((column.Model, column.Column));
            else
                _nothing.Add(model.Name);
        }
    }

    private static RowFilter? Bind(NameResolver names, Filter filter)
    {
        var (columns, problems) = (new List<BoundColumn>(), new List<Diagnostic>());
        var binder = new FilterBinder(
            name =>
            {
                if (names.Find(name.Text, name.Kind, cut: false).Value is not { } column)
                    return null;
                columns.Add(column);
                return new BoundName(new SqlExpression.Column(RowFilter.Rows, column.Alias), column.Type, column.SqlType);
            },
            TimeZoneInfo.Utc,
            problems);
        return binder.Bind(filter) is { } condition && problems.Count == 0
            ? new RowFilter(condition, columns.Distinct().ToEquatableList(), Expressions.FilterText.Print(filter))
            : null;
    }

    private Catalog Build()
    {
        var models = _catalog.Models.Values.Select(Restricted).ToList();
        var guards = models.Select(m => (m.Name, Guard: GuardOf(m.Name))).Where(g => g.Guard is not null).ToFrozenDictionary(g => g.Name, g => g.Guard!, StringComparer.Ordinal);
        var seen = _catalog.With(models, _catalog.Metrics.Values.Where(m => !_hiddenMetrics.Contains(m.Name)), _catalog.SavedQueries.Values, guards);
        // What uses something hidden is hidden too, until nothing more is.
        while (_hidden.Count + _hiddenMetrics.Count > 0)
        {
            var lost = seen.Metrics.Values.Where(m => m.InputMetrics.Any(i => !seen.Metrics.ContainsKey(i)) || !Stands(seen, m.Name)).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
            if (lost.Count == 0)
                break;
            seen = _catalog.With(models, seen.Metrics.Values.Where(m => !lost.Contains(m.Name)), _catalog.SavedQueries.Values, guards);
        }

        var queries = _catalog.SavedQueries.Values.Where(q => _hidden.Count + _hiddenMetrics.Count == 0 || QueryResolver.Resolve(seen, q.Example, q.AuthorFilters).Value is not null);
        return _catalog.With(models, seen.Metrics.Values, queries, guards);
    }

    private static bool Stands(Catalog catalog, string metric)
    {
        var problems = QueryResolver.Resolve(catalog, new MetricQuery { Metrics = [new MetricRequest(metric)] }, []).Diagnostics;
        return problems.All(p => p.Code != DiagnosticCode.UnknownDimension && p.Code != DiagnosticCode.UnknownMetric && p.Code != DiagnosticCode.UnreachableDimension);
    }

    private SemanticModel Restricted(SemanticModel model) => model with
    {
        Entities = model.Entities.Select(e => _masked.Contains((model.Name, e.Name)) ? e with { Expr = $"cast(null as {e.SqlType})" } : e).ToEquatableList(),
        Dimensions = model.Dimensions
            .Where(d => !_hidden.Contains((model.Name, d.Name)))
            .Select(d => _masked.Contains((model.Name, d.Name)) ? d with { Expr = $"cast(null as {d.SqlType})" } : d)
            .ToEquatableList(),
    };

    private Guard? GuardOf(string model)
    {
        // Where a dimension is a column, the column itself: a measure may count its values. PostgreSQL takes unquoted names in any case.
        var (dimensions, entities) = (_catalog.Models[model].Dimensions, _catalog.Models[model].Entities);
        var masked = dimensions.Select(d => (d.Name, d.Expr)).Concat(entities.Select(e => (e.Name, e.Expr)))
            .Where(d => _masked.Contains((model, d.Name)))
            .Select(d => d.Expr.Trim().Trim('"'))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        var rows = _rows.GetValueOrDefault(model) ?? [];
        return masked.Count == 0 && rows.Count == 0 && !_nothing.Contains(model) ? null : new Guard(_catalog, rows.ToEquatableList(), _nothing.Contains(model), masked);
    }
}
