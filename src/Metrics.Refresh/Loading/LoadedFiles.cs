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

/// <summary>Writes the rows of one file after the other into an open COPY, and those that do not fit into the spool.</summary>
internal sealed class LoadedFiles(SourceTable table, long? version, bool numbered, RejectSpool spool)
{
    private const int FirstRejects = 5;
    private readonly List<Reject> _first = [];
    private readonly List<LoadedFile> _files = [];
    private readonly SortedSet<string> _surplus = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _absent = new(StringComparer.Ordinal);

    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    public long Bytes { get; private set; }

    public EquatableList<LoadedFile> Files => _files.ToEquatableList();

    public EquatableList<string> Surplus => _surplus.ToEquatableList();

    public EquatableList<string> Absent => _absent.ToEquatableList();

    public async Task AddAsync(NpgsqlBinaryImporter importer, FileContent file, CancellationToken ct)
    {
        var (rowsBefore, rejectedBefore) = (Rows, Rejected);
        using var rows = await SourceConnector.OpenAsync(table.At(file.Path), ct);
        var columns = ColumnList.Of(table, rows.Kept);
        var row = new RowReader(table, rows, columns);
        for (; await rows.ReadAsync(ct); Rows++)
        {
            ct.ThrowIfCancellationRequested();
            if (row.Read() is not { } reject)
            {
                // Between rows only: a COPY that is cancelled inside one breaks the connection, and with it the caller's transaction.
                await importer.StartRowAsync(CancellationToken.None);
                Write(importer, columns);
                continue;
            }

            Rejected++;
            if (_first.Count < FirstRejects)
                _first.Add(reject);
            // Beyond the limit they are only counted: the load is going to be refused.
            if (!(Rejected > table.MaxRejected))
                spool.Add(Path.GetFileName(file.Path), reject);
        }

        var read = rows.Fingerprint();
        Bytes += read.Bytes;
        _surplus.UnionWith(rows.Surplus);
        if (Rows > rowsBefore)
            _absent.UnionWith(rows.Absent);
        _files.Add(new LoadedFile(file.Name, read.Sha256, Rows - rowsBefore, Rejected - rejectedBefore));
    }

    public void RefuseTooMany()
    {
        if (!(Rejected > table.MaxRejected))
            return;
        var lines = string.Join("; ", _first) + (Rejected > _first.Count ? "; …" : "");
        throw new SourceException(new Diagnostic(
            DiagnosticCode.TooManyRejects,
            string.Create(CultureInfo.InvariantCulture, $"table '{table.Model}': {Rejected:N0} of {Rows:N0} rows do not fit, and {table.MaxRejected:N0} may: {lines}"),
            table.Location));
    }

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
