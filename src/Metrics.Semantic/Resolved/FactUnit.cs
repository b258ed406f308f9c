using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolved;

/// <summary>One pass over one fact: its rows, what they are grouped by, and their aggregates.</summary>
public sealed record FactUnit
{
    /// <summary>Its short name in plans and statements: <c>u0</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The model whose rows are aggregated.</summary>
    public required string Model { get; init; }

    /// <summary>The columns grouped by, in the question's order.</summary>
    public required EquatableList<BoundColumn> Keys { get; init; }

    /// <summary>Conditions on the rows, in addition to <see cref="Times"/>.</summary>
    public required EquatableList<RowFilter> Filters { get; init; }

    /// <summary>
    /// The spans of <c>metric_time</c> that a row must be in; for subjects and their events, those that the first event must be in.
    /// </summary>
    public EquatableList<TimeRange> Times { get; init; }

    /// <summary>Set when only the rows with the earliest or latest value of a time count.</summary>
    public TimeEdge? Edge { get; init; }

    /// <summary>Set for a question without metrics: which values of its keys the only unit gives.</summary>
    public ValuesOf? Values { get; init; }

    /// <summary>Set when subjects and their nth events are aggregated instead of the rows themselves.</summary>
    public NthEvent? Events { get; init; }

    /// <summary>Set when events that follow the rows are aggregated, each with the keys of the row that it follows.</summary>
    public ConversionEvents? Conversions { get; init; }

    /// <summary>The aggregates.</summary>
    public EquatableList<UnitAggregate> Aggregates { get; init; }
}

/// <summary>An aggregate of a unit.</summary>
/// <param name="Alias">Its column's name: <c>u0 transacted_amount</c>; the space keeps it apart from every dimension and entity.</param>
/// <param name="Function">The aggregation function.</param>
/// <param name="Expr">The author's SQL over one row of the fact; null for the days of <see cref="NthEvent"/>.</param>
/// <param name="Result">The type the result is cast to, so that it is the same for every engine and input.</param>
/// <param name="Argument">The type the expression is cast to before aggregation; null for no cast.</param>
public sealed record UnitAggregate(string Alias, Aggregation Function, string? Expr, DataType Result, DataType? Argument)
{
    /// <summary>The type in answers.</summary>
    public ValueType Type => Result.Value;

    /// <summary>For percentiles, the fraction of rows below it.</summary>
    public double? Percentile { get; init; }

    /// <summary>For percentiles, true for one of the rows' values, false for interpolation.</summary>
    public bool IsDiscrete { get; init; }

    /// <summary>Conditions on the rows of this aggregate alone, where several share a scan; empty for all rows.</summary>
    public EquatableList<RowFilter> Only { get; init; }

    /// <summary>Its text in the description of a plan.</summary>
    internal string InPlan => $"{Alias} = {Function}{(Only.Count == 0 ? "" : $" where {string.Join(" and ", Only)}")}";

    /// <summary>
    /// The zone of its local times, by which they are converted to moments; null for moments and for values that are not times.
    /// </summary>
    public string? Zone { get; init; }
}

/// <summary>The rows with the earliest or latest value of a time, for each group separately.</summary>
/// <param name="Time">The time.</param>
/// <param name="TakesLast">True for the last rows, false for the first.</param>
/// <param name="Groups">What the groups are formed by: entities, and grouped times of the same dimension.</param>
public sealed record TimeEdge(BoundColumn Time, bool TakesLast, EquatableList<BoundColumn> Groups);

/// <summary>Which values of its columns a question without metrics asks for.</summary>
public enum ValuesOf
{
    /// <summary>Each combination of values once.</summary>
    Different,

    /// <summary>Each combination as often as it occurs.</summary>
    Every,

    /// <summary>The smallest and the largest value of each.</summary>
    Ends,
}

/// <summary>Subjects of a fact's entity, with the time from their first to their nth event.</summary>
/// <param name="Entity">The entity's name on the fact.</param>
/// <param name="Subject">The column with the subject.</param>
/// <param name="Time">The column with the moment of the event.</param>
/// <param name="Tie">The fact's own key, which breaks ties of equal times; null when it has none.</param>
/// <param name="N">Which event ends the span.</param>
/// <param name="SubjectFilters">Conditions on subjects: on the time of their first event.</param>
public sealed record NthEvent(
    string Entity, BoundColumn Subject, BoundColumn Time, BoundColumn? Tie, int N, EquatableList<RowFilter> SubjectFilters);
