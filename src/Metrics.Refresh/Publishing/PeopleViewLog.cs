using Metrics.Answering.Publications;
using Metrics.Domain;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Publishing;

/// <summary>
/// Which views should exist and which do: <c>ops.people_view</c> records what each shows, in the transaction that makes it.
/// </summary>
internal static class PeopleViewLog
{
    private const string Wanted =
        """
        with shown as (
          select v.layer, p.model as name, v.relation, v.rows_at,
                 (select jsonb_agg(c ->> 'name' order by n) from jsonb_array_elements(v.columns) with ordinality as t (c, n)) as columns
          from ops.published_table p join ops.table_version v on v.model = p.model and v.version = p.version
          union all
          select v.layer, p.model || '__rejected', v.rejects_relation,
                 case when exists (
                   select from pg_attribute a
                   where a.attrelid = to_regclass(format('store.%I', v.rejects_relation)) and a.attname = '_v_from') then v.rows_at end,
                 (select jsonb_agg(a.attname order by a.attnum) from pg_attribute a
                  where a.attrelid = to_regclass(format('store.%I', v.rejects_relation)) and a.attnum > 0 and not a.attisdropped
                    and a.attname not in ('_v_from', '_v_to'))
          from ops.published_table p join ops.table_version v on v.model = p.model and v.version = p.version
          where v.rejects_relation is not null)
        select layer, name, relation, rows_at, columns::text from shown where columns is not null order by layer, name
        """;

    // A view that was dropped by hand does not exist, whatever the record says.
    private const string Made =
        """
        select v.schema_name, v.view_name, v.relation, v.rows_at, v.columns::text from ops.people_view v
        where exists (select from pg_class c where c.oid = to_regclass(format('%I.%I', v.schema_name, v.view_name)) and c.relkind = 'v')
        order by 1, 2
        """;

    public static Task<List<PeopleView>> WantedAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ReadAsync(connection, Wanted, ct);

    public static Task<List<PeopleView>> MadeAsync(NpgsqlConnection connection, CancellationToken ct) => ReadAsync(connection, Made, ct);

    public static async Task RecordAsync(NpgsqlConnection connection, PeopleView view, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.people_view (schema_name, view_name, relation, rows_at, columns) values ($1, $2, $3, $4, $5)
            on conflict (schema_name, view_name)
            do update set relation = excluded.relation, rows_at = excluded.rows_at, columns = excluded.columns
            """, connection);
        command.Parameters.AddWithValue(view.Schema);
        command.Parameters.AddWithValue(view.Name);
        command.Parameters.AddWithValue(view.Relation);
        command.Parameters.Add(new() { Value = (object?)view.RowsAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(view.Columns));
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task ForgetAsync(NpgsqlConnection connection, PeopleView view, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from ops.people_view where schema_name = $1 and view_name = $2", connection);
        command.Parameters.AddWithValue(view.Schema);
        command.Parameters.AddWithValue(view.Name);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<PeopleView>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var views = new List<PeopleView>();
        while (await reader.ReadAsync(ct))
            views.Add(new PeopleView(reader.GetString(0), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetInt64(3), StoredJson.ReadTexts(reader.GetString(4))));
        return views;
    }
}
