using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolved;

/// <summary>One pass over one fact: which rows, grouped by what, aggregated to what.</summary>
public sealed record FactUnit
{
    /// <summary>Its short name in plans and statements: <c>u0</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The model whose rows are aggregated.</summary>
    public required string Model { get; init; }

    /// <summary>The columns grouped by, in the question's order.</summary>
    public required EquatableList<BoundColumn> Keys { get; init; }

    /// <summary>Which rows count, besides those outside of <see cref="Times"/>.</summary>
    public required EquatableList<RowFilter> Filters { get; init; }

    /// <summary>The spans of <c>metric_time</c> that each row is in; of subjects and their events, that the first event is in.</summary>
    public EquatableList<TimeRange> Times { get; init; }

    /// <summary>Set when only the rows at one end of a time count.</summary>
    public TimeEdge? Edge { get; init; }

    /// <summary>Set for a question without metrics: what its one unit gives of its keys.</summary>
    public ValuesOf? Values { get; init; }

    /// <summary>Set when subjects and their nth events are aggregated instead of the rows themselves.</summary>
    public NthEvent? Events { get; init; }

    /// <summary>Set when what followed the rows is aggregated, each under the row that it followed.</summary>
    public ConversionEvents? Conversions { get; init; }

    /// <summary>What is computed.</summary>
    public EquatableList<UnitAggregate> Aggregates { get; init; }
}

/// <summary>An aggregate of a unit.</summary>
/// <param name="Alias">Its column's name: <c>u0 transacted_amount</c>; the space keeps it apart from every dimension and entity.</param>
/// <param name="Function">How rows become one value.</param>
/// <param name="Expr">The author's SQL over one row of the fact; null for the days of <see cref="NthEvent"/>.</param>
/// <param name="Result">The type it is cast to, so that every engine and every input gives the same.</param>
/// <param name="Argument">The type the expression is cast to before; null for as it is.</param>
public sealed record UnitAggregate(string Alias, Aggregation Function, string? Expr, DataType Result, DataType? Argument)
{
    /// <summary>The type in answers.</summary>
    public ValueType Type => Result.Value;

    /// <summary>For percentiles, the share of rows below.</summary>
    public double? Percentile { get; init; }

    /// <summary>For percentiles, true for a value that is there.</summary>
    public bool IsDiscrete { get; init; }

    /// <summary>Which of the rows count, where others read them too; all of them when there are none.</summary>
    public EquatableList<RowFilter> Only { get; init; }

    /// <summary>As the description of a plan has it.</summary>
    internal string InPlan => $"{Alias} = {Function}{(Only.Count == 0 ? "" : $" where {string.Join(" and ", Only)}")}";

    /// <summary>
    /// The zone that its local times are in, so that they are taken as moments; null for moments and for what is no time.
    /// </summary>
    public string? Zone { get; init; }
}

/// <summary>The rows at one end of a time, of each group by itself.</summary>
/// <param name="Time">The time.</param>
/// <param name="TakesLast">True for the last rows, false for the first.</param>
/// <param name="Groups">What each has an end of its own: entities, and the grouped times of the same dimension.</param>
public sealed record TimeEdge(BoundColumn Time, bool TakesLast, EquatableList<BoundColumn> Groups);

/// <summary>What a question without metrics asks of its columns.</summary>
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
/// <param name="Tie">The fact's own key, which settles equal times; null when it has none.</param>
/// <param name="N">Which event ends the span.</param>
/// <param name="SubjectFilters">Conditions on subjects, by the time of their first event.</param>
public sealed record NthEvent(
    string Entity, BoundColumn Subject, BoundColumn Time, BoundColumn? Tie, int N, EquatableList<RowFilter> SubjectFilters);
