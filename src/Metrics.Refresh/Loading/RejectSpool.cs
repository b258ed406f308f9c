using Metrics.Domain.Refreshing;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading;

/// <summary>
/// Keeps rejects on disk while the connection is busy copying the good rows. The file is unlinked as soon as it is created.
/// </summary>
internal sealed class RejectSpool : IDisposable
{
    private static readonly TableColumn[] Columns =
        [new("file", "text"), new("line", "bigint"), new("column_name", "text"), new("reason", "text"), new("raw", "text")];

    private FileStream? _file;
    private BinaryWriter? _writer;

    public long Count { get; private set; }

    public void Add(string file, Reject reject)
    {
        _writer ??= new BinaryWriter(_file = Nameless());
        _writer.Write(file);
        _writer.Write(reject.Line);
        WriteOptional(reject.Columns);
        _writer.Write(reject.Reason);
        WriteOptional(reject.Raw);
        Count++;
    }

    /// <summary>Writes all rejects to the companion relation, which is created when <paramref name="fresh"/>.</summary>
    public async Task StoreAsync(NpgsqlConnection connection, string relation, long? version, bool fresh, CancellationToken ct)
    {
        if (fresh)
            await StoreTable.CreateAsync(connection, relation, Columns, version is not null, ct);
        if (_file is null)
            return;
        _writer!.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        await using var importer = await connection.BeginBinaryImportAsync(
            StoreTable.Copy(relation, Columns, version is not null, fresh), ct);
        for (var i = 0L; i < Count; i++)
        {
            // Cancelled between rows only: inside a row it would break the connection.
            ct.ThrowIfCancellationRequested();
            await importer.StartRowAsync(CancellationToken.None);
            await importer.WriteAsync(reader.ReadString(), NpgsqlDbType.Text, CancellationToken.None);
            await importer.WriteAsync(reader.ReadInt64(), NpgsqlDbType.Bigint, CancellationToken.None);
            await importer.WriteAsync(ReadOptional(reader), NpgsqlDbType.Text, CancellationToken.None);
            await importer.WriteAsync(reader.ReadString(), NpgsqlDbType.Text, CancellationToken.None);
            await importer.WriteAsync(ReadOptional(reader), NpgsqlDbType.Text, CancellationToken.None);
            if (version is { } number)
                await importer.WriteAsync(number, NpgsqlDbType.Bigint, CancellationToken.None);
        }

        ct.ThrowIfCancellationRequested();
        await importer.CompleteAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }

    private static FileStream Nameless()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 64 * 1024,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"metrics-rejects-{Guid.NewGuid():N}"), options);
        // Unlinked, so that it is gone even if this process is killed; Windows deletes it when the handle closes.
        if (!OperatingSystem.IsWindows())
            File.Delete(file.Name);
        return file;
    }

    private static string? ReadOptional(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private void WriteOptional(string? text)
    {
        _writer!.Write(text is not null);
        if (text is not null)
            _writer.Write(text);
    }
}
