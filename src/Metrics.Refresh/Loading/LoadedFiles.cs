using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading;

/// <summary>Reads file after file: rows that fit go into an open COPY, the others into the spool.</summary>
/// <param name="table">The table whose files these are.</param>
/// <param name="version">The version that writes the rows; null when the relation holds one version only.</param>
/// <param name="numbered">True when the rows' order is written with them.</param>
/// <param name="spool">Takes the rejected rows; null to discard them.</param>
/// <param name="several">True when messages must name the file.</param>
internal sealed class LoadedFiles(SourceTable table, long? version, bool numbered, RejectSpool? spool, bool several)
{
    private readonly RejectTally _tally = new(table);
    private readonly List<LoadedFile> _files = [];
    private readonly List<string> _continued = [];
    private readonly SortedSet<string> _surplus = new(StringComparer.Ordinal);

    /// <summary>True when the operator confirmed that a line which was appended to is one row.</summary>
    public bool AsTheyStand { get; init; }

    /// <summary>Rows read. A record that cannot be read counts with all its lines here and among the rejects.</summary>
    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    public long Bytes { get; private set; }

    public EquatableList<LoadedFile> Files => _files.ToEquatableList();

    public EquatableList<string> Surplus => _surplus.ToEquatableList();

    public IReadOnlyList<string> Absent => LoadedFile.AbsentIn(_files);

    /// <summary>Messages about rows that an earlier load had read before they were complete.</summary>
    public EquatableList<string> Continued => _continued.ToEquatableList();

    /// <summary>The rejects that count against the limit; those of files that are read again were counted before.</summary>
    public RejectTally Tally => _tally;

    /// <summary>Reads a file.</summary>
    /// <param name="importer">Takes the rows that fit; null when nothing is to be written.</param>
    /// <param name="file">The file.</param>
    /// <param name="again">True when the published version already contains its rows and rejects.</param>
    /// <param name="most">How many rows to read; a last record of several lines may exceed it.</param>
    /// <param name="ct">Takes effect between two rows.</param>
    public async Task AddAsync(NpgsqlBinaryImporter? importer, FileContent file, bool again, long most, CancellationToken ct)
    {
        using var rows = await OpenAsync(file, ct);
        var columns = ColumnList.Of(table, rows.Kept);
        var zoned = columns.Where(c => c.HasClock).ToArray();
        var row = new RowReader(table, rows, columns, _tally)
        {
            File = several ? file.Name : null, Path = file.Path, Counts = !again,
        };
        var (count, rejected, twice, line, isSound) = (0L, 0L, 0L, 0L, false);
        for (var lines = 1L; count < most && await rows.ReadAsync(ct); count += lines, Rows += lines)
        {
            ct.ThrowIfCancellationRequested();
            line = rows.Line;
            var reject = row.Read();
            lines = reject?.Lines ?? 1;
            isSound |= rows.Problem is null;
            if (file.ContinuedLine == line)
                Continue(file, rows, reject);
            if (!again)
                _tally.Add(reject, several ? file.Name : null);
            _tally.HasHeader |= count == 0 && reject is not null && table.Format == SourceFormat.Csv && !table.Csv.HasHeader
                && MayBeHeader(rows);
            if (reject is null)
            {
                twice += Array.Exists(zoned, c => c.IsTwice) ? 1 : 0;
                if (importer is not null)
                {
                    // Not cancellable: cancelling a COPY inside a row breaks the connection, and the caller's transaction with it.
                    await importer.StartRowAsync(CancellationToken.None);
                    Write(importer, columns);
                }

                continue;
            }

            (rejected, Rejected) = (rejected + lines, Rejected + lines);
            // Beyond the limit the load is going to be refused, so rejects are only counted.
            if (!again && !_tally.IsHopeless)
                spool?.Add(Path.GetFileName(file.Path), reject);
        }

        // Not after a partial read, since later records may have them; nor without any sound record, which is a matter of rejects.
        if (isSound && count < most && rows.Kept.Count > 0 && rows.Absent.Count == rows.Kept.Count)
            throw NothingDeclared(file.Name, rows);
        // After a partial read, rows that fit may still follow.
        if (!again && count < most)
            _tally.EndFile(file.Name, count, rejected);
        var read = rows.Fingerprint();
        Bytes += read.Bytes;
        _surplus.UnionWith(rows.Surplus);
        _files.Add(new LoadedFile(file.Name, read.Sha256, count, rejected)
        {
            Bytes = read.Bytes, Twice = twice, Absent = [.. rows.Absent], OpenLine = count > 0 && rows.EndsInLine ? line : null,
        });
    }

    // Each of its fields begins like a name.
    private static bool MayBeHeader(SourceRows rows)
    {
        foreach (var place in rows.Kept)
        {
            if (rows.Field(place.Field).Trim((byte)' ') is not [var first, ..] || (!char.IsAsciiLetter((char)first) && first < 128))
                return false;
        }

        return true;
    }

    private async Task<SourceRows> OpenAsync(FileContent file, CancellationToken ct)
    {
        try
        {
            return await SourceConnector.OpenAsync(table.At(file.Path), ct);
        }
        catch (SourceException problem) when (several && problem.Missing.Count > 0)
        {
            throw await OddFile.ExplainAsync(table, file, problem, ct);
        }
    }

    // The row read earlier was either the beginning of a row, or a whole row to which another was appended without a line end between
    // them. In the first case the row is right now. In the second, two rows would be lost as one, which no reject limit is meant to allow.
    private void Continue(FileContent file, SourceRows rows, Reject? reject)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"line {rows.Line} of '{file.Name}'");
        if (reject is null && (AsTheyStand || !rows.MayHideTwoRows))
        {
            _continued.Add($"{where} continued after it had been read, and was read again");
            return;
        }

        var why = reject is null ? "is it one row, or two?" : reject.ToString();
        var oneRow = reject is null ? $"if it is one, confirm it with 'run --full-refresh --select {table.Model}'; else " : "";
        throw SourceException.Of(
            table, $"{where} had no line end when it was read, and more was written after it: {why}",
            $"{oneRow}put a line end after the row that was there; whatever appends to a file must begin with one if the file does not "
            + $"end with one");
    }

    // Refused like a header without the declared columns: rows of nothing but nulls are no success.
    private SourceException NothingDeclared(string file, SourceRows rows)
    {
        var near = rows.Absent.SelectMany(a => NearestNames.To(a, rows.Surplus)).Distinct().ToEquatableList();
        var others = _files.Count(f => f.Rows > 0);
        var hint = others > 0
            ? $"{others} other {(others == 1 ? "file" : "files")} of this table {(others == 1 ? "has" : "have")} some: name the properties "
                + "in this file as they are there, or give it a table of its own"
            : rows.Surplus.Count == 0 ? "its records have no properties"
            : $"they have {Quoted(rows.Surplus)}; 'header' of a column is its name in the file (customer.city in a nested record); "
                + "records inside another are not read: write them as an array, or one a line";
        return new SourceException(new Diagnostic(
            DiagnosticCode.SourceFailed, $"table '{table.Model}': no record of '{file}' has any of {Quoted(rows.Absent)}", table.Location,
            hint, near));
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    // Synchronous: the importer buffers, and blocks on the socket only when its buffer is full.
    private void Write(NpgsqlBinaryImporter importer, LoadedColumn[] columns)
    {
        foreach (var column in columns)
            column.Write(importer);
        if (numbered)
            importer.Write(Rows, NpgsqlDbType.Bigint);
        else if (version is { } number)
            importer.Write(number, NpgsqlDbType.Bigint);
    }
}

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
