using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>A file of a table: its name below the source's folder, its path, and the fingerprint of its bytes.</summary>
internal sealed record FileContent(string Name, string Path, SourceFingerprint Fingerprint)
{
    /// <summary>The line of the last row that had no line end at the previous read; null unless text was appended to that row.</summary>
    public long? ContinuedLine { get; init; }
}

/// <summary>A file as it was read before, when its last row had no line end.</summary>
/// <param name="Name">Its name below the source's folder.</param>
/// <param name="Fingerprint">The fingerprint of its bytes then.</param>
/// <param name="Line">The line where that row began.</param>
internal sealed record OpenFile(string Name, SourceFingerprint Fingerprint, long Line);

/// <summary>All files of a table as they are now.</summary>
internal sealed record SourceContent(EquatableList<FileContent> Files)
{
    public long Bytes => Files.Sum(f => f.Fingerprint.Bytes);

    /// <summary>One hash for all files; for a single file, that file's hash.</summary>
    public string Sha256 => HashOf(Files.Select(f => f.Fingerprint.Sha256).ToList());

    public static string HashOf(IReadOnlyList<string> hashes) =>
        hashes.Count == 1 ? hashes[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));

    /// <summary>Finds a table's files and reads each of them once, at the speed of the hash.</summary>
    public static Task<SourceContent> LookAsync(SourceTable table, CancellationToken ct) => LookAsync(table, [], ct);

    /// <summary>The same, and marks the files to whose unfinished last row text was appended since the previous read.</summary>
    public static async Task<SourceContent> LookAsync(SourceTable table, IReadOnlyCollection<OpenFile> before, CancellationToken ct)
    {
        var files = new List<FileContent>();
        var lines = before.ToLookup(f => f.Name);
        foreach (var (name, path) in SourceFiles.Find(table))
        {
            // When several files had this name one after the other, only the last of them can have been appended to.
            var open = lines[name].LastOrDefault();
            var (now, goesOn) = await FingerprintAsync(table.At(path), open?.Fingerprint, ct);
            files.Add(new FileContent(name, path, now) { ContinuedLine = goesOn ? open!.Line : null });
        }

        return new SourceContent(files.ToEquatableList());
    }

    /// <summary>The fingerprint of a table's only file.</summary>
    public static async Task<SourceFingerprint> FingerprintAsync(SourceTable table, CancellationToken ct) =>
        (await FingerprintAsync(table, before: null, ct)).Now;

    // True when nothing follows, or a line end, which in big-endian UTF-16 is two bytes.
    private static bool EndsLine(ReadOnlySpan<byte> behind) =>
        behind is [] or [(byte)'\n' or (byte)'\r', ..] or [0, (byte)'\n' or (byte)'\r', ..];

    // The same pass finds out whether the file begins with the bytes it had before and goes on in the same line.
    private static async Task<(SourceFingerprint Now, bool GoesOn)> FingerprintAsync(
        SourceTable table, SourceFingerprint? before, CancellationToken ct)
    {
        using var file = OpenedFile.Open(table);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = GC.AllocateUninitializedArray<byte>(OpenedFile.BufferSize);
            var (length, goesOn) = (0L, false);
            for (int read; (read = await file.ReadAsync(buffer, ct)) > 0; length += read)
            {
                var known = before is null || before.Bytes < length ? 0 : (int)Math.Min(read, before.Bytes - length);
                hash.AppendData(buffer, 0, known);
                if (before is not null && length + known == before.Bytes && !EndsLine(buffer.AsSpan(known, read - known)))
                    goesOn = Convert.ToHexStringLower(hash.GetCurrentHash()) == before.Sha256;
                hash.AppendData(buffer, known, read - known);
            }

            return (new SourceFingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()), length), goesOn);
        }
        catch (IOException error)
        {
            throw OpenedFile.Unreadable(table, error);
        }
    }
}

/// <summary>
/// Finds the files of a table: one file, those that match a pattern (<c>2026/**/sales-*.csv.gz</c>), or all of a folder (a path that
/// ends with a slash).
/// </summary>
internal static class SourceFiles
{
    /// <summary>True when a table's path is a pattern or a folder, no matter how many files exist now.</summary>
    public static bool MayBeSeveral(SourceTable table) => IsPattern(table.Csv.Path);

    private static bool IsPattern(string path) => path.EndsWith('/') || path.AsSpan().ContainsAny('*', '?');

    /// <summary>True when the table reads this file.</summary>
    public static bool Reads(SourceTable table, string path) => Fits(table.Csv.Path, path);

    /// <summary>The folder that has all of a table's files, some of them in folders below it.</summary>
    public static string FolderOf(SourceTable table) =>
        (MayBeSeveral(table) ? Parted(table.Csv.Path).Folder : Path.GetDirectoryName(table.Csv.Path)) is { Length: > 0 } folder
            ? folder : "/";

    /// <summary>True when a path, a pattern, or a folder's path that ends with a slash, includes a file.</summary>
    public static bool Fits(string whole, string path)
    {
        if (!IsPattern(whole))
            return whole == path;
        var (folder, pattern) = Parted(whole);
        var below = folder.Length == 0 ? "/" : folder + "/";
        return path.StartsWith(below, StringComparison.Ordinal) && Matches(path[below.Length..].Split('/'), pattern);
    }

    /// <summary>Names and paths in the natural order of the names, in which they are loaded.</summary>
    public static IReadOnlyList<(string Name, string Path)> Find(SourceTable table)
    {
        var path = table.Csv.Path;
        if (!MayBeSeveral(table))
            return [(Path.GetFileName(path), path)];
        var (folder, pattern) = Parted(table.Csv.Path);
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
    private static (string Folder, string[] Pattern) Parted(string path)
    {
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

/// <summary>Opens a table's file; errors of the file system become a <see cref="SourceException"/>.</summary>
internal static class OpenedFile
{
    public const int BufferSize = 256 * 1024;

    public static FileStream Open(SourceTable table)
    {
        try
        {
            // No buffer here: the readers have their own.
            var file = new FileStream(
                table.Csv.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            if (file.CanSeek)
                return file;
            file.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(table, error);
        }

        throw SourceException.Of(table, $"cannot read '{table.Csv.Path}': it is not a regular file");
    }

    public static SourceException Unreadable(SourceTable table, Exception error)
    {
        var why = error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException when Directory.Exists(table.Csv.Path) => "it is a folder",
            UnauthorizedAccessException => "this user may not read it",
            _ => error.Message,
        };
        return SourceException.Of(table, $"cannot read '{table.Csv.Path}': {why}");
    }
}
