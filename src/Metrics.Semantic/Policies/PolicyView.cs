using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Policies;

/// <summary>Makes the catalog that one standing may see. A policy that cannot be bound shows no row: a policy never fails open.</summary>
internal sealed class PolicyView
{
    private readonly Catalog _catalog;
    private readonly Dictionary<string, HeldTable> _tables = new(StringComparer.Ordinal);
    private readonly HashSet<DefinitionKey> _masked = [];
    private readonly HashSet<DefinitionKey> _hidden = [];

    private PolicyView(Catalog catalog) => _catalog = catalog;

    public static Catalog Make(Catalog catalog, Principal principal)
    {
        if (!catalog.Models.Values.Any(m => m.Policies.Any(p => p.Holds(principal))))
            return Unexplained(catalog, principal);
        var view = new PolicyView(catalog);
        foreach (var model in catalog.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            foreach (var policy in model.Policies.Where(p => p.Holds(principal)))
                view.Add(model, policy, principal);
        }

        return view._tables.Count == 0 ? Unexplained(catalog, principal) : view.Build();
    }

    /// <summary>True for principals that may read the errors in definitions of closed tables.</summary>
    public static bool MayKnow(Principal principal) => principal.Scopes.HasFlag(AccessScopes.Admin);

    // Errors in the definitions of a closed table may name what a policy was meant to hide.
    private static Catalog Unexplained(Catalog catalog, Principal principal) => catalog.ClosedTables.Count == 0 || MayKnow(principal)
        ? catalog
        : catalog.With(
            catalog.Models.Values, catalog.Metrics.Values, catalog.SavedQueries.Values, catalog.TimeSpines,
            FrozenDictionary<string, Guard>.Empty);

    /// <summary>A policy's condition, its names bound to columns of a model; null, with the problems, when it cannot be bound.</summary>
    public static RowFilter? Bind(Catalog catalog, SemanticModel model, Filter filter, ICollection<Diagnostic> problems)
    {
        var (names, columns, refused) = (new NameResolver(catalog, model, null), new List<BoundColumn>(), problems.Count);
        var binder = new FilterBinder(
            name =>
            {
                var found = names.Find(name.Text, name.Kind, cut: false);
                if (!found.Succeeded(out var column))
                {
                    foreach (var problem in found.Diagnostics)
                        problems.Add(problem);
                    return null;
                }

                columns.Add(column);
                return new BoundName(new SqlExpression.Column(RowFilter.Rows, column.Alias), column.Type, column.DataType)
                {
                    TakesGrain = column is { Role: ColumnRole.Time, Part: null },
                    Grain = column.Part is null ? column.Grain : null,
                };
            },
            TimeZoneInfo.Utc,
            problems);
        return binder.Bind(filter) is { } condition && problems.Count == refused
            ? new WrittenFilter(condition, columns.Distinct().ToEquatableList(), FilterText.Print(filter))
            : null;
    }

    private void Add(SemanticModel model, Policy policy, Principal principal)
    {
        var held = _tables.TryGetValue(model.Table, out var known) ? known : _tables[model.Table] = new HeldTable(model.Table);
        if (policy.Rows is { } rows)
        {
            if (rows.For(principal) is { } filter && Bind(_catalog, model, filter, []) is { } bound)
                held.Keep(model.Name, bound, policy.Public.SelectMany(n => PublicColumns(model, n.Text)));
            else
                held.Nothing = true;
        }

        foreach (var name in policy.Mask)
        {
            var targets = PolicyTargets.Find(model, name.Text).ToList();
            held.Nothing |= targets.Count == 0;
            foreach (var target in targets)
            {
                _masked.Add(KeyOf(model, target));
                held.Mask(target.Expr);
            }
        }

        foreach (var name in policy.Hide)
            held.Nothing |= !Hide(model, name.Text, held);
    }

    private static IEnumerable<string> PublicColumns(SemanticModel model, string name) =>
        (name == NameResolver.MetricTime ? model.Dimensions.Where(d => d.Name == model.DefaultTimeDimension).Select(d => d.Expr)
            : PolicyTargets.Find(model, name).Select(t => t.Expr))
        .Select(AuthoredColumns.PlainColumn).OfType<string>();

    // The name of a metric hides only that metric; a measure of the same name stays for other metrics.
    private bool Hide(SemanticModel model, string name, HeldTable held)
    {
        var found = false;
        foreach (var target in PolicyTargets.Find(model, name))
        {
            _hidden.Add(KeyOf(model, target));
            held.Hide(target.Expr);
            found = true;
        }

        if (_catalog.Metrics.ContainsKey(name))
        {
            _hidden.Add(DefinitionKey.OfMetric(name));
            return true;
        }

        foreach (var measure in model.Measures.Where(m => m.Name == name))
        {
            _hidden.Add(new DefinitionKey(DefinitionKind.Measure, measure.Name, model.Name));
            held.Hide(measure.Expr);
            found = true;
        }

        return found;
    }

    private Catalog Build()
    {
        var guards = _tables.Values.Where(t => t.IsGuarded)
            .ToFrozenDictionary(t => t.Table, t => t.Guard(_catalog), StringComparer.Ordinal);
        var models = _catalog.Models.Values.Select(Restricted).ToList();
        var spines = _catalog.TimeSpines.Where(s => Shows(s.Table, s.Column)).Select(s => s with
        {
            CustomGranularities = s.CustomGranularities.Where(g => Shows(s.Table, g.Column)).ToEquatableList(),
        }).ToList();
        var left = new RemainingNames(_catalog, models, spines, _hidden.Where(k => k.Kind == DefinitionKind.Metric).Select(k => k.Name));
        return left.Build(guards);
    }

    // Policies over a table apply to all models over it. Expressions that read another table could bypass its policies: they are left out.
    private SemanticModel Restricted(SemanticModel model)
    {
        var table = _tables.GetValueOrDefault(model.Table);
        DefinitionKey Key(DefinitionKind kind, string name) => new(kind, name, model.Name);
        bool Stays(DefinitionKind kind, string name, string expr) =>
            !_hidden.Contains(Key(kind, name)) && table?.Hides(expr) != true && !AuthoredColumns.ReadsElsewhere(expr);
        string Shown(DefinitionKind kind, string name, string expr, DataType type) =>
            _masked.Contains(Key(kind, name)) || table?.Masks(expr) == true ? $"cast(null as {_catalog.Types.Write(type)})" : expr;
        var dimensions = model.Dimensions.Where(d => Stays(DefinitionKind.Dimension, d.Name, d.Expr)).ToList();
        string? Time(string? name) => dimensions.Exists(d => d.Name == name) ? name : null;
        return model with
        {
            DefaultTimeDimension = Time(model.DefaultTimeDimension),
            Entities = model.Entities.Where(e => Stays(DefinitionKind.Entity, e.Name, e.Expr))
                .Select(e => e with { Expr = Shown(DefinitionKind.Entity, e.Name, e.Expr, e.DataType) }).ToEquatableList(),
            Dimensions = dimensions.Select(d => d with { Expr = Shown(DefinitionKind.Dimension, d.Name, d.Expr, d.DataType) })
                .ToEquatableList(),
            Measures = model.Measures.Where(m => Stays(DefinitionKind.Measure, m.Name, m.Expr)
                && (m.NonAdditive is not { } along || Time(along.Name) is not null))
                .Select(m => m with { Expr = Shown(DefinitionKind.Measure, m.Name, m.Expr, m.DataType),
                    TimeDimension = Time(m.TimeDimension) }).ToEquatableList(),
            // Dimensions keep the prefix of a hidden primary entity.
            PrimaryEntityName = model.PrimaryEntity,
        };
    }

    private bool Shows(string table, string column) => !_tables.TryGetValue(table, out var held) || !held.HidesColumn(column);

    private static DefinitionKey KeyOf(SemanticModel model, PolicyTarget target) =>
        new(target.IsEntity ? DefinitionKind.Entity : DefinitionKind.Dimension, target.Element, model.Name);
}
