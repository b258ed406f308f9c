using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>A fact and the models joined to it, growing as columns are asked for: each model once for each way that leads to it.</summary>
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

    /// <summary>On subjects instead of the fact's own rows: only their entity's key is there to join by.</summary>
    public JoinedSource(Catalog catalog, TableBindings tables, SemanticModel fact, PlanNode subjects, string alias, string entity)
        : this(catalog, tables, fact, alias) => (_rootPlan, _subjectEntity) = (subjects, entity);

    /// <summary>True where no row is counted: rows of both sides stay, and every version of a thing is a thing.</summary>
    public bool KeepsBothSides { get; init; }

    /// <summary>What stands before the fact's own table besides what its bindings say; null for nothing.</summary>
    public PlanNode.Guarded? RootGuard { get; init; }

    /// <summary>How a metric's own plan is made.</summary>
    public required Func<ResolvedQuery, PlanNode> PlanOf { get; init; }

    /// <summary>A column where it stands, its table's expression projected.</summary>
    public SqlExpression Find(BoundColumn column)
    {
        if (column.Lookup is { } lookup)
            return new SqlExpression.Column(LookupAlias(lookup), lookup.Query.Metrics[0].Alias);
        var part = PartAt(column.Path);
        return column.Role == ColumnRole.Entity ? part.Key(column.Column) : part.Dimension(column.Column);
    }

    /// <summary>A value of the fact itself.</summary>
    public SqlExpression Value(ScanColumn value) => _root.Add(value.Name, value.Expr);

    /// <summary>All of it, with these columns.</summary>
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
            // Every row meets every time: before other joins, so that what these add has no time.
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

    // The same for the same way, so that facts which join the same are seen to.
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
