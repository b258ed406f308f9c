using System.Diagnostics;
using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Csv;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;
using Npgsql;

namespace Metrics.Refresh.Loading;

/// <summary>Streams a source table into a fresh relation, and what does not fit into its companion.</summary>
internal sealed class TableLoader(TimeProvider clock)
{
    private const int FirstRejects = 5;

    /// <summary>Makes <c>store.&lt;relation&gt;</c> and <c>store.&lt;relation&gt;_rej</c> and fills them.</summary>
    /// <param name="table">What to read.</param>
    /// <param name="relation">A name that nothing in <c>store</c> bears.</param>
    /// <param name="connection">Open, in a transaction of the caller's, who rolls it back when this throws.</param>
    /// <param name="ct">Ends the load between two rows.</param>
    /// <exception cref="SourceException">The source cannot be read, is not as declared, or has more rejects than it may.</exception>
    public async Task<LoadResult> LoadAsync(SourceTable table, string relation, NpgsqlConnection connection, CancellationToken ct)
    {
        var extractedAt = clock.GetUtcNow();
        using var rows = await CsvConnector.OpenAsync(table, ct);
        using var spool = new RejectSpool();
        var columns = ColumnList.Of(table, rows.Header);
        var stored = columns.Select(c => c.Stored).ToEquatableList();
        var (read, rejected, first) = (0L, 0L, new List<Reject>());

        await StoreTable.CreateAsync(connection, relation, stored, ct);
        await using (var importer = await connection.BeginBinaryImportAsync(StoreTable.CopyFrozen(relation, stored), ct))
        {
            var row = new RowReader(table, rows, columns);
            for (; await rows.ReadAsync(ct); read++)
            {
                ct.ThrowIfCancellationRequested();
                if (row.Read() is not { } reject)
                {
                    await importer.StartRowAsync(ct);
                    Write(importer, columns);
                    continue;
                }

                rejected++;
                if (first.Count < FirstRejects)
                    first.Add(reject);
                // Beyond the limit they are only counted: the load is going to be refused.
                if (!(rejected > table.MaxRejected))
                    spool.Add(reject);
            }

            if (rejected > table.MaxRejected)
                throw TooMany(table, read, rejected, first);
            var loaded = await importer.CompleteAsync(ct);
            if (loaded != (ulong)(read - rejected))
                throw new UnreachableException($"PostgreSQL took {loaded} rows of the {read - rejected} sent to {relation}.");
        }

        var rejects = relation + "_rej";
        await spool.StoreAsync(connection, rejects, Path.GetFileName(table.Csv.Path), ct);
        return new LoadResult
        {
            Rows = read,
            Loaded = read - rejected,
            Rejected = rejected,
            Content = rows.Fingerprint(),
            Columns = stored,
            RejectsRelation = rejects,
            SurplusColumns = rows.Header.Surplus,
            ExtractedAt = extractedAt,
        };
    }

    // Not awaited field by field: the importer buffers, and blocks for the socket only where its buffer is full.
    private static void Write(NpgsqlBinaryImporter importer, LoadedColumn[] columns)
    {
        foreach (var column in columns)
            column.Write(importer);
    }

    private static SourceException TooMany(SourceTable table, long read, long rejected, List<Reject> first)
    {
        var lines = string.Join("; ", first) + (rejected > first.Count ? "; …" : "");
        return new SourceException(new Diagnostic(
            DiagnosticCode.TooManyRejects,
            string.Create(CultureInfo.InvariantCulture, $"table '{table.Model}': {rejected:N0} of {read:N0} rows do not fit, and {table.MaxRejected:N0} may: {lines}"),
            table.Location));
    }
}
