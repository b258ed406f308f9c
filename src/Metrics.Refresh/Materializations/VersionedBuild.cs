using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>The changes of one input since the version from which the published table was built.</summary>
internal sealed record InputChanges(BuiltVersion Input, long Since);

/// <summary>What a new version is built on.</summary>
/// <param name="Published">The published version; null to build anew.</param>
/// <param name="InPlace">False when readers may still use rows that would have to be deleted: the published rows are copied then.</param>
/// <param name="Changes">The changes of its inputs, if they are known row by row; else null.</param>
internal sealed record BuildBasis(BuiltVersion? Published, bool InPlace, InputChanges? Changes)
{
    /// <summary>Decides when a change is so large that the table is built anew.</summary>
    public RebuildRule Rule { get; init; } = RebuildRule.Default;

    /// <summary>A change of an input that is too large to be written row by row; null when there is none, or it is not known.</summary>
    public LargeChange? Large { get; init; }
}

/// <summary>Where a version's rows are, and their number.</summary>
internal sealed record VersionedRows(string Relation, EquatableList<TableColumn> Columns, long Rows)
{
    /// <summary>True when the relation holds no other version's rows.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Why the table was built anew although it could have been updated row by row; else null.</summary>
    public LargeChange? Anew { get; init; }
}

/// <summary>Writes a new version of an incremental model or a snapshot, inside the caller's transaction.</summary>
internal sealed class VersionedBuild(NpgsqlConnection connection, NpgsqlTransaction transaction, ModelNode model, VersionedWork work)
{
    public async Task<VersionedRows> BuildAsync(CancellationToken ct)
    {
        var (render, fresh, basis, version, takenAt) = work;
        var sql = render(null);
        var columns = await QueryColumns.DescribeAsync(connection, transaction, model, sql, ct);
        var snapshot = model.Snapshot is { } rule ? new SnapshotMerge(CheckRule(rule, columns), columns, takenAt) : null;
        var all = snapshot is null ? columns : AllColumns(columns, snapshot, basis.Published);
        var published = basis.Published;
        if (published is not null && snapshot is null && published.Columns != columns)
            published = null;
        if (published is null)
            return await AnewAsync(snapshot?.First(sql) ?? sql, all, null, ct);
        // Snapshots are never built anew, since their history is only added to.
        if (snapshot is null && await LargeByInputAsync(ct) is { } large)
            return await AnewAsync(sql, all, large, ct);
        var touched = basis.Changes is { } changes
            ? await TouchedRows.FindAsync(connection, model.Increment!, changes.Input, changes.Since, ct)
            : null;
        var rows = await NewRows.StoreAsync(connection, model, touched is null ? sql : render(touched.InputRows), touched, ct);
        if (snapshot is null && touched is null && await LargeByRowsAsync(published, columns, rows, ct) is { } counted)
            return await AnewAsync($"table {NewRows.Table}", all, counted, ct);
        var inPlace = basis.InPlace && published.Columns == all;
        if (inPlace)
            await VersionedRelation.ForgetAfterAsync(connection, published, ct);
        else
            await VersionedRelation.CopyAsync(connection, published, fresh, all, ct);
        var relation = inPlace ? published.Relation : fresh;
        if (!inPlace)
            await VersionedRelation.FinishAsync(connection, fresh, Indexes(), ct);
        await rows.FindRepeatedAsync(connection, ct);
        var change = snapshot is null
            ? touched is null && rows.HasOneOfEachKey && HasOneOfEachKey(published)
                ? await RowMerge.ApplyWholeAsync(connection, relation, all, rows, version, ct)
                : await RowMerge.ApplyAsync(connection, relation, all, rows, touched, version, ct)
            : await snapshot.ApplyAsync(connection, relation, all, rows, touched, version, ct);
        return new VersionedRows(relation, all, published.Rows - change.Ended + change.Written);
    }

    // The relation and then its indexes are created in this transaction: no row is inserted into an index one by one, and a server with
    // wal_level = minimal writes no log of them.
    private async Task<VersionedRows> AnewAsync(string sql, EquatableList<TableColumn> columns, LargeChange? reason, CancellationToken ct)
    {
        var rows = await VersionedRelation.CreateAsync(connection, work.Fresh, sql, work.Version, ct);
        await VersionedRelation.FinishAsync(connection, work.Fresh, Indexes(), ct);
        return new VersionedRows(work.Fresh, columns, rows) { Anew = reason, IsAlone = true };
    }

    private async Task<LargeChange?> LargeByInputAsync(CancellationToken ct)
    {
        if (work.Basis is not { Large: null, Changes: { } changes })
            return work.Basis.Large;
        var (written, ended) = await ChangeEstimate.OfInputAsync(connection, changes, ct);
        var after = changes.Input.Rows;
        var of = LargeChange.RowsOf(changes.Input.Model);
        return work.Basis.Rule.OfRows(written, ended, after - written + ended, after, of, estimated: false);
    }

    private async Task<LargeChange?> LargeByRowsAsync(
        BuiltVersion published, EquatableList<TableColumn> columns, NewRows rows, CancellationToken ct)
    {
        var rule = work.Basis.Rule;
        if (Math.Max(published.Rows, rows.Count) < rule.FromRows)
            return null;
        if (rule.OfGrowth(published.Rows, rows.Count, LargeChange.ItsRows) is { } grown)
            return grown;
        var (written, ended) = await ChangeEstimate.OfRowsAsync(connection, published, columns, rows, ct);
        return rule.OfRows(written, ended, published.Rows, rows.Count, LargeChange.ItsRows, rows.Count > ChangeEstimate.SampledRows);
    }

    // The key's test found no repeated key in the version that is built on.
    private bool HasOneOfEachKey(BuiltVersion published) =>
        model.Tests.OfType<UniqueTest>().Any(t => t.Key == model.Key && t.Where is null && new CleanTests(published.CleanTests).Knows(t));

    private IEnumerable<EquatableList<string>> Indexes()
    {
        EquatableList<string>? lookup = model.Increment switch
        {
            Increment.Matched matched => matched.Columns.Select(c => c.Column).ToEquatableList(),
            Increment.Windowed windowed => [windowed.Column],
            _ => null,
        };
        return lookup is { } columns ? [model.Key, columns, .. model.Indexes] : [model.Key, .. model.Indexes];
    }

    private SnapshotRule CheckRule(SnapshotRule rule, EquatableList<TableColumn> columns)
    {
        var known = columns.Select(c => c.Name).ToList();
        foreach (var unknown in rule.Check.Append(rule.UpdatedAt).OfType<string>().Where(c => !known.Contains(c)))
            throw Refused(
                DiagnosticCode.UnknownName, $"'{model.Name}' has no column '{unknown}' to detect changes by",
                NearestNames.To(unknown, known));
        if (rule.UpdatedAt is { } at && columns.First(c => c.Name == at).Type is var type
            && !type.StartsWith("timestamp", StringComparison.Ordinal) && type != "date")
            throw Refused(DiagnosticCode.WrongValue, $"'{model.Name}': 'updated_at' must be a date or a timestamp, and '{at}' is {type}");
        if (known.FirstOrDefault(SnapshotRule.Added.Contains) is { } ours)
            throw Refused(DiagnosticCode.InvalidName, $"'{model.Name}' has a column called '{ours}', which a snapshot adds itself");
        return rule;
    }

    // History is never dropped: a column that the query no longer has is kept and is null from now on.
    private EquatableList<TableColumn> AllColumns(EquatableList<TableColumn> columns, SnapshotMerge snapshot, BuiltVersion? published)
    {
        EquatableList<TableColumn> wanted = [.. columns, .. snapshot.Added];
        foreach (var column in published?.Columns ?? [])
        {
            if (wanted.FirstOrDefault(c => c.Name == column.Name) is { } now && now.Type != column.Type)
            {
                throw new ModelBuildException(new Diagnostic(
                    DiagnosticCode.WrongValue,
                    $"'{model.Name}': column '{column.Name}' was {column.Type} and is {now.Type} now; "
                        + "its history cannot be kept in one column",
                    model.Location, "cast it to the old type, or rename it"));
            }
        }

        var kept = (published?.Columns ?? []).Where(c => wanted.All(w => w.Name != c.Name));
        return [.. columns, .. kept, .. snapshot.Added];
    }

    private ModelBuildException Refused(DiagnosticCode code, string message, EquatableList<string> candidates = default) =>
        new(new Diagnostic(code, message, model.Location, Candidates: candidates));
}

/// <summary>Measures how much of a table a run changes, before it writes: exactly where that is cheap, else from a sample.</summary>
internal static class ChangeEstimate
{
    /// <summary>How many rows are sampled; tables with no more are read whole.</summary>
    public const long SampledRows = 10_000;

    /// <summary>How many rows of an input were written or ended between two of its versions.</summary>
    public static async Task<(long Written, long Ended)> OfInputAsync(
        NpgsqlConnection connection, InputChanges changes, CancellationToken ct)
    {
        var stored = SqlSpelling.Stored(changes.Input.Relation);
        await using var command = new NpgsqlCommand(
            $"""
            select
              (select count(*) from {stored}
               where {RowsAt.From} > $1 and {RowsAt.From} <= $2 and ({RowsAt.To} is null or {RowsAt.To} > $2)),
              (select count(*) from {stored} where {RowsAt.To} > $1 and {RowsAt.To} <= $2 and {RowsAt.From} <= $1)
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(changes.Since);
        command.Parameters.AddWithValue(changes.Input.RowsAt!.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>How many of the new rows the published table does not have, and how many of its rows are not among the new ones.</summary>
    public static async Task<(long Written, long Ended)> OfRowsAsync(
        NpgsqlConnection connection, BuiltVersion published, EquatableList<TableColumn> columns, NewRows rows, CancellationToken ct)
    {
        var percent = (100d * SampledRows / rows.Count).ToString("0.######", CultureInfo.InvariantCulture);
        var sample = rows.Count <= SampledRows ? NewRows.Table : $"{NewRows.Table} tablesample system ({percent}) repeatable (1)";
        // Inside FILTER the rows are looked up one by one in the key's index; a join would read the whole table.
        await using var command = new NpgsqlCommand(
            $"""
            select count(*), count(*) filter (where not exists (
              select from {SqlSpelling.Stored(published.Relation)} as r
              where {RowsAt.Visible(published.RowsAt!.Value, "r")} and {rows.SameKey("r", "n")} and {NewRows.Same(columns, "r", "n")}))
            from (select * from {sample}) as n
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (looked, differ) = (reader.GetInt64(0), reader.GetInt64(1));
        var written = looked == 0 ? rows.Count : (long)Math.Round(rows.Count * (differ / (double)looked));
        return (written, Math.Max(0, published.Rows - (rows.Count - written)));
    }
}
