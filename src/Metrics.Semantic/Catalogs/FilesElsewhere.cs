using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Semantic.Catalogs.Externals.Dbt;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Files of a project's folder that may be meant as definitions and are not read as such: YAML beside the folders <c>semantic</c>, headers
/// of models, and anything in these folders that has another ending. Only files that may speak of policies matter, so the others are left
/// out.
/// </summary>
internal static partial class FilesElsewhere
{
    // Definitions are written by hand. What is larger is data.
    private const long MostBytes = 1 << 20;

    private const int Deepest = 8;

    private static readonly string[] OfOthers = ["node_modules", "target", "dbt_packages", "data", "bin", "obj"];

    // Editors and merge tools leave them, with an older text.
    private static readonly string[] OfEditors = ["~", ".swp", ".swo", ".tmp", ".orig", ".rej"];

    public static EquatableList<CatalogFile> Of(string folder, IEnumerable<string> read, KeptTexts texts)
    {
        var known = read.ToHashSet(StringComparer.Ordinal);
        return Under(new DirectoryInfo(folder), 0)
            .Select(f => (Path: Path.GetRelativePath(folder, f).Replace('\\', '/'), Full: f))
            .Where(f => !known.Contains(f.Path))
            .Select(f => Speaking(f.Path, f.Full, texts))
            .OfType<CatalogFile>()
            .OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList();
    }

    // Null for one that does not speak of policies, or cannot be read: it may be gone by now, or be somebody else's.
    private static CatalogFile? Speaking(string path, string full, KeptTexts texts)
    {
        try
        {
            var isModel = IsSql(full) && !path.Contains("/semantic/", StringComparison.Ordinal);
            var speaking = isModel ? texts.SpeakingHeader(full) : texts.Speaking(full);
            return speaking is { } text ? new CatalogFile(path, path.Split('/')[0], text) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static List<string> Under(DirectoryInfo folder, int depth)
    {
        var found = new List<string>();
        try
        {
            var isOfDefinitions = folder.FullName.Split(Path.DirectorySeparatorChar).TakeLast(depth).Contains("semantic");
            // Pipes and devices have no length.
            found.AddRange(folder.EnumerateFiles()
                .Where(f => MayBeMeant(f.Name, isOfDefinitions) && f is { Exists: true, Length: > 0 and <= MostBytes })
                .Select(f => f.FullName));
            if (depth < Deepest)
            {
                // A pack may be a link; further down a link may lead back up.
                found.AddRange(folder.EnumerateDirectories()
                    .Where(d => !d.Name.StartsWith('.') && (isOfDefinitions || !OfOthers.Contains(d.Name))
                        && (depth == 0 || d.LinkTarget is null))
                    .SelectMany(d => Under(d, depth + 1)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder of another user, such as a mounted volume's lost+found: no refresh reads definitions from it either.
        }

        return found;
    }

    private static bool MayBeMeant(string name, bool isOfDefinitions) =>
        !name.StartsWith('.') && !name.StartsWith('#')
        && !Array.Exists(OfEditors, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase))
        && (isOfDefinitions ? !name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) : IsSql(name) || Yaml().IsMatch(name));

    private static bool IsSql(string name) => name.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);

    // orders.yml, orders.yml.bak, orders.yaml_old
    [GeneratedRegex(@"\.ya?ml([.~_-].*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Yaml();
}
