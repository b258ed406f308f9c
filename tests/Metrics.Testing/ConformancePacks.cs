using Xunit;

namespace Metrics.Testing;

/// <summary>
/// Conformance packs, which are not part of the project: <c>METRICS_CONFORMANCE</c>, or <c>shared/conformance</c> beside the checkout.
/// </summary>
public static class ConformancePacks
{
    /// <summary>The folder with one folder per pack; null when this machine has none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A file in it.</summary>
    public static string File(params string[] path) =>
        Path.Combine([Folder ?? throw new InvalidOperationException(ConformanceFactAttribute.Absent), .. path]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("METRICS_CONFORMANCE") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        // A worktree may be one folder deeper than a clone.
        var beside = Directory.GetParent(Repository.Root);
        return new[] { beside, beside?.Parent }
            .Where(f => f is not null)
            .Select(f => Path.Combine(f!.FullName, "shared", "conformance"))
            .FirstOrDefault(Directory.Exists);
    }
}

/// <summary>A fact about a conformance pack; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : FactAttribute
{
    internal const string Absent = "no conformance packs here: set METRICS_CONFORMANCE to their folder, or put it at ../shared/conformance";

    /// <summary>Skips when the folder is not there.</summary>
    public ConformanceFactAttribute()
    {
        if (ConformancePacks.Folder is null)
            Skip = Absent;
    }
}
