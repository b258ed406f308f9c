namespace Metrics.Domain.Refreshing;

/// <summary>A version that a table was built from, directly or through others: <c>storefront__stores@7</c>.</summary>
public sealed record Ancestor(string Model, long Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Model}@{Version}";
}
