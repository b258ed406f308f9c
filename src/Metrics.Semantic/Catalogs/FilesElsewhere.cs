using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Semantic.Catalogs.Externals.Dbt;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Files of a project's folder that may be meant as definitions and are not read as such: YAML beside the folders <c>semantic</c>, and
/// anything in these folders that has another ending. Only files that may speak of policies matter, so the others are left out.
/// </summary>
internal static partial class FilesElsewhere
{
    // Definitions are written by hand. What is larger is data.
    private const long MostBytes = 1 << 20;

    // Packs have their folders two or three levels deep.
    private const int Deepest = 4;

    private static readonly string[] OfOthers = ["node_modules", "target", "dbt_packages", "data", "bin", "obj"];

    public static EquatableList<CatalogFile> Of(string folder, IEnumerable<string> read, KeptTexts texts)
    {
        var known = read.ToHashSet(StringComparer.Ordinal);
        var others = CatalogFolder.DbtFolders(folder).Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        return Under(new DirectoryInfo(folder), others, 0)
            .Select(f => (Path: Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), f.FullName))
            .Where(f => !known.Contains(f.Path) && f.Path != CatalogFolder.SettingsFile)
            .Select(f => new CatalogFile(f.Path, f.Path.Split('/')[0], texts.Read(f.FullName)))
            .Where(f => PolicyWords.AreIn(f.Text))
            .OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList();
    }

    private static IEnumerable<FileInfo> Under(DirectoryInfo folder, HashSet<string> others, int depth)
    {
        var isOfDefinitions = folder.FullName.Split(Path.DirectorySeparatorChar).TakeLast(depth).Contains("semantic");
        var own = folder.EnumerateFiles().Where(f => f.Length <= MostBytes
            && (isOfDefinitions ? !f.Extension.Equals(".md", StringComparison.OrdinalIgnoreCase) : Yaml().IsMatch(f.Name)));
        var deeper = depth == Deepest ? [] : folder.EnumerateDirectories()
            .Where(d => !d.Name.StartsWith('.') && !OfOthers.Contains(d.Name) && !others.Contains(d.FullName) && d.LinkTarget is null);
        return own.Concat(deeper.SelectMany(d => Under(d, others, depth + 1)));
    }

    // orders.yml, orders.yml.bak, orders.yaml~
    [GeneratedRegex(@"\.ya?ml([.~_-].*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Yaml();
}
