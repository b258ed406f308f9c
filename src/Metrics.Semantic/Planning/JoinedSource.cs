using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>A fact and the models joined to it. Joins are added as columns are asked for: one for each path to a model.</summary>
internal sealed class JoinedSource
{
    private readonly Catalog _catalog;
    private readonly TableBindings _tables;
    private readonly SourcePart _root;
    private readonly PlanNode? _rootPlan;
    private readonly string? _subjectEntity;
    private readonly List<(EquatableList<JoinStep> Path, SourcePart? Part, Func<PlanJoin> Join)> _joins = [];
    private readonly Dictionary<MetricLookup, string> _lookups = [];

    public JoinedSource(Catalog catalog, TableBindings tables, SemanticModel fact, string alias) =>
        (_catalog, _tables, _root) = (catalog, tables, new SourcePart(fact, alias));

    /// <summary>Starts from subjects instead of the fact's own rows; joins can use only the key of their entity.</summary>
    public JoinedSource(Catalog catalog, TableBindings tables, SemanticModel fact, PlanNode subjects, string alias, string entity)
        : this(catalog, tables, fact, alias) => (_rootPlan, _subjectEntity) = (subjects, entity);

    /// <summary>
    /// True for questions without metrics, where no row is counted: joins keep the rows of both sides, and every version of a thing
    /// appears.
    /// </summary>
    public bool KeepsBothSides { get; init; }

    /// <summary>A guard on the fact's own table that takes the place of the one in its bindings; null for none.</summary>
    public PlanNode.Guarded? RootGuard { get; init; }

    /// <summary>Makes the plan of a metric that is looked up for each row.</summary>
    public required Func<ResolvedQuery, PlanNode> PlanOf { get; init; }

    /// <summary>A column's expression; adds the join that leads to it and projects it there.</summary>
    public SqlExpression Find(BoundColumn column)
    {
        if (column.Lookup is { } lookup)
            return new SqlExpression.Column(LookupAlias(lookup), lookup.Query.Metrics[0].Alias);
        var part = PartAt(column.Path);
        return column.Role == ColumnRole.Entity ? part.Key(column.Column) : part.Dimension(column.Column);
    }

    /// <summary>An expression over the fact's own row.</summary>
    public SqlExpression Value(ScanColumn value) => _root.Add(value.Name, value.Expr);

    /// <summary>The fact with all its joins, projected to these columns.</summary>
    public PlanNode.Project Build(IEnumerable<RowColumn> columns) =>
        new(_rootPlan ?? Root(), _joins.Select(j => j.Join()).ToEquatableList(), columns.ToEquatableList());

    private PlanNode.Scan Root() => RootGuard is null ? _root.Scan(_tables) : _root.Scan(_tables) with { Guard = RootGuard };

    private SourcePart PartAt(EquatableList<JoinStep> path)
    {
        if (path.Count == 0)
            return _root;
        foreach (var join in _joins)
        {
            if (join.Part is not null && join.Path == path)
                return join.Part;
        }

        var before = PartAt(path.Take(path.Count - 1).ToEquatableList());
        var step = path[^1];
        var part = new SourcePart(_catalog.ModelOf(step.Model), Alias(path));
        if (step.Entity.Length == 0)
        {
            // Every row is combined with every time. This join comes first, so that rows that later joins add have no time.
            _joins.Insert(0, (path, part, () => new PlanJoin(part.Scan(_tables), part.Alias, part.Model.Name, []) { MeetsEvery = true }));
            return part;
        }

        var on = new List<JoinPair>
        {
            new(before == _root && step.Entity == _subjectEntity
                ? new PlanColumn(_root.Alias, PlanNode.Spans.Of) : Column(before.Key(step.Entity)), part.Key(step.Entity).Name),
        };
        on.AddRange(
            step.Partitions.Select(
                p => new JoinPair(Column((p.IsOfFact ? _root : before).Dimension(p.Dimension)), part.Dimension(p.Dimension).Name)));
        var hold = KeepsBothSides || step.AsOf is not { Length: > 0 } time || part.Model.Validity is not var (start, end) ? null
            : new JoinHold(Column(_root.Dimension(time)), part.Dimension(start.Name).Name, part.Dimension(end.Name).Name);
        _joins.Add((path, part, () => new PlanJoin(part.Scan(_tables), part.Alias, part.Model.Name, on.ToEquatableList())
        {
            Hold = hold, KeepsBothSides = KeepsBothSides,
        }));
        return part;
    }

    private string LookupAlias(MetricLookup lookup)
    {
        if (_lookups.TryGetValue(lookup, out var known))
            return known;
        var keys = lookup.Keys.Select(k => (Key: k, At: Find(k))).ToList();
        var alias = _lookups[lookup] = string.Create(CultureInfo.InvariantCulture, $"metric_{_lookups.Count + 1}");
        var on = keys.Select((k, i) => new JoinPair(Column((SqlExpression.Column)k.At), $"k{i}")).ToEquatableList();
        _joins.Add(([], null, () => new PlanJoin(PlanOf(lookup.Query), alias, "a metric", on)));
        return alias;
    }

    // The same path always gets the same alias, so that equal joins of two facts can be recognised as equal.
    private string Alias(EquatableList<JoinStep> path)
    {
        var way = string.Join("_", path.Select(s => s.Entity.Length == 0 ? s.Model : s.Entity));
        var alias = SqlName.Short($"to_{way}");
        for (var i = 2; _joins.Exists(j => j.Part?.Alias == alias); i++)
            alias = SqlName.Short(string.Create(CultureInfo.InvariantCulture, $"to_{way}_{i}"));
        return alias;
    }

    private static PlanColumn Column(SqlExpression.Column column) => new(column.Source, column.Name);
}

/// <summary>One of the joined models, with the columns needed from it.</summary>
internal sealed class SourcePart(SemanticModel model, string alias)
{
    private readonly Dictionary<string, string> _columns = [];

    public SemanticModel Model => model;

    public string Alias => alias;

    public SqlExpression.Column Key(string entity) => Add(SqlName.Short($"{entity} key"), model.Entities.First(e => e.Name == entity).Expr);

    public SqlExpression.Column Dimension(string name) => Add(name, model.Dimensions.First(d => d.Name == name).Expr);

    public SqlExpression.Column Add(string name, string expr)
    {
        _columns[name] = expr;
        return new SqlExpression.Column(alias, name);
    }

    public PlanNode.Scan Scan(TableBindings tables)
    {
        var table = tables.Of(model.Name);
        // A count of rows needs no column, but a projection has at least one.
        var columns = _columns.Count == 0
            ? [new ScanColumn("row", "1")] : _columns.Select(c => new ScanColumn(c.Key, c.Value)).ToEquatableList();
        return new PlanNode.Scan(
            model.Name, table.Schema, table.Relation, table.RowsAt, table.Columns.Select(c => c.Name).ToEquatableList(),
            table.Model, columns)
        {
            Guard = tables.GuardOf(model.Name),
        };
    }
}
