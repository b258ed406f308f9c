using System.Security.Cryptography;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>Reads CSV files: their fingerprint without loading, and their rows.</summary>
internal static class CsvConnector
{
    /// <summary>Reads the whole file once, at the speed of the hash.</summary>
    public static async Task<SourceFingerprint> FingerprintAsync(SourceTable table, CancellationToken ct)
    {
        using var file = CsvFile.Open(table);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = GC.AllocateUninitializedArray<byte>(CsvFile.BufferSize);
            var length = 0L;
            for (int read; (read = await file.ReadAsync(buffer, ct)) > 0; length += read)
                hash.AppendData(buffer, 0, read);
            return new SourceFingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        }
        catch (IOException error)
        {
            throw CsvFile.Unreadable(table, error);
        }
    }

    /// <summary>Opens the file and binds the declared columns to its header.</summary>
    public static Task<CsvRows> OpenAsync(SourceTable table, CancellationToken ct) => CsvRows.OpenAsync(table, ct);
}
