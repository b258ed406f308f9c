using System.Globalization;
using Metrics.Domain;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>
/// Some rows of a model: those for which <see cref="On"/> holds with a row of <see cref="Table"/> or, without a table, on their own.
/// </summary>
internal sealed record RowScope(string? Table, Func<string, string> On);

/// <summary>The part of a model that an increment recomputes: the input's rows it depends on, and the model's rows it replaces.</summary>
/// <param name="InputRows">Every row of the input, changed or not, that the part depends on, as SQL for FROM.</param>
/// <param name="Scopes">The model's rows in that part; no row is in two scopes.</param>
/// <param name="MustFit">Whether other rows that the query yields from this input are an error (true) or left out (false).</param>
internal sealed record TouchedRows(string InputRows, EquatableList<RowScope> Scopes, bool MustFit)
{
    private const string Touched = "pg_temp.metrics_touched";
    private const string Needed = "pg_temp.metrics_needed";

    /// <summary>
    /// Finds the part for the changes between two versions of an input, using temporary tables of the transaction.
    /// </summary>
    public static Task<TouchedRows> FindAsync(
        NpgsqlConnection connection, Increment increment, BuiltVersion input, long since, CancellationToken ct) => increment switch
    {
        Increment.Matched matched => MatchedAsync(connection, matched, input, since, ct),
        Increment.Windowed windowed => WindowedAsync(connection, windowed, input, since, ct),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<TouchedRows> MatchedAsync(
        NpgsqlConnection connection, Increment.Matched increment, BuiltVersion input, long since, CancellationToken ct)
    {
        var (columns, places) = (increment.Columns, Enumerable.Range(1, increment.Columns.Count).Select(i => $"_w{i}").ToList());
        var values = string.Join(", ", columns.Zip(places, (c, p) => $"({c.Expression}) as {p}"));
        await VersionedRelation.ExecuteAsync(
            connection, $"create temporary table metrics_touched on commit drop as {Changed(values, input, since)}", ct);
        var isNull = string.Join(" or ", places.Select(p => $"{p} is null"));
        var nulls = await VersionedRelation.ExecuteAsync(connection, $"delete from {Touched} where {isNull}", ct) > 0;
        await VersionedRelation.ExecuteAsync(connection, $"analyze {Touched}", ct);
        var join = string.Join(" and ", columns.Zip(places, (c, p) => $"({c.Expression}) = w.{p}"));
        var absent = string.Join(" or ", columns.Select(c => $"({c.Expression}) is null"));
        return new TouchedRows(
            InputOf(input, Touched, join, nulls ? absent : null),
            Split(
                new RowScope(
                    Touched,
                    alias => string.Join(" and ", columns.Zip(places, (c, p) => $"{alias}.{SqlSpelling.Identifier(c.Column)} = w.{p}"))),
                // A null equals nothing, so all rows with a null among the matched columns are recomputed together.
                nulls
                    ? alias => "(" + string.Join(" or ", columns.Select(c => $"{alias}.{SqlSpelling.Identifier(c.Column)} is null")) + ")"
                    : null),
            MustFit: true);
    }

    private static async Task<TouchedRows> WindowedAsync(
        NpgsqlConnection connection, Increment.Windowed increment, BuiltVersion input, long since, CancellationToken ct)
    {
        await VersionedRelation.ExecuteAsync(connection,
            $"create temporary table metrics_times on commit drop as {Changed($"({increment.Time})::timestamp as t", input, since)}", ct);
        await VersionedRelation.ExecuteAsync(connection,
            $"""
            create temporary table metrics_touched on commit drop as
            select distinct w as _w_from, w + {Step(increment)} as _w_to
            from pg_temp.metrics_times, generate_series(
              date_trunc({Unit(increment)}, t), date_trunc({Unit(increment)}, t + {Lookback(increment)}), {Step(increment)}) as w
            where t is not null
            """, ct);
        var nulls = await VersionedRelation.ExecuteAsync(connection, "delete from pg_temp.metrics_times where t is null", ct) > 0;
        return await OfTouchedAsync(connection, increment, input, nulls, ct);
    }

    /// <summary>The rows of all windows that begin in a range of time, changed or not.</summary>
    public static async Task<TouchedRows> OfTimeAsync(
        NpgsqlConnection connection, Increment.Windowed increment, BuiltVersion input, DateTime from, DateTime to, bool withNulls,
        CancellationToken ct)
    {
        var (first, end) = (Time(from), Time(to));
        await VersionedRelation.ExecuteAsync(connection,
            $"""
            create temporary table metrics_touched on commit drop as
            select w as _w_from, w + {Step(increment)} as _w_to from generate_series({first}, {end}, {Step(increment)}) as w where w < {end}
            """, ct);
        return await OfTouchedAsync(connection, increment, input, withNulls, ct);
    }

    public static string Step(Increment.Windowed increment) =>
        increment.Unit == "quarter" ? "interval '3 months'" : $"interval '1 {increment.Unit}'";

    private static string Unit(Increment.Windowed increment) => SqlSpelling.Literal(increment.Unit);

    private static string Lookback(Increment.Windowed increment) =>
        string.Create(CultureInfo.InvariantCulture, $"interval '{increment.Lookback.TotalSeconds} seconds'");

    private static string Time(DateTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"timestamp '{time:yyyy-MM-dd HH:mm:ss.ffffff}'");

    private static async Task<TouchedRows> OfTouchedAsync(
        NpgsqlConnection connection, Increment.Windowed increment, BuiltVersion input, bool nulls, CancellationToken ct)
    {
        await VersionedRelation.ExecuteAsync(connection,
            $"""
            create temporary table metrics_needed on commit drop as
            select distinct w as _w_from, w + {Step(increment)} as _w_to
            from {Touched}, generate_series(date_trunc({Unit(increment)}, _w_from - {Lookback(increment)}), _w_from, {Step(increment)}) as w
            """, ct);
        await VersionedRelation.ExecuteAsync(connection, $"analyze {Touched}, {Needed}", ct);
        var column = SqlSpelling.Identifier(increment.Column);
        return new TouchedRows(
            InputOf(
                input, Needed, $"({increment.Time}) >= w._w_from and ({increment.Time}) < w._w_to",
                nulls ? $"({increment.Time}) is null" : null),
            Split(
                new RowScope(Touched, alias => $"{alias}.{column} >= w._w_from and {alias}.{column} < w._w_to"),
                nulls ? alias => $"{alias}.{column} is null" : null),
            MustFit: false);
    }

    private static EquatableList<RowScope> Split(RowScope joined, Func<string, string>? nulls) =>
        nulls is null ? [joined] : [joined, new RowScope(null, nulls)];

    // The rows written and the rows ended, each found by an index of its own. UNION makes them distinct.
    private static string Changed(string values, BuiltVersion input, long since)
    {
        var stored = SqlSpelling.Stored(input.Relation);
        var (from, to) = (VersionedRelation.Text(since), VersionedRelation.Text(input.RowsAt!.Value));
        return $"select {values} from {stored} where {RowsAt.From} > {from} and {RowsAt.From} <= {to} "
            + $"union select {values} from {stored} where {RowsAt.To} > {from} and {RowsAt.To} <= {to}";
    }

    private static string InputOf(BuiltVersion input, string table, string on, string? absent)
    {
        var (columns, stored) = (RowsAt.Columns(input, "d"), SqlSpelling.Stored(input.Relation));
        var visible = input.RowsAt is { } at ? RowsAt.Visible(at, "d") : "true";
        var joined = $"select {columns} from {table} as w join {stored} as d on {on} where {visible}";
        return absent is null ? $"({joined})" : $"({joined} union all select {columns} from {stored} as d where {visible} and ({absent}))";
    }
}
