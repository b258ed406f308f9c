using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolved;

/// <summary>A name of the question, found: which model's column it is, how a fact reaches it, and at which grain it is taken.</summary>
/// <param name="Name">The canonical name: <c>store__country</c>, <c>metric_time__month</c>.</param>
/// <param name="Path">The joins from the fact; none for its own columns.</param>
/// <param name="Model">The model it is in.</param>
/// <param name="Column">The dimension's or entity's name there.</param>
/// <param name="Role">Dimension, entity or time.</param>
/// <param name="Grain">For time, the grain it is cut to; null for the time itself.</param>
/// <param name="Type">The type of its values in answers.</param>
/// <param name="DataType">The type once cut to its grain.</param>
public sealed record BoundColumn(
    string Name, EquatableList<JoinStep> Path, string Model, string Column, ColumnRole Role, Grain? Grain, ValueType Type,
    DataType DataType)
{
    /// <summary>What it is called inside statements; of a name 63 bytes are kept.</summary>
    public string Alias => SqlName.Short(OnlyWith.Count > 0 ? $"{Name} of group" : Form switch
    {
        ColumnForm.Stored => $"{Name} stored",
        ColumnForm.Moment => $"{Name} moment",
        ColumnForm.Text => $"{Name} text",
        _ => Role == ColumnRole.Time && Grain is null && Part is null ? $"{Name} raw" : Name,
    });

    /// <summary>In which form its values are taken.</summary>
    public ColumnForm Form { get; init; }

    /// <summary>Keys of its row of which one must have a value, or it has none either; none for a column that stands by itself.</summary>
    public EquatableList<BoundColumn> OnlyWith { get; init; }

    /// <summary>The part of the time that is taken; null for the time itself.</summary>
    public DatePart? Part { get; init; }

    /// <summary>For a metric as a property of rows, how it is computed for each of its entities; null for columns of tables.</summary>
    public MetricLookup? Lookup { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} = {Model}.{Column}{(Grain is { } g ? $" by {g.Word()}" : "")}"
        + (Path.Count == 0 ? "" : $", joined {string.Join(", then ", Path)}");
}

/// <summary>A metric computed for each of some entities, to be found by a fact's own.</summary>
/// <param name="Query">The metric by those entities.</param>
/// <param name="Keys">The fact's columns that name them.</param>
public sealed record MetricLookup(ResolvedQuery Query, EquatableList<BoundColumn> Keys);

/// <summary>Forms that one column's values can be taken in.</summary>
public enum ColumnForm
{
    /// <summary>As the question speaks of it: times at their grain, or local in the query's zone.</summary>
    Plain,

    /// <summary>A time exactly as its table has it.</summary>
    Stored,

    /// <summary>A time as a moment, so that the two hours are told apart when clocks are set back.</summary>
    Moment,

    /// <summary>Written as text: what it is stored as cannot be grouped by, or not together with another fact's.</summary>
    Text,
}
