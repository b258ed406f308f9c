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
