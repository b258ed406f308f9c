using Metrics.Domain.Time;

namespace Metrics.Semantic.Catalogs.Rules.Dbt.Items;

/// <summary>A name split at its double underscores: <c>listing__created_at__month</c>.</summary>
/// <param name="Links">The entities that lead there.</param>
/// <param name="Element">The dimension or entity itself.</param>
/// <param name="Grain">The grain at its end; null for none.</param>
internal sealed record DunderName(IReadOnlyList<string> Links, string Element, string? Grain)
{
    /// <param name="name">The name.</param>
    /// <param name="grains">The custom grains.</param>
    public static DunderName Of(string name, IReadOnlyCollection<string> grains)
    {
        var parts = name.Split("__");
        return parts.Length > 1 && (Grains.Find(parts[^1]) is not null || grains.Contains(parts[^1]))
            ? new DunderName(parts[..^2], parts[^2], parts[^1])
            : new DunderName(parts[..^1], parts[^1], null);
    }
}
