using System.Xml.Linq;
using Metrics.Testing;

namespace Metrics.Architecture.Tests;

/// <summary>The sources as they lie on disk, without what building leaves behind.</summary>
internal static class SourceTree
{
    public static string Src { get; } = Path.Combine(Repository.Root, "src");

    /// <summary>The projects of src by name.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } = Directory.GetDirectories(Src)
        .Select(d => Path.Combine(d, $"{Path.GetFileName(d)}.csproj"))
        .Where(File.Exists)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), XDocument.Load);

    /// <summary>Paths relative to src: <c>Metrics.Api/Http/Problem.cs</c>.</summary>
    public static IReadOnlyList<string> Files { get; } = CSharpUnder(Src);

    public static IReadOnlyList<string> CSharpUnder(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal)
        .ToList();

    public static string Read(string file) => File.ReadAllText(Path.Combine(Src, file));

    public static IEnumerable<string> Includes(this XDocument project, string element) =>
        project.Descendants(element).Select(e => e.Attribute("Include")!.Value);
}
