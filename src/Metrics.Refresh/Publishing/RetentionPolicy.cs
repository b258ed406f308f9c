using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Publishing;

/// <summary>How long superseded versions stay on disk.</summary>
internal sealed record RetentionPolicy
{
    /// <summary>The policy in a project's settings.</summary>
    public static RetentionPolicy Of(RefreshSettings settings) =>
        new() { KeepVersions = settings.KeepVersions, LongestStatement = settings.LongestStatement, Lease = settings.Lease };

    /// <summary>Published versions kept for each model, the current one included.</summary>
    public int KeepVersions { get; init; } = 2;

    /// <summary>The longest time that a reader may work on what its pointer named.</summary>
    public TimeSpan LongestStatement { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest time that a reader may hold a pointer before it begins to read.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);
}
