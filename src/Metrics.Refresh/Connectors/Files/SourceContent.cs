using System.Security.Cryptography;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>A file of a table: its name below the source's folder, where it lies, and what its bytes are.</summary>
internal sealed record FileContent(string Name, string Path, SourceFingerprint Fingerprint)
{
    /// <summary>The line of the row that had no line end when the file was read before; null unless more was written behind it.</summary>
    public long? ContinuedLine { get; init; }
}

/// <summary>A file as it was read before: the row of its last line had no line end.</summary>
/// <param name="Name">Its name below the source's folder.</param>
/// <param name="Fingerprint">What its bytes were.</param>
/// <param name="Line">Where that row began.</param>
internal sealed record OpenFile(string Name, SourceFingerprint Fingerprint, long Line);

/// <summary>All files of a table as they are now.</summary>
internal sealed record SourceContent(EquatableList<FileContent> Files)
{
    public long Bytes => Files.Sum(f => f.Fingerprint.Bytes);

    /// <summary>One hash for all; a single file's is its own.</summary>
    public string Sha256 => HashOf(Files.Select(f => f.Fingerprint.Sha256).ToList());

    public static string HashOf(IReadOnlyList<string> hashes) =>
        hashes.Count == 1 ? hashes[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));

    /// <summary>Finds a table's files and reads each of them once, at the speed of the hash.</summary>
    public static Task<SourceContent> LookAsync(SourceTable table, CancellationToken ct) => LookAsync(table, [], ct);

    /// <summary>The same, and finds those behind whose last row something was written since they were read.</summary>
    public static async Task<SourceContent> LookAsync(SourceTable table, IReadOnlyCollection<OpenFile> before, CancellationToken ct)
    {
        var files = new List<FileContent>();
        var lines = before.ToLookup(f => f.Name);
        foreach (var (name, path) in SourceFiles.Find(table))
        {
            // Where several files had the name one after the other, the last is the one that something may be written behind.
            var open = lines[name].LastOrDefault();
            var (now, goesOn) = await FingerprintAsync(table.At(path), open?.Fingerprint, ct);
            files.Add(new FileContent(name, path, now) { ContinuedLine = goesOn ? open!.Line : null });
        }

        return new SourceContent(files.ToEquatableList());
    }

    /// <summary>What the bytes of a table's one file are.</summary>
    public static async Task<SourceFingerprint> FingerprintAsync(SourceTable table, CancellationToken ct) =>
        (await FingerprintAsync(table, before: null, ct)).Now;

    // True where nothing follows or a line end does, in two bytes of the larger end first perhaps.
    private static bool EndsLine(ReadOnlySpan<byte> behind) =>
        behind is [] or [(byte)'\n' or (byte)'\r', ..] or [0, (byte)'\n' or (byte)'\r', ..];

    // Whether the file begins with the bytes it had before, and goes on in the same line, is found on the way.
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
