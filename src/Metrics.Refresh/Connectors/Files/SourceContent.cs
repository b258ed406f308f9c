using System.Security.Cryptography;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>A file of a table: its name below the source's folder, where it lies, and what its bytes are.</summary>
internal sealed record FileContent(string Name, string Path, SourceFingerprint Fingerprint);

/// <summary>All files of a table as they are now.</summary>
internal sealed record SourceContent(EquatableList<FileContent> Files)
{
    public long Bytes => Files.Sum(f => f.Fingerprint.Bytes);

    /// <summary>One hash for all; a single file's is its own.</summary>
    public string Sha256 => HashOf(Files.Select(f => f.Fingerprint.Sha256).ToList());

    public static string HashOf(IReadOnlyList<string> hashes) =>
        hashes.Count == 1 ? hashes[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));

    /// <summary>Finds a table's files and reads each of them once, at the speed of the hash.</summary>
    public static async Task<SourceContent> LookAsync(SourceTable table, CancellationToken ct)
    {
        var files = new List<FileContent>();
        foreach (var (name, path) in SourceFiles.Find(table))
            files.Add(new FileContent(name, path, await FingerprintAsync(table.At(path), ct)));
        return new SourceContent(files.ToEquatableList());
    }

    /// <summary>What the bytes of a table's one file are.</summary>
    public static async Task<SourceFingerprint> FingerprintAsync(SourceTable table, CancellationToken ct)
    {
        using var file = OpenedFile.Open(table);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = GC.AllocateUninitializedArray<byte>(OpenedFile.BufferSize);
            var length = 0L;
            for (int read; (read = await file.ReadAsync(buffer, ct)) > 0; length += read)
                hash.AppendData(buffer, 0, read);
            return new SourceFingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        }
        catch (IOException error)
        {
            throw OpenedFile.Unreadable(table, error);
        }
    }
}
