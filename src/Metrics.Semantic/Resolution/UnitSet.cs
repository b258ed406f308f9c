using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>The passes over facts that a question needs: aggregates that read the same rows share one.</summary>
/// <param name="source">What their columns will be found in.</param>
internal sealed class UnitSet(string source)
{
    private readonly List<FactUnit> _units = [];

    public EquatableList<FactUnit> Units => _units.ToEquatableList();

    /// <summary>Adds an aggregate to the unit that reads these rows cut by these keys (metric_time is another column for another measure), and gives the column it will be in.</summary>
    public SqlExpression Add(string model, EquatableList<BoundColumn> keys, EquatableList<RowFilter> filters, NthEvent? events, string name, UnitAggregate aggregate, TimeEdge? edge = null)
    {
        var index = _units.FindIndex(u => u.Model == model && u.Keys == keys && u.Filters == filters && Equals(u.Events, events) && Equals(u.Edge, edge));
        if (index < 0)
        {
            index = _units.Count;
            _units.Add(new FactUnit { Id = $"u{index}", Model = model, Keys = keys, Filters = filters, Events = events, Edge = edge, Aggregates = [] });
        }

        var unit = _units[index];
        var known = unit.Aggregates.FirstOrDefault(a => a with { Alias = "" } == aggregate with { Alias = "" });
        if (known is null)
        {
            known = aggregate with { Alias = SqlName.Short($"{unit.Id} {name}") };
            _units[index] = unit with { Aggregates = unit.Aggregates.Append(known).ToEquatableList() };
        }

        return new SqlExpression.Column(source, known.Alias);
    }
}
