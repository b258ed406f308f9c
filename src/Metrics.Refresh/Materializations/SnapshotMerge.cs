using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>
/// Adds the present states of keys to their history: the row of a changed or missing key is closed, and a row is opened for a new or
/// changed one.
/// </summary>
internal sealed class SnapshotMerge(SnapshotRule rule, EquatableList<TableColumn> columns, DateTimeOffset takenAt)
{
    private const string Closing = "pg_temp.metrics_closing";

    // A state lasts at least this long; otherwise two states of a key could begin at the same time.
    private const string Instant = "interval '1 microsecond'";

    /// <summary>The columns that are added to those of the query, with their types.</summary>
    public IEnumerable<TableColumn> Added =>
        [new(SnapshotRule.ValidFrom, TimeType), new(SnapshotRule.ValidTo, TimeType), new(SnapshotRule.IsCurrent, "boolean")];

    private string TimeType => rule.UpdatedAt is { } column && columns.First(c => c.Name == column).Type == "timestamp without time zone"
        || rule.UpdatedAt is { } dated && columns.First(c => c.Name == dated).Type == "date"
        ? "timestamp without time zone"
        : "timestamp with time zone";

    private string TakenAt =>
        string.Create(CultureInfo.InvariantCulture, $"timestamptz '{takenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'::{TimeType}");

    /// <summary>The query of a first snapshot: every row is current.</summary>
    public string First(string sql) =>
        $"select s.*, {Start("s")} as {SnapshotRule.ValidFrom}, null::{TimeType} as {SnapshotRule.ValidTo}, "
            + $"true as {SnapshotRule.IsCurrent} from (\n{sql}\n) as s";

    public async Task<RowChange> ApplyAsync(
        NpgsqlConnection connection, string relation, EquatableList<TableColumn> all, NewRows rows, TouchedRows? touched, long version,
        CancellationToken ct)
    {
        var (stored, number) = (SqlSpelling.Stored(relation), VersionedRelation.Text(version));
        var current = $"r.{RowsAt.To} is null and r.{SnapshotRule.IsCurrent}";
        await VersionedRelation.ExecuteAsync(connection,
            $"""
            create temporary table metrics_closing on commit drop as
            select distinct on (_row) * from (
            select r.ctid as _row, greatest({Start("n")}, r.{SnapshotRule.ValidFrom} + {Instant}) as _at
            from {NewRows.Table} as n join {stored} as r on {rows.SameKey("r", "n")} where {current} and {Changed(rows)}
            {Gone(stored, current, rows, touched)}) as c order by _row, _at
            """, ct);
        await VersionedRelation.ExecuteAsync(connection, $"analyze {Closing}", ct);
        var others = all.Select(c => c.Name).Except(SnapshotRule.Added).Select(SqlSpelling.Identifier).ToList();
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} (
              {string.Join(", ", others)}, {SnapshotRule.ValidFrom}, {SnapshotRule.ValidTo}, {SnapshotRule.IsCurrent}, {RowsAt.From})
            select {string.Join(", ", others.Select(c => $"r.{c}"))}, r.{SnapshotRule.ValidFrom}, c._at, false, {number}
            from {Closing} as c join {stored} as r on r.ctid = c._row
            """, ct);
        var ended = await VersionedRelation.ExecuteAsync(
            connection, $"update {stored} as r set {RowsAt.To} = {number} from {Closing} as c where r.ctid = c._row", ct);
        var names = columns.Select(c => SqlSpelling.Identifier(c.Name)).ToList();
        // A state that was closed just now is followed without a gap. The state of a key that had been gone begins when the key was
        // changed, if that was after its end, else at this snapshot; the time between stays a gap. Two states of a key never overlap.
        written += await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} (
              {string.Join(", ", names)}, {SnapshotRule.ValidFrom}, {SnapshotRule.ValidTo}, {SnapshotRule.IsCurrent}, {RowsAt.From})
            select {string.Join(", ", names.Select(c => $"n.{c}"))},
              case when l._to is null or l._now or {Start("n")} > l._to then greatest({Start("n")}, l._to)
                else greatest({TakenAt}, l._to) end, null, true, {number}
            from {NewRows.Table} as n
            cross join lateral (
              select max(r.{SnapshotRule.ValidTo}) as _to, bool_or(r.{RowsAt.From} = {number}) as _now
              from {stored} as r where r.{RowsAt.To} is null and {rows.SameKey("r", "n")}) as l
            where not exists (select from {stored} as r where {current} and {rows.SameKey("r", "n")})
            """, ct);
        return new RowChange(ended, written);
    }

    private string Start(string alias) => rule.UpdatedAt is { } column ? $"{alias}.{SqlSpelling.Identifier(column)}::{TimeType}" : TakenAt;

    private string Changed(NewRows rows)
    {
        var changed = rule.UpdatedAt is { } column
            ? $"n.{SqlSpelling.Identifier(column)} > r.{SqlSpelling.Identifier(column)}"
            : $"not ({NewRows.Same(columns.Where(c => rule.Check.Count == 0 || rule.Check.Contains(c.Name)), "r", "n")})";
        return rows.Single("n") is { Length: > 0 } single ? $"({changed} or not (true{single}))" : changed;
    }

    private string Gone(string stored, string current, NewRows rows, TouchedRows? touched)
    {
        if (!rule.CloseDeleted)
            return "";
        var gone = (touched?.Scopes ?? [new RowScope(null, _ => "true")]).Select(s =>
            $"""
            union all
            select r.ctid, greatest({TakenAt}, r.{SnapshotRule.ValidFrom} + {Instant})
            from {stored} as r{(s.Table is null ? "" : $" join {s.Table} as w on {s.On("r")}")}
            where {current} and {(s.Table is null ? s.On("r") : "true")}
              and not exists (select from {NewRows.Table} as n where {rows.SameKey("r", "n")})
            """);
        return string.Join('\n', gone);
    }
}
