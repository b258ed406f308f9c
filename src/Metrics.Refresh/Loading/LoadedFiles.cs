using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading;

/// <summary>Reads the rows of one file after the other: those that fit go into an open COPY, those that do not into the spool.</summary>
/// <param name="table">Whose files.</param>
/// <param name="version">The version that writes the rows; null when the relation is the version.</param>
/// <param name="numbered">True when the rows' order is written with them.</param>
/// <param name="spool">Takes the rejected rows; null when nobody keeps them.</param>
/// <param name="several">True when a message has to say which file it speaks of.</param>
internal sealed class LoadedFiles(SourceTable table, long? version, bool numbered, RejectSpool? spool, bool several)
{
    private readonly RejectTally _tally = new(table);
    private readonly List<LoadedFile> _files = [];
    private readonly List<string> _continued = [];
    private readonly SortedSet<string> _surplus = new(StringComparer.Ordinal);

    /// <summary>True when a line that went on is one row, as whoever runs it says.</summary>
    public bool AsTheyStand { get; init; }

    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    public long Bytes { get; private set; }

    public EquatableList<LoadedFile> Files => _files.ToEquatableList();

    public EquatableList<string> Surplus => _surplus.ToEquatableList();

    public IReadOnlyList<string> Absent => LoadedFile.AbsentIn(_files);

    /// <summary>Rows that were read before they were whole, in words.</summary>
    public EquatableList<string> Continued => _continued.ToEquatableList();

    /// <summary>The rejects that count, which those of files that are read again do not: they have been counted.</summary>
    public RejectTally Tally => _tally;

    /// <summary>Reads a file.</summary>
    /// <param name="importer">Takes the rows that fit; null when nothing is to be written.</param>
    /// <param name="file">The file.</param>
    /// <param name="again">True when the published version holds its rows, and has its rejects.</param>
    /// <param name="most">How many rows to read at most.</param>
    /// <param name="ct">Ends it between two rows.</param>
    public async Task AddAsync(NpgsqlBinaryImporter? importer, FileContent file, bool again, long most, CancellationToken ct)
    {
        using var rows = await SourceConnector.OpenAsync(table.At(file.Path), ct);
        var columns = ColumnList.Of(table, rows.Kept);
        var zoned = columns.Where(c => c.HasClock).ToArray();
        var row = new RowReader(table, rows, columns, _tally) { File = several ? file.Name : null, Counts = !again };
        var (count, rejected, twice, line, isSound) = (0L, 0L, 0L, 0L, false);
        for (; count < most && await rows.ReadAsync(ct); count++, Rows++)
        {
            ct.ThrowIfCancellationRequested();
            line = rows.Line;
            var reject = row.Read();
            isSound |= rows.Problem is null;
            if (file.ContinuedLine == line)
                Continue(file, rows, reject);
            if (!again)
                _tally.Add(reject, several ? file.Name : null);
            if (reject is null)
            {
                twice += Array.Exists(zoned, c => c.IsTwice) ? 1 : 0;
                if (importer is not null)
                {
                    // Between rows only: a COPY that is cancelled inside one breaks the connection, and with it the caller's transaction.
                    await importer.StartRowAsync(CancellationToken.None);
                    Write(importer, columns);
                }

                continue;
            }

            (rejected, Rejected) = (rejected + 1, Rejected + 1);
            // Beyond the limit they are only counted: the load is going to be refused.
            if (!again && !_tally.IsHopeless)
                spool?.Add(Path.GetFileName(file.Path), reject);
        }

        // What was read only in part is not known to have none further on; what is no record at all is a matter of rejects.
        if (isSound && count < most && rows.Kept.Count > 0 && rows.Absent.Count == rows.Kept.Count)
            throw NothingDeclared(file.Name, rows);
        // What was read only in part is not known to have no row that fits.
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

    // What was a row then may be the beginning of one, or one that another was written behind without a line end between them. The first
    // is as it should be now; of the other two rows would be lost for one, which no limit of rejects was meant to allow.
    private void Continue(FileContent file, SourceRows rows, Reject? reject)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"line {rows.Line} of '{file.Name}'");
        if (reject is null && (AsTheyStand || !rows.MayHideTwoRows))
        {
            _continued.Add($"{where} went on after it had been read, and was read again");
            return;
        }

        var why = reject is null ? "is it one row, or two?" : reject.ToString();
        var oneRow = reject is null ? $"if it is one, say so with 'run --full-refresh --select {table.Model}'; else " : "";
        throw SourceException.Of(
            table, $"{where} had no line end when it was read, and more was written behind it: {why}",
            $"{oneRow}put a line end behind the row that was there; whatever appends to a file begins with one when the file does not "
            + $"end with one");
    }

    // As a header without a declared column would be refused: rows of nothing but nulls are no success.
    private SourceException NothingDeclared(string file, SourceRows rows)
    {
        var near = rows.Absent.SelectMany(a => NearestNames.To(a, rows.Surplus)).Distinct().ToEquatableList();
        var hint = rows.Surplus.Count == 0 ? "its records have no properties"
            : $"they have {Quoted(rows.Surplus)}; 'header' of a column says what the file calls it (customer.city in a nested record); "
                + "records that stand inside another are not read: write them as an array, or one a line";
        return new SourceException(new Diagnostic(
            DiagnosticCode.SourceFailed, $"table '{table.Model}': no record of '{file}' has any of {Quoted(rows.Absent)}", table.Location,
            hint, near));
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    // Not awaited field by field: the importer buffers, and blocks for the socket only where its buffer is full.
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
