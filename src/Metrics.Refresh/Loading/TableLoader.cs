using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;
using Npgsql;

namespace Metrics.Refresh.Loading;

/// <summary>Streams a source's files into a relation, and rejected rows into its companion relation.</summary>
internal sealed class TableLoader(TimeProvider clock)
{
    private const string Staged = "metrics_load";

    /// <summary>Loads a whole table into <c>store.&lt;relation&gt;</c> and <c>store.&lt;relation&gt;_rej</c>, which it creates.</summary>
    public async Task<LoadResult> LoadAsync(SourceTable table, string relation, NpgsqlConnection connection, CancellationToken ct)
    {
        var files = SourceFiles.Find(table).Select(f => new FileContent(f.Name, f.Path, new SourceFingerprint("", 0))).ToEquatableList();
        return await LoadAsync(
            new LoadWork { Table = table, Files = files, Relation = relation, RejectsRelation = relation + "_rej" }, connection, ct);
    }

    /// <summary>Loads the given files.</summary>
    /// <param name="work">What to read, and where to.</param>
    /// <param name="connection">Open, in the caller's transaction, which the caller rolls back when this throws.</param>
    /// <param name="ct">Takes effect between two rows.</param>
    /// <exception cref="SourceException">The source cannot be read, is not as declared, or has more rejects than allowed.</exception>
    public async Task<LoadResult> LoadAsync(LoadWork work, NpgsqlConnection connection, CancellationToken ct)
    {
        var extractedAt = clock.GetUtcNow();
        var table = work.Table;
        using var spool = new RejectSpool();
        var stored = ColumnList.Of(table, Kept(table)).Select(c => c.Stored).ToEquatableList();
        var merged = table.MergeKey.Count > 0;
        var files = new LoadedFiles(table, work.Version, numbered: merged, spool, several: SourceFiles.MayBeSeveral(table))
        {
            AsTheyStand = work.AsTheyStand,
        };
        if (work.Fresh)
            await StoreTable.CreateAsync(connection, work.Relation, stored, work.Version is not null, ct);
        if (merged)
            await StoreTable.CreateStagedAsync(connection, Staged, stored, ct);
        var copy = merged
            ? StoreTable.CopyStaged(Staged, stored)
            : StoreTable.Copy(work.Relation, stored, work.Version is not null, work.OfTransaction);
        await using (var importer = await connection.BeginBinaryImportAsync(copy, ct))
        {
            foreach (var file in work.Files)
                await files.AddAsync(importer, file, work.Again.Contains(file.Name), long.MaxValue, ct);
            if (files.Rejected > 0)
                await AdviceTrial.MeasureAsync(table, work.Files, files.Tally.Advice, ct);
            files.Tally.RefuseTooMany();
            ct.ThrowIfCancellationRequested();
            // Not cancellable: cancelling breaks the connection, and the caller's transaction with it.
            var loaded = await importer.CompleteAsync(CancellationToken.None);
            if (loaded != (ulong)(files.Rows - files.Rejected))
                throw new UnreachableException(
                    $"PostgreSQL took {loaded} rows of the {files.Rows - files.Rejected} sent to {work.Relation}.");
        }

        var (ended, written) = merged
            ? await StagedRows.MergeAsync(connection, Staged, work, stored, ct)
            : (0, files.Rows - files.Rejected);
        await spool.StoreAsync(connection, work.RejectsRelation, work.Version, work.Fresh, ct);
        return new LoadResult
        {
            Rows = files.Rows,
            Loaded = files.Rows - files.Rejected,
            Rejected = files.Rejected,
            Added = written - ended,
            Content = new SourceFingerprint(SourceContent.HashOf([.. files.Files.Select(f => f.Sha256)]), files.Bytes),
            Files = files.Files,
            Columns = stored,
            RejectsRelation = work.RejectsRelation,
            SurplusColumns = files.Surplus,
            FirstRejects = files.Tally.FirstOnes,
            Advice = files.Tally.Advice.ToString(),
            Continued = files.Continued,
            ExtractedAt = extractedAt,
        };
    }

    private static EquatableList<FieldPlace> Kept(SourceTable table) =>
        table.Columns.Where(c => !c.Drop).Select((c, i) => new FieldPlace(c, i)).ToEquatableList();
}
