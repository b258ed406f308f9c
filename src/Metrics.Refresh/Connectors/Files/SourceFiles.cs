using System.IO.Enumeration;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>
/// Finds the files of a table: one file, those that match a pattern (<c>2026/**/sales-*.csv.gz</c>), or all of a folder (a path that
/// ends with a slash).
/// </summary>
internal static class SourceFiles
{
    /// <summary>True when a table's path is a pattern or a folder, no matter how many files exist now.</summary>
    public static bool MayBeSeveral(SourceTable table) => table.Csv.Path.EndsWith('/') || table.Csv.Path.AsSpan().ContainsAny('*', '?');

    /// <summary>True when the table reads this file.</summary>
    public static bool Reads(SourceTable table, string path)
    {
        if (!MayBeSeveral(table))
            return table.Csv.Path == path;
        var (folder, pattern) = Parted(table);
        var below = folder.Length == 0 ? "/" : folder + "/";
        return path.StartsWith(below, StringComparison.Ordinal) && Matches(path[below.Length..].Split('/'), pattern);
    }

    /// <summary>Names and paths in the natural order of the names, in which they are loaded.</summary>
    public static IReadOnlyList<(string Name, string Path)> Find(SourceTable table)
    {
        var path = table.Csv.Path;
        if (!MayBeSeveral(table))
            return [(Path.GetFileName(path), path)];
        var (folder, pattern) = Parted(table);
        try
        {
            var found = Directory.EnumerateFiles(
                folder == "" ? "/" : folder, "*",
                new EnumerationOptions { RecurseSubdirectories = pattern.Length > 1, IgnoreInaccessible = false })
                .Select(f => (Name: Path.GetRelativePath(folder == "" ? "/" : folder, f).Replace('\\', '/'), Path: f))
                .Where(f => Matches(f.Name.Split('/'), pattern))
                .OrderBy(f => f.Name, NaturalOrder.Instance)
                .ToList();
            // A growing source may begin without files.
            return found.Count > 0 || table.Load == LoadMode.AppendNewFiles
                ? found : throw SourceException.Of(table, $"no file matches '{table.Csv.Path}'");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OpenedFile.Unreadable(table.At(folder), error);
        }
    }

    /// <summary>When the newest of a table's files was last written; null when there is none, or its folder cannot be read.</summary>
    public static DateTimeOffset? WrittenAt(SourceTable table)
    {
        try
        {
            return Find(table)
                .Where(f => File.Exists(f.Path))
                .Select(f => (DateTimeOffset?)new DateTimeOffset(File.GetLastWriteTimeUtc(f.Path), TimeSpan.Zero))
                .Max();
        }
        catch (SourceException)
        {
            // Loading the table reports why.
            return null;
        }
    }

    // The folder that contains all files, and the pattern of their names below it.
    private static (string Folder, string[] Pattern) Parted(SourceTable table)
    {
        var path = table.Csv.Path;
        var segments = (path.EndsWith('/') ? path + "**/*" : path).Split('/');
        var fixedPart = segments.TakeWhile(s => !s.Contains('*') && !s.Contains('?')).Count();
        return (string.Join('/', segments[..fixedPart]), segments[fixedPart..]);
    }

    // A name that begins with a dot is a hidden file, or one that is still being written.
    private static bool Matches(ReadOnlySpan<string> name, ReadOnlySpan<string> pattern)
    {
        if (pattern.IsEmpty || name.IsEmpty)
            return pattern.IsEmpty && name.IsEmpty;
        if (name[0].StartsWith('.'))
            return false;
        if (pattern[0] == "**")
            return Matches(name, pattern[1..]) || (name.Length > 1 && Matches(name[1..], pattern));
        return FileSystemName.MatchesSimpleExpression(pattern[0], name[0], ignoreCase: false) && Matches(name[1..], pattern[1..]);
    }
}
