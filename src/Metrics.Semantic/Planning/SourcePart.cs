using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

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
