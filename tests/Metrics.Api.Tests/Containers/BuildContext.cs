using Metrics.Testing;

namespace Metrics.Api.Tests.Containers;

/// <summary>A copy of the files that git tracks and .dockerignore does not exclude: everything that an image can be built from.</summary>
internal sealed class BuildContext : IDisposable
{
    private readonly List<(string Pattern, bool Include)> _rules = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"))
        .Select(l => l.Trim())
        .Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => (l.TrimStart('!'), l[0] == '!'))
        .ToList();

    public BuildContext() => TrackedFiles.CopyTo(Folder, IsLetThrough);

    public string Folder { get; } = Directory.CreateTempSubdirectory("metrics-context-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // The last rule that names a file or a folder above it decides, as docker reads them.
    private bool IsLetThrough(string file) =>
        _rules.Aggregate(true, (letThrough, rule) => Names(rule.Pattern, file) ? rule.Include : letThrough);

    private static bool Names(string pattern, string file)
    {
        if (pattern == "*")
            return true;
        if (pattern.StartsWith("**/", StringComparison.Ordinal))
            return file.Split('/').Contains(pattern[3..]);
        Assert.DoesNotContain('*', pattern);
        return file == pattern || file.StartsWith($"{pattern}/", StringComparison.Ordinal);
    }
}
