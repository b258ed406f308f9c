using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>A fact and the models joined to it, growing as columns are asked for: each model once for each way that leads to it.</summary>
internal sealed class JoinedSource
{
    private readonly Catalog _catalog;
    private readonly TableBindings _tables;
    private readonly Part _root;
    private readonly PlanNode? _rootPlan;
    private readonly string? _subjectEntity;
    private readonly List<(EquatableList<JoinStep> Path, Part Part, PlanColumn From, string Key)> _joins = [];

    public JoinedSource(Catalog catalog, TableBindings tables, SemanticModel fact, string alias) =>
        (_catalog, _tables, _root) = (catalog, tables, new Part(fact, alias));

    /// <summary>On subjects instead of the fact's own rows: only their entity's key is there to join by.</summary>
    public JoinedSource(Catalog catalog, TableBindings tables, SemanticModel fact, PlanNode subjects, string alias, string entity)
        : this(catalog, tables, fact, alias) => (_rootPlan, _subjectEntity) = (subjects, entity);

    /// <summary>A column where it stands, its table's expression projected.</summary>
    public SqlExpression Find(BoundColumn column)
    {
        var part = PartAt(column.Path);
        if (column.Role == ColumnRole.Entity)
            return part.Add(KeyName(column.Column), part.Model.Entities.First(e => e.Name == column.Column).Expr);
        return part.Add(column.Column, part.Model.Dimensions.First(d => d.Name == column.Column).Expr);
    }

    /// <summary>A value of the fact itself.</summary>
    public SqlExpression Value(ScanColumn value) => _root.Add(value.Name, value.Expr);

    public PlanNode Build()
    {
        var plan = _rootPlan ?? _root.Scan(_tables);
        foreach (var (_, part, from, key) in _joins)
            plan = new PlanNode.Join(plan, part.Scan(_tables), from, key, part.Alias);
        return plan;
    }

    private Part PartAt(EquatableList<JoinStep> path)
    {
        if (path.Count == 0)
            return _root;
        foreach (var join in _joins)
        {
            if (join.Path == path)
                return join.Part;
        }

        var before = PartAt(path.Take(path.Count - 1).ToEquatableList());
        var step = path[^1];
        var part = new Part(_catalog.Models[step.Model], $"j{_joins.Count + 1}");
        var key = KeyName(step.Entity);
        var from = before == _root && step.Entity == _subjectEntity
            ? new PlanColumn(_root.Alias, "subject")
            : Column(before.Add(key, before.Model.Entities.First(e => e.Name == step.Entity).Expr));
        part.Add(key, part.Model.Entities.First(e => e.Name == step.Entity).Expr);
        _joins.Add((path, part, from, key));
        return part;
    }

    private static PlanColumn Column(SqlExpression.Column column) => new(column.Source, column.Name);

    private static string KeyName(string entity) => SqlName.Short($"{entity} key");

    private sealed class Part(SemanticModel model, string alias)
    {
        private readonly Dictionary<string, string> _columns = [];

        public SemanticModel Model => model;

        public string Alias => alias;

        public SqlExpression.Column Add(string name, string expr)
        {
            _columns[name] = expr;
            return new SqlExpression.Column(alias, name);
        }

        public PlanNode.Scan Scan(TableBindings tables)
        {
            var table = tables.Of(model.Name);
            // A count of rows needs no column at all, but a projection has at least one.
            var columns = _columns.Count == 0 ? [new ScanColumn("row", "1")] : _columns.Select(c => new ScanColumn(c.Key, c.Value)).ToEquatableList();
            return new PlanNode.Scan(model.Name, table.Relation, table.RowsAt, table.Columns.Select(c => c.Name).ToEquatableList(), table.Model, columns);
        }
    }
}
