using System.Xml.Linq;
using Metrics.Testing;

namespace Metrics.Architecture.Tests;

/// <summary>The sources of src and tools as they lie on disk, without what building leaves behind.</summary>
internal static class SourceTree
{
    private static readonly string[] Roots = [Path.Combine(Repository.Root, "src"), Path.Combine(Repository.Root, "tools")];

    /// <summary>The projects by name.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } = Roots.SelectMany(Directory.GetDirectories)
        .Select(d => Path.Combine(d, $"{Path.GetFileName(d)}.csproj"))
        .Where(File.Exists)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), XDocument.Load);

    /// <summary>Paths that begin with a project: <c>Metrics.Api/Http/Problem.cs</c>.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Roots.SelectMany(CSharpUnder).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> CSharpUnder(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal)
        .ToList();

    public static string Read(string file) => File.ReadAllText(Roots.Select(r => Path.Combine(r, file)).First(File.Exists));

    public static IEnumerable<string> Includes(this XDocument project, string element) =>
        project.Descendants(element).Select(e => e.Attribute("Include")!.Value);
}
