namespace Metrics.Refresh.State.Migrations;

internal static class InitContractViews
{
    public const string Sql = """
        create view ops.api_schema as select 1 as version;

        create view ops.api_table as
        select p.model, v.pack, v.layer, v.materialization, p.version, p.publication, v.relation, v.rows_at,
               v.columns, v.keys, v.ancestors, v.as_of, coalesce(a.checked_at, p.published_at) as checked_at, p.published_at, v.rejected,
               jsonb_build_object('status', a.status, 'at', a.at, 'run_id', a.run_id, 'detail', a.detail) as last_attempt, p.held
        from ops.published_table p
        join ops.table_version v on v.model = p.model and v.version = p.version
        join ops.table_attempt a on a.model = p.model;

        create view ops.api_table_version as
        select model, version, publication, relation, rows_at, columns, keys, ancestors, as_of, published_at
        from ops.table_version
        where state = 'published';

        create view ops.api_publication as
        select publication, run_id, published_at from ops.publication;

        create view ops.api_run as
        select id, kind, status, selection, full_refresh, trigger, requested_at, started_at, finished_at,
               publication, error, warnings, models_total, models_published, models_failed
        from ops.run
        union all
        select q.id, q.kind, case when c.target is null then 'queued' else 'cancelled' end, q.selection, q.full_refresh, 'request',
               q.requested_at, null, c.requested_at, null, null, '[]'::jsonb, 0, 0, 0
        from ops.run_request q
        left join lateral (
          select target, min(requested_at) as requested_at from ops.run_request
          where kind = 'cancel' and target = q.id group by target) c on true
        where q.kind = 'run' and not exists (select from ops.run r where r.id = q.id);

        create view ops.api_model_run as
        select run_id, model, layer, status, version, rows, rejected, bytes, started_at, finished_at, error from ops.model_run;

        create view ops.api_test as
        select run_id, model, test, severity, status, bad_rows, at, detail from ops.test_result;

        create view ops.api_worker as
        select id, host, started_at, seen_at from ops.worker;
        """;
}
