using Metrics.Domain;

namespace Metrics.Semantic.Resolved;

/// <summary>One join on the path from a fact to a column: by an entity, to a model where the entity is unique.</summary>
/// <param name="Entity">The entity; empty for a time spine, whose rows are all combined with each row.</param>
/// <param name="Model">The joined model.</param>
public sealed record JoinStep(string Entity, string Model)
{
    /// <summary>Partitions that must be equal on both sides.</summary>
    public EquatableList<PartitionMatch> Partitions { get; init; }

    /// <summary>
    /// For a model whose rows are valid for a period: the fact's time dimension at which they must be valid; null for other models.
    /// </summary>
    public string? AsOf { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Entity.Length == 0 ? "" : $"by {Entity} ")}to {Model}{(AsOf is null ? "" : $" as of {AsOf}")}"
        + string.Concat(Partitions.Select(p => $" with equal {p.Dimension}"));
}

/// <summary>A partition that a joined model shares with the model before it, or with the fact.</summary>
/// <param name="Dimension">The dimension's name on both sides.</param>
/// <param name="IsOfFact">True for the fact's partition, false for that of the model before.</param>
public sealed record PartitionMatch(string Dimension, bool IsOfFact);
