namespace Metrics.Semantic.Tests.Publications;

/// <summary>
/// Publishes what stands in schema <c>store</c>: of <c>store.sale_v1</c> and <c>store.sale_v2</c> the second, as model <c>sale</c>.
/// </summary>
internal static class PublishedTables
{
    public static string Sql(long publication) =>
        $$"""
        insert into ops.api_publication values ({{publication}}, gen_random_uuid(), now());
        create temp table found as
        select distinct on (model) * from (
          select substring(c.relname from '^(.*)_v\d+$') as model, substring(c.relname from '_v(\d+)$')::bigint as version,
            c.relname as relation,
            (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
              from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
            coalesce((select jsonb_agg((select jsonb_agg(a.attname) from pg_attribute a
              where a.attrelid = c.oid and a.attnum = any (i.indkey)))
              from pg_index i where i.indrelid = c.oid and i.indisunique), '[]') as keys
          from pg_class c where c.relnamespace = 'store'::regnamespace and c.relkind = 'r') as t
        order by model, version desc;
        delete from ops.api_table t using found f where t.model = f.model and t.version <> f.version;
        insert into ops.api_table
        select model, 'shop', 'gold', 'table', version, {{publication}}, relation, null, columns, keys, '[]',
          '2026-11-20 03:00+00', now(), now(), '[]',
          jsonb_build_object('status', 'published', 'at', now(), 'run_id', gen_random_uuid(), 'detail', null), false, now()
        from found on conflict (model) do nothing;
        insert into ops.api_table_version select model, version, publication, relation, rows_at, columns, keys, ancestors, as_of,
          published_at, rejected, built_at
        from ops.api_table t where not exists (select 1 from ops.api_table_version v where v.model = t.model and v.version = t.version);
        drop table found;
        select pg_notify('metrics_published', '{{publication}}');
        """;
}
