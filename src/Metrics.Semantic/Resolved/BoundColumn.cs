using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolved;

/// <summary>
/// A name of the question, resolved: the model and column behind it, the joins from a fact to it, and the grain it is taken at.
/// </summary>
/// <param name="Name">The canonical name: <c>store__country</c>, <c>metric_time__month</c>.</param>
/// <param name="Path">The joins from the fact; none for its own columns.</param>
/// <param name="Model">The model it is in.</param>
/// <param name="Column">The dimension's or entity's name there.</param>
/// <param name="Role">Whether it is a dimension, an entity or a time.</param>
/// <param name="Grain">For a time, the grain it is truncated to; null for the time itself.</param>
/// <param name="Type">The type of its values in answers.</param>
/// <param name="DataType">The type after truncation to its grain.</param>
public sealed record BoundColumn(
    string Name, EquatableList<JoinStep> Path, string Model, string Column, ColumnRole Role, Grain? Grain, ValueType Type,
    DataType DataType)
{
    /// <summary>Its name inside statements, shortened to the 63 bytes that a column's name may have.</summary>
    public string Alias => SqlName.Short(OnlyWith.Count > 0 ? $"{Name} of group" : Form switch
    {
        ColumnForm.Stored => $"{Name} stored",
        ColumnForm.Moment => $"{Name} moment",
        ColumnForm.Text => $"{Name} text",
        _ => Role == ColumnRole.Time && Grain is null && Part is null ? $"{Name} raw" : Name,
    });

    /// <summary>The form its values are taken in.</summary>
    public ColumnForm Form { get; init; }

    /// <summary>
    /// Keys of the column's row. Where none of them has a value, the column is null too. Empty for a column that depends on no key.
    /// </summary>
    public EquatableList<BoundColumn> OnlyWith { get; init; }

    /// <summary>The part that is extracted from the time; null for the time itself.</summary>
    public DatePart? Part { get; init; }

    /// <summary>For a metric used as a property of rows: its computation for each entity; null for columns of tables.</summary>
    public MetricLookup? Lookup { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} = {Model}.{Column}{(Grain is { } g ? $" by {g.Word()}" : "")}"
        + (Path.Count == 0 ? "" : $", joined {string.Join(", then ", Path)}");
}

/// <summary>A metric computed for each combination of some entities, and looked up by a fact's entities.</summary>
/// <param name="Query">The metric, grouped by those entities.</param>
/// <param name="Keys">The fact's columns with those entities.</param>
public sealed record MetricLookup(ResolvedQuery Query, EquatableList<BoundColumn> Keys);

/// <summary>The forms that a column's values can be taken in.</summary>
public enum ColumnForm
{
    /// <summary>As the question uses it: times truncated to their grain, or local in the question's zone.</summary>
    Plain,

    /// <summary>A time exactly as its table has it.</summary>
    Stored,

    /// <summary>A time as a moment, which tells apart the two hours of equal local time when clocks are set back.</summary>
    Moment,

    /// <summary>As text, because its stored type cannot be grouped by, or not together with that of another fact.</summary>
    Text,
}
