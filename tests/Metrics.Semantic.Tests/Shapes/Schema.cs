namespace Metrics.Semantic.Tests.Shapes;

/// <summary>A row: values by column, absent for null.</summary>
internal sealed class Row : Dictionary<string, object>
{
    public object? Get(string column) => TryGetValue(column, out var value) ? value : null;
}

/// <summary>An entity of a table: p(rimary), u(nique), f(oreign), n(atural).</summary>
internal sealed record Key(string Name, char Kind, string Column);

/// <summary>A dimension of a table, by its column: text, number, day.</summary>
internal sealed record Property(string Name, string Column, char Type);

/// <summary>A table of a random schema with what its columns mean.</summary>
internal sealed class Table(string name, string primary)
{
    public string Name => name;

    /// <summary>The entity its dimensions are named by.</summary>
    public string Primary => primary;

    public List<Key> Keys { get; } = [];

    public List<Property> Properties { get; } = [];

    public List<Row> Rows { get; } = [];

    public bool IsFact => name[0] == 'f';

    /// <summary>Rows are repeated in every partition.</summary>
    public bool IsPartitioned { get; init; }

    /// <summary>Rows hold from one day until before another.</summary>
    public bool IsVersioned { get; init; }
}

/// <summary>A metric of a fact, as the catalog says it and as the brute force computes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fact">The fact.</param>
/// <param name="Aggregation">dbt's word.</param>
/// <param name="Column">What is aggregated; <c>1</c> for rows.</param>
/// <param name="Filter">A condition on a name that the fact reaches.</param>
/// <param name="LastOf">Set when only the last day's rows count, of each of this entity (empty for of all).</param>
internal sealed record SimpleOf(
    string Name, Table Fact, string Aggregation, string Column, (string Name, object Value)? Filter, string? LastOf)
{
    public double Share => Aggregation == "percentile" ? 0.75 : 0.5;
}

/// <summary>A metric that is asked: a simple one, or two combined.</summary>
internal sealed record AskedMetric(string Name, SimpleOf First, SimpleOf? Second, char Operator)
{
    public IEnumerable<SimpleOf> Parts => Second is null ? [First] : [First, Second];
}
