using Metrics.Domain;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Resolved;

/// <summary>
/// Events that follow the rows of a unit. Each belongs to the latest row before it, or at the same time, that has equal subjects.
/// </summary>
public sealed record ConversionEvents
{
    /// <summary>The column with the time of either kind of event; the space keeps it apart from every dimension and entity.</summary>
    public const string TimeColumn = "event at";

    /// <summary>The model whose rows are the events that follow.</summary>
    public required string Model { get; init; }

    /// <summary>Conditions on the events that follow.</summary>
    public required EquatableList<RowFilter> Filters { get; init; }

    /// <summary>What must be equal in both: the entity first, then the constant properties.</summary>
    public required EquatableList<SubjectPair> Subjects { get; init; }

    /// <summary>The time of the unit's own rows.</summary>
    public required BoundColumn BaseTime { get; init; }

    /// <summary>The time of the events that follow.</summary>
    public required BoundColumn Time { get; init; }

    /// <summary>
    /// The key of the unit's rows, which breaks ties of equal times (the largest is the latest); null when they have none.
    /// </summary>
    public BoundColumn? Tie { get; init; }

    /// <summary>How long after a row an event may follow; null for any time.</summary>
    public SpanBefore? Within { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Model} of the same {string.Join(" and ", Subjects.Select(s => s.Base.Column))}"
        + (Within is null ? "" : $" within {Within.Count} {Within.Grain.Word()}");
}

/// <summary>A column of the rows before and the one of the events after that must equal it.</summary>
public sealed record SubjectPair(BoundColumn Base, BoundColumn Conversion);

/// <summary>A number of grains: <c>7 day</c>.</summary>
public sealed record SpanBefore(int Count, Grain Grain);
