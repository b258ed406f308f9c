using Metrics.Domain;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Resolved;

/// <summary>
/// Events that follow the rows of a unit: each belongs to the latest row before it, or of its very time, that agrees with it on what both
/// are about.
/// </summary>
public sealed record ConversionEvents
{
    /// <summary>The column with the event's time in both; the space keeps it apart from every dimension and entity.</summary>
    public const string TimeColumn = "event at";

    /// <summary>The model whose rows follow.</summary>
    public required string Model { get; init; }

    /// <summary>Which of them count.</summary>
    public required EquatableList<RowFilter> Filters { get; init; }

    /// <summary>What both must agree on: the entity first, then the constant properties.</summary>
    public required EquatableList<SubjectPair> Subjects { get; init; }

    /// <summary>The time of the unit's own rows.</summary>
    public required BoundColumn BaseTime { get; init; }

    /// <summary>The time of what follows.</summary>
    public required BoundColumn Time { get; init; }

    /// <summary>The key of the unit's rows, which settles equal times (the largest is the latest); null when they have none.</summary>
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

/// <summary>So many of a grain: <c>7 day</c>.</summary>
public sealed record SpanBefore(int Count, Grain Grain);
