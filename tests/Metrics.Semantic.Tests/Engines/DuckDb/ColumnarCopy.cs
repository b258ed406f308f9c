using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using DuckDB.NET.Data;
using Metrics.Domain.Results;
using Metrics.Engines.DuckDb;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>The tables of a database once more in DuckDB's memory, copied anew when a row of theirs has changed.</summary>
internal sealed class ColumnarCopy : ISharedTables, IAsyncDisposable
{
    private const string Schemas = "not in ('pg_catalog', 'information_schema', 'ops')";

    private static readonly ConcurrentDictionary<string, Lazy<bool>> Rules = new(StringComparer.Ordinal);
    private readonly NpgsqlDataSource _data;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-columnar-");
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, DataType>> _tables = new(StringComparer.Ordinal);
    private Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    public ColumnarCopy(NpgsqlDataSource data)
    {
        _data = data;
        Engine = DuckDbEngine.Open(new DuckDbSettings { Folder = _folder.FullName, MemoryMiB = 256, Threads = 1 }, this);
    }

    public DuckDbEngine Engine { get; }

    /// <summary>The columns of a table that is copied, but for those that no copy holds.</summary>
    public IReadOnlyDictionary<string, DataType>? ColumnsOf(SqlSource.Relation relation) =>
        _tables.GetValueOrDefault($"{relation.Schema}.{relation.Name}");

    /// <summary>Whether both engines count a zone's hours alike, looked at once for all tests.</summary>
    public bool HasSameRules(string zone) => zone == "UTC" || Rules.GetOrAdd(zone, _ => new Lazy<bool>(() => Task.Run(async () =>
    {
        await using var store = new PostgresEngine(
            new PostgresSettings { ConnectionString = PostgresServer.Shared.CreateDatabase() }, TimeProvider.System);
        return await store.ZoneRulesAsync(zone, default) == await Engine.ZoneRulesAsync(zone, default);
    }).GetAwaiter().GetResult())).Value;

    /// <summary>Copies what is not copied as it is now.</summary>
    public async Task RefreshAsync()
    {
        await using var connection = await _data.OpenConnectionAsync();
        await connection.ExecuteAsync("set time zone 'UTC'; set datestyle = 'ISO'; set extra_float_digits = 1");
        var tables = (await connection.QueryAsync<(string Schema, string Name)>(
            $"select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', "
            + $"'v', 'm') and n.nspname {Schemas} and n.nspname not like 'pg_toast%' order by 1, 2")).ToList();
        // What its rows and its columns are.
        var looks = tables.Select(t =>
            $"""
            select '{t.Schema}.{t.Name}' as t, concat(count(*), ' ', sum(hashtextextended(cast(x as text), 0)), ' ',
              (select string_agg(concat(attname, ' ', atttypid, ' ', atttypmod), ',' order by attnum) from pg_attribute
                where attrelid = cast('{Place(t)}' as regclass) and attnum > 0 and not attisdropped)) as h
            from {Place(t)} as x
            """);
        var now = tables.Count == 0 ? [] : (await connection.QueryAsync<(string Table, string Look)>(string.Join("\nunion all\n", looks)))
            .ToDictionary(l => l.Table, l => l.Look, StringComparer.Ordinal);
        using var target = Engine.Connect();
        foreach (var gone in _seen.Keys.Except(now.Keys).ToList())
        {
            var (schema, name) = (gone[..gone.IndexOf('.')], gone[(gone.IndexOf('.') + 1)..]);
            Run(target, $"drop table if exists {DuckDbTypes.Quote(schema)}.{DuckDbTypes.Quote(name)}");
            _tables.TryRemove(gone, out _);
        }

        foreach (var (schema, name) in tables.Where(t => _seen.GetValueOrDefault($"{t.Schema}.{t.Name}") != now[$"{t.Schema}.{t.Name}"]))
            _tables[$"{schema}.{name}"] = await CopyAsync(connection, target, schema, name);
        _seen = now;
    }

    private static string Place((string Schema, string Name) table) => $"{DuckDbTypes.Quote(table.Schema)}.{DuckDbTypes.Quote(table.Name)}";

    private static void Run(DuckDBConnection target, string statement)
    {
        using var command = target.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<IReadOnlyDictionary<string, DataType>> CopyAsync(
        NpgsqlConnection source, DuckDBConnection target, string schema, string name)
    {
        var place = $"\"{schema}\".\"{name.Replace("\"", "\"\"")}\"";
        var columns = (await source.QueryAsync<(string Name, string Type, string Kind)>(
            "select a.attname, format_type(a.atttypid, a.atttypmod), cast(t.typtype as text) from pg_attribute a join pg_type t on t.oid "
            + "= a.atttypid where a.attrelid = cast(@place as regclass) and a.attnum > 0 and not a.attisdropped order by a.attnum",
            new { place })).ToList();
        var kept = new Dictionary<string, DataType>(StringComparer.Ordinal);
        foreach (var (column, type, kind) in columns)
        {
            if (await StoredAsync(source, place, column, type, kind) is { } stored)
                kept[column] = stored;
        }

        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.csv");
        await using (var text = File.CreateText(file))
        {
            using var rows = await source.BeginTextExportAsync(
                $"copy (select {string.Join(", ", kept.Keys.Select(c => $"cast({DuckDbTypes.Quote(c)} as text)").DefaultIfEmpty("'1'"))} "
                + $"from {place}) to stdout (format csv, force_quote *)");
            await text.WriteAsync(await rows.ReadToEndAsync());
        }

        var into = $"{DuckDbTypes.Quote(schema)}.{DuckDbTypes.Quote(name)}";
        var list = kept.Select(
            (c, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"cast(c{i} as {DuckDbTypes.Write(c.Value)}) as {DuckDbTypes.Quote(c.Key)}")).DefaultIfEmpty("1 as nothing");
        var read = string.Join(
            ", ", Enumerable.Range(0, Math.Max(1, kept.Count))
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"'c{i}': 'varchar'")));
        foreach (var statement in new[]
                 {
                     $"create schema if not exists {DuckDbTypes.Quote(schema)}", $"drop table if exists {into}",
                     $"create table {into} as select {string.Join(", ", list)} from read_csv('{file}', header = false, auto_detect = "
                     + $"false, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false, columns = {{{read}}})",
                 })
            Run(target, statement);

        File.Delete(file);
        return kept;
    }

    // What a copy holds it holds exactly: of numbers without places those that they have, of others nothing.
    private static async Task<DataType?> StoredAsync(NpgsqlConnection source, string place, string column, string printed, string kind)
    {
        var type = PostgresTypes.Read(printed);
        if (type.Kind == DataKind.Decimal)
        {
            var (widest, places, strange) = await source.QuerySingleAsync<(int?, int?, bool?)>(
                $"select max(length(trunc(abs(x))::text)), max(scale(x)), bool_or(x in ('NaN', 'Infinity', '-Infinity')) from (select "
                + $"{DuckDbTypes.Quote(column)} as x from {place}) as t where x is not null and x not in ('NaN', 'Infinity', "
                + $"'-Infinity') or x in ('NaN', 'Infinity', '-Infinity')");
            var scale = type.Scale ?? places ?? 0;
            return strange == true || scale < 0 || (widest ?? 0) + scale > 38 ? null
                : DataType.Decimal with { Precision = type.Precision is { } p and <= 38 && type.Scale is not null ? p : 38, Scale = scale };
        }

        // An end of time that is none would be extracted and compared otherwise.
        if (type.IsTime && await source.ExecuteScalarAsync<bool>(
            $"select exists (select from {place} where not isfinite({DuckDbTypes.Quote(column)}) or extract(year from "
            + $"{DuckDbTypes.Quote(column)}) not between 1 and 9999)"))
            return null;
        return type.Kind switch
        {
            DataKind.Text => type.IsPlainText ? type with { Stored = null } : null,
            DataKind.Other => kind == "e" ? type : null,
            DataKind.Json or DataKind.Unknown => null,
            _ => type with { Stored = null },
        };
    }
}
