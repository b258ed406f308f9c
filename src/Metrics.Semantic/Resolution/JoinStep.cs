namespace Metrics.Semantic.Resolution;

/// <summary>One join on the way from a fact to a column: by an entity, to a model where it is unique.</summary>
public sealed record JoinStep(string Entity, string Model)
{
    /// <inheritdoc/>
    public override string ToString() => $"→{Entity}→{Model}";
}
