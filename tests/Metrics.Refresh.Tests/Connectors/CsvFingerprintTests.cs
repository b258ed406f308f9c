using System.Security.Cryptography;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Tests.Loading;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Connectors;

public sealed class CsvFingerprintTests
{
    [Fact]
    public async Task The_fingerprint_is_of_the_bytes_and_the_same_as_the_loads()
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_000).Select(b => (byte)('a' + (b % 26))).ToArray();
        using var source = new CsvSource(Column("id")).Holding([.. "id\n"u8, .. bytes]);
        var fingerprint = await SourceContent.LookAsync(source.Table, CancellationToken.None);
        Assert.Equal(
            new SourceFingerprint(Convert.ToHexStringLower(SHA256.HashData([.. "id\n"u8, .. bytes])), 1_000_003),
            Assert.Single(fingerprint.Files).Fingerprint);
        await using var store = new Store();
        Assert.Equal(fingerprint.Files[0].Fingerprint, (await store.LoadAsync(source.Table)).Content);
    }

    [Fact]
    public async Task Another_time_stamp_is_not_another_content()
    {
        using var source = new CsvSource(Column("id")).Holding("id\n1\n");
        var before = await SourceContent.LookAsync(source.Table, CancellationToken.None);
        File.SetLastWriteTimeUtc(source.Table.Csv.Path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(before, await SourceContent.LookAsync(source.Table, CancellationToken.None));
        source.Holding("id\n2\n");
        Assert.NotEqual(before, await SourceContent.LookAsync(source.Table, CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_failure_of_the_source()
    {
        using var source = new CsvSource(Column("id"));
        var error = await Assert.ThrowsAsync<SourceException>(() => SourceContent.LookAsync(source.Table, CancellationToken.None));
        Assert.Equal(DiagnosticCode.SourceFailed, error.Diagnostic.Code);
        Assert.Contains("test__rows", error.Message);
    }
}
