using Metrics.Domain;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>The passes over facts that a question needs: aggregates that read the same rows share one.</summary>
internal sealed class UnitSet
{
    private readonly List<FactUnit> _units = [];

    public EquatableList<FactUnit> Units => _units.ToEquatableList();

    /// <summary>
    /// Adds an aggregate to the unit that reads the same rows grouped by the same keys, and returns a reference to it by name. The keys
    /// must be the same columns: <c>metric_time</c> can be another column for another measure.
    /// </summary>
    /// <param name="rows">The rows and keys; its id and its aggregates are ignored.</param>
    /// <param name="name">The measure or metric that is aggregated.</param>
    /// <param name="aggregate">The aggregate.</param>
    public ValueFormula Add(FactUnit rows, string name, UnitAggregate aggregate)
    {
        var index = _units.FindIndex(u => u with { Id = "", Aggregates = [] } == rows with { Id = "", Aggregates = [] });
        if (index < 0)
        {
            index = _units.Count;
            _units.Add(rows with { Id = $"u{index}", Aggregates = [] });
        }

        var unit = _units[index];
        var known = unit.Aggregates.FirstOrDefault(a => a with { Alias = "" } == aggregate with { Alias = "" });
        if (known is null)
        {
            known = aggregate with { Alias = SqlName.Short($"{unit.Id} {name}") };
            // Two columns of one name would be one, and its value that of either.
            if (unit.Aggregates.Any(a => a.Alias == known.Alias))
                throw new InvalidOperationException($"another aggregate of {unit.Id} is called '{name}'");
            _units[index] = unit with { Aggregates = unit.Aggregates.Append(known).ToEquatableList() };
        }

        return new ValueFormula.Aggregate(unit.Id, known.Alias, known.Result);
    }
}
