using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sources;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
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

/// <summary>Creates physical relations in schema <c>store</c>: the one place to change for an engine that distributes tables.</summary>
internal static class StoreTable
{
    public static Task CreateAsync(
        NpgsqlConnection connection, string relation, IEnumerable<TableColumn> columns, bool versioned, CancellationToken ct) =>
        ExecuteAsync(
            connection,
            $"create table {SqlSpelling.Stored(relation)} ({Declared(columns)}"
                + (versioned ? $", {RowsAt.From} bigint not null, {RowsAt.To} bigint)" : ")"),
            ct);

    /// <summary>A temporary table of the transaction that also keeps the rows' order.</summary>
    public static Task CreateStagedAsync(
        NpgsqlConnection connection, string name, IEnumerable<TableColumn> columns, CancellationToken ct) =>
        ExecuteAsync(connection, $"create temporary table {name} ({Declared(columns)}, _n bigint) on commit drop", ct);

    /// <summary>
    /// The COPY that fills a relation. If the relation was created in the same transaction, its rows are written frozen: visible to all
    /// who see the table, without a later vacuum.
    /// </summary>
    public static string Copy(string relation, IEnumerable<TableColumn> columns, bool versioned, bool fresh) =>
        $"copy {SqlSpelling.Stored(relation)} ({Names(columns)}{(versioned ? $", {RowsAt.From}" : "")}) "
            + $"from stdin (format binary{(fresh ? ", freeze" : "")})";

    public static string CopyStaged(string name, IEnumerable<TableColumn> columns) =>
        $"copy pg_temp.{name} ({Names(columns)}, _n) from stdin (format binary)";

    private static string Declared(IEnumerable<TableColumn> columns) =>
        string.Join(", ", columns.Select(c => $"{SqlSpelling.Identifier(c.Name)} {c.Type}"));

    private static string Names(IEnumerable<TableColumn> columns) => string.Join(", ", columns.Select(c => SqlSpelling.Identifier(c.Name)));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>
/// Merges rows from a temporary table into a table by key: of each key the last row counts, and a row marked as deleted ends the key.
/// </summary>
internal static class StagedRows
{
    public static async Task<(long Ended, long Written)> MergeAsync(
        NpgsqlConnection connection, string staged, LoadWork work, EquatableList<TableColumn> columns, CancellationToken ct)
    {
        var (stored, version) = (SqlSpelling.Stored(work.Relation), VersionedRelation.Text(work.Version!.Value));
        var keys = string.Join(", ", work.Table.MergeKey.Select(SqlSpelling.Identifier));
        var deleted = work.Table.DeletedWhen is { } condition ? $"({condition}) is true" : "false";
        await VersionedRelation.ExecuteAsync(connection,
            $"create temporary table metrics_latest on commit drop as select distinct on ({keys}) *, {deleted} as _deleted "
            + $"from pg_temp.{staged} as s order by {keys}, _n desc", ct);
        await VersionedRelation.ExecuteAsync(connection, "analyze pg_temp.metrics_latest", ct);
        var sameKey = string.Join(
            " and ", work.Table.MergeKey.Select(k => $"r.{SqlSpelling.Identifier(k)} = n.{SqlSpelling.Identifier(k)}"));
        var same = NewRows.Same(columns, "r", "n");
        var ended = work.Fresh
            ? 0
            : await VersionedRelation.ExecuteAsync(connection,
                $"""
                update {stored} as r set {RowsAt.To} = {version} from pg_temp.metrics_latest as n
                where r.{RowsAt.To} is null and {sameKey} and (n._deleted or not ({same}))
                """, ct);
        var names = columns.Select(c => SqlSpelling.Identifier(c.Name)).ToList();
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} ({string.Join(", ", names)}, {RowsAt.From})
            select {string.Join(", ", names.Select(n => $"n.{n}"))}, {version} from pg_temp.metrics_latest as n
            where not n._deleted and not exists (select from {stored} as r where r.{RowsAt.To} is null and {sameKey})
            """, ct);
        return (ended, written);
    }
}

/// <summary>
/// Prepares the relations of a growing source for more rows. Rows that were never published, or were rolled back, are deleted in place.
/// The relations are copied instead when readers may still use those rows, when other indexes are declared, or when so many rows come
/// that a table without indexes is faster.
/// </summary>
internal static class GrowingTable
{
    public static async Task<LoadWork> PrepareAsync(
        NpgsqlConnection connection, LoadWork work, BuiltVersion basis, bool copies, CancellationToken ct)
    {
        var (rejects, at) = (basis.RejectsRelation!, basis.RowsAt!.Value);
        if (copies)
        {
            await VersionedRelation.CopyAsync(connection, basis, work.Relation, basis.Columns, ct);
            await VersionedRelation.ExecuteAsync(connection,
                $"create table {SqlSpelling.Stored(work.RejectsRelation)} as select * from {SqlSpelling.Stored(rejects)} where "
                + $"{RowsAt.From} <= "
                + $"{VersionedRelation.Text(at)}", ct);
            return work with { Fresh = false };
        }

        await VersionedRelation.ForgetAfterAsync(connection, basis, ct);
        await VersionedRelation.ExecuteAsync(
            connection, $"delete from {SqlSpelling.Stored(rejects)} where {RowsAt.From} > {VersionedRelation.Text(at)}", ct);
        return work with { Relation = basis.Relation, RejectsRelation = rejects, Fresh = false, OfTransaction = false };
    }
}
