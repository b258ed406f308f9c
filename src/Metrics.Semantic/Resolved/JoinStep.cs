using Metrics.Domain;

namespace Metrics.Semantic.Resolved;

/// <summary>One join on the way from a fact to a column: by an entity, to a model where it is unique.</summary>
/// <param name="Entity">The entity; empty for the rows of a time spine, which every row meets.</param>
/// <param name="Model">The model arrived at.</param>
public sealed record JoinStep(string Entity, string Model)
{
    /// <summary>Partitions that both sides must agree on.</summary>
    public EquatableList<PartitionMatch> Partitions { get; init; }

    /// <summary>Of a model whose rows hold for a while, the fact's time dimension that says when; null for other models.</summary>
    public string? AsOf { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Entity.Length == 0 ? "" : $"by {Entity} ")}to {Model}{(AsOf is null ? "" : $" as of {AsOf}")}"
        + string.Concat(Partitions.Select(p => $" with equal {p.Dimension}"));
}

/// <summary>A partition that a joined model shares with the model before it, or with the fact.</summary>
/// <param name="Dimension">The dimension's name on both sides.</param>
/// <param name="IsOfFact">True when it is the fact's, false when it is that of the model before.</param>
public sealed record PartitionMatch(string Dimension, bool IsOfFact);
