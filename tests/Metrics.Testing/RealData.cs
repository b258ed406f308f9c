using Xunit;

namespace Metrics.Testing;

/// <summary>Real files that are not part of the project: <c>METRICS_REAL_DATA</c>, or <c>shared/data</c> beside the checkout.</summary>
public static class RealData
{
    /// <summary>The folder with one folder per data set; null when this machine has none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A file in it.</summary>
    public static string File(params string[] path) =>
        Path.Combine([Folder ?? throw new InvalidOperationException(RealDataFactAttribute.Absent), .. path]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("METRICS_REAL_DATA") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        return Beside(Directory.GetParent(Repository.Root));
    }

    // A worktree may be one folder deeper than a clone.
    private static string? Beside(DirectoryInfo? folder) => new[] { folder, folder?.Parent }
        .Where(f => f is not null)
        .Select(f => Path.Combine(f!.FullName, "shared", "data"))
        .FirstOrDefault(Directory.Exists);
}

/// <summary>A fact about real data; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    internal const string Absent = "no real data here: set METRICS_REAL_DATA to its folder, or put it at ../shared/data";

    /// <summary>Skips when the folder is not there.</summary>
    public RealDataFactAttribute()
    {
        if (RealData.Folder is null)
            Skip = Absent;
    }
}

/// <summary>A theory about real data; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips when the folder is not there.</summary>
    public RealDataTheoryAttribute()
    {
        if (RealData.Folder is null)
            Skip = RealDataFactAttribute.Absent;
    }
}
