using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A file, or several files of one pattern, that may be a table.</summary>
/// <param name="Name">What the table's name is made from.</param>
/// <param name="File">The file or the pattern, relative to the folder.</param>
/// <param name="Paths">The paths of the files, in load order.</param>
/// <param name="Format">The format, by the file's extension.</param>
internal sealed record FoundTable(string Name, string File, IReadOnlyList<string> Paths, SourceFormat Format)
{
    /// <summary>A choice made before the file was read that may be wrong; null for none.</summary>
    public string? Doubt { get; init; }
}

/// <summary>What a folder holds: files that can be loaded, and those that cannot with the reason.</summary>
internal sealed record FoundTables(IReadOnlyList<FoundTable> Tables, IReadOnlyList<(string File, string Why)> Others)
{
    /// <summary>The reason for a link to a file that was found already.</summary>
    public const string SameFile = "the same file as one that is there already";

    private const int Deepest = 4;
    private static readonly string[] Workbooks = [".xlsx", ".xls", ".xlsm", ".ods", ".numbers"];

    /// <summary>Searches a folder and its subfolders. Files whose names differ in digits or months only are tried as one table.</summary>
    public static FoundTables In(string folder)
    {
        var (files, others) = (new List<(string Name, string Path, SourceFormat Format)>(), new List<(string, string)>());
        foreach (var path in FilesBelow(folder, others).OrderBy(p => Path.GetRelativePath(folder, p), NaturalOrder.Instance))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (LoadableFiles.FormatOf(path) is { } format)
            {
                if (IsEmpty(path))
                    others.Add((name, "it is empty, or a pipe, a socket or a device"));
                else if (MeansMore(name))
                    others.Add((name, "its name has a special character of 'file' (* ? ${): rename it"));
                else
                    files.Add((name, path, format));
            }
            else
            {
                others.Add((name, Workbooks.Contains(LoadableFiles.Extension(path)) ? "a workbook: save its sheets as CSV"
                    : "not a kind of file that is loaded (csv, tsv, txt, psv, ndjson, json; with .gz too)"));
            }
        }

        var copies = Copies(files);
        var tables = files.GroupBy(f => (Pattern(f.Name), f.Format)).SelectMany(g => Of(g.Key.Item1, [.. g]))
            .Select(t => t.Paths is [var path] && copies.TryGetValue(path, out var first)
                ? t with { Doubt = $"it has the same bytes as '{first}': remove one of them" } : t).ToList();
        return new FoundTables(tables, others);
    }

    // By path, the name of an earlier file with the same bytes.
    private static Dictionary<string, string> Copies(List<(string Name, string Path, SourceFormat Format)> files)
    {
        var copies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alike in files.GroupBy(f => LengthOf(f.Path)).Where(g => g.Key > 0 && g.Count() > 1))
        {
            var seen = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, path, _) in alike)
            {
                try
                {
                    using var file = File.OpenRead(path);
                    var bytes = Convert.ToHexString(SHA256.HashData(file));
                    if (!seen.TryAdd(bytes, name))
                        copies[path] = seen[bytes];
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Reading it as a table reports what is wrong.
                }
            }
        }

        return copies;
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null } file ? file.Length : 0;

    // Names that begin with a dot are ignored. Other folders that are not searched are reported.
    private static List<string> FilesBelow(string folder, List<(string, string)> others)
    {
        var files = new List<string>();
        var left = new Stack<(string Path, int Deep)>([(folder, 0)]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (left.TryPop(out var next))
        {
            var name = Path.GetRelativePath(folder, next.Path).Replace('\\', '/') + "/";
            if (next.Deep > Deepest)
            {
                others.Add((name, string.Create(
                    CultureInfo.InvariantCulture,
                    $"a folder more than {Deepest} folders down is not read: give it to --from itself")));
                continue;
            }

            if (!seen.Add(Real(new DirectoryInfo(next.Path))))
            {
                others.Add((name, "the same folder as one that is read already"));
                continue;
            }

            try
            {
                files.AddRange(Directory.EnumerateFiles(next.Path).Where(IsSeen));
                // Links are pushed first and so visited last: a folder is found under its own name before a link leads to it.
                foreach (var below in Directory.EnumerateDirectories(next.Path).Where(IsSeen).OrderByDescending(IsLink)
                             .ThenByDescending(d => d, StringComparer.Ordinal))
                    left.Push((below, next.Deep + 1));
            }
            catch (Exception e) when (next.Deep > 0 && e is (IOException or UnauthorizedAccessException))
            {
                others.Add((name, "this user cannot read the folder"));
            }
        }

        return Once(folder, files, others);
    }

    // A link to a file that was found already is not a second table.
    private static List<string> Once(string folder, List<string> files, List<(string, string)> others)
    {
        var (kept, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var file in files.OrderBy(IsLink))
        {
            if (seen.Add(Real(new FileInfo(file))))
                kept.Add(file);
            else
                others.Add((Path.GetRelativePath(folder, file).Replace('\\', '/'), SameFile));
        }

        return kept;
    }

    // Pipes, sockets and devices have no length. They are never opened, since opening a pipe waits for a program that writes to it.
    private static bool IsEmpty(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target is { Exists: true, Length: 0 }
                : file is { Exists: true, Length: 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reading it reports what is wrong.
            return false;
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    // The real path, with all links followed; a broken link stands for itself.
    private static string Real(FileSystemInfo entry)
    {
        try
        {
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target)
                entry = target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return entry.FullName;
        }

        var above = entry is DirectoryInfo folder ? folder.Parent : (entry as FileInfo)?.Directory;
        return above is null ? entry.FullName : Path.Combine(Real(above), entry.Name);
    }

    private static bool IsSeen(string path) => !Path.GetFileName(path).StartsWith('.');

    /// <summary>True when a declaration would read the path as a pattern, or fill in a variable.</summary>
    public static bool MeansMore(string path) => path.AsSpan().IndexOfAny("*?") >= 0 || path.Contains("${", StringComparison.Ordinal);

    /// <summary>One table per file, when the files turned out not to be one table.</summary>
    public static IEnumerable<FoundTable> Apart(FoundTable table) => table.Paths.Select(p =>
        new FoundTable(Bare(Path.GetFileName(p)), Path.GetDirectoryName(table.File) is { Length: > 0 } below
            ? $"{below.Replace('\\', '/')}/{Path.GetFileName(p)}" : Path.GetFileName(p), [p], table.Format));

    // A pattern that also matches other files of the folder would load them, so then each file is a table.
    private static IEnumerable<FoundTable> Of(string pattern, List<(string Name, string Path, SourceFormat Format)> files)
    {
        if (files.Count == 1)
            return [new FoundTable(Bare(Path.GetFileName(files[0].Name)), files[0].Name, [files[0].Path], files[0].Format)];
        var bare = Bare(Path.GetFileName(pattern));
        var name = bare.Length > 0 ? bare : Path.GetFileName(Path.GetDirectoryName(pattern)) is { Length: > 0 } below ? below : "rows";
        var one = new FoundTable(name, pattern, [.. files.Select(f => f.Path)], files[0].Format);
        var folder = Path.GetDirectoryName(files[0].Path)!;
        var fits = Directory.EnumerateFiles(folder)
            .Count(f => FileSystemName.MatchesSimpleExpression(Path.GetFileName(pattern), Path.GetFileName(f), ignoreCase: false));
        return fits == files.Count ? [one] : Apart(one).Select(t => t with
        {
            Doubt = $"'{pattern}' would read other files too, so that each file of this name became a table of its own; if these belong "
                + "together, rename the others",
        });
    }

    // sales-2024-01.csv and sales-2024-02.csv are sales-*.csv.
    private static string Pattern(string name)
    {
        var slash = name.LastIndexOf('/') + 1;
        return name[..slash] + FilesBeside.PatternOf(name[slash..]);
    }

    // The name without extension and wildcard. For files named by numbers alone it is empty, and the folder's name is used.
    private static string Bare(string file)
    {
        var name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Path.GetFileNameWithoutExtension(name).Replace("*", "", StringComparison.Ordinal).Trim('-', '_', ' ', '.');
    }
}
