using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Messages about tables in two parts: one for all callers, and one for those who may see the tables' data. The plain columns
/// keep the whole text for operators.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261128000040_TextParts")]
internal sealed class TextParts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- Null where an older release wrote the text: then nobody knows what is in it, and it is for administrators alone.
        alter table ops.table_attempt add column said jsonb;
        alter table ops.model_run add column said jsonb;
        alter table ops.test_result add column said jsonb;
        alter table ops.latest_test add column said jsonb;
        alter table ops.run add column error_said jsonb, add column warnings_said jsonb;

        create or replace view ops.api_table as
        select p.model, v.pack, v.layer, v.materialization, p.version, p.publication, v.relation, v.rows_at,
               v.columns, v.keys, v.ancestors, v.as_of, coalesce(a.checked_at, p.published_at) as checked_at, p.published_at, v.rejected,
               jsonb_build_object('status', a.status, 'at', a.at, 'run_id', a.run_id, 'detail', a.detail, 'said', a.said) as last_attempt,
               p.held, v.built_at
        from ops.published_table p
        join ops.table_version v on v.model = p.model and v.version = p.version
        join ops.table_attempt a on a.model = p.model;

        -- What is said of a lost run came out of nothing but the lease.
        create view ops.lost_run_said as
        select x.id, jsonb_build_object(
            'public', x.error, 'detail', null, 'tables', '[]'::jsonb, 'connected', '[]'::jsonb, 'sealed', false) as said
        from ops.lost_run x;

        create or replace view ops.api_run as
        select r.id, r.kind, coalesce(x.status, r.status) as status, r.selection, r.full_refresh, r.trigger, r.requested_at, r.started_at,
               coalesce(r.finished_at, x.lost_at) as finished_at, r.publication, coalesce(r.error, x.error) as error, r.warnings,
               r.models_total, r.models_published, r.models_failed, r.retry_of, coalesce(a.retry_when_lost, false) as retry_when_lost,
               case when r.error is null and x.id is not null
                 then (select jsonb_build_array(s.said) from ops.lost_run_said s where s.id = x.id)
                 else r.error_said end as error_said, r.warnings_said
        from ops.run r
        left join ops.lost_run x on x.id = r.id
        left join ops.run_request a on a.id = r.id
        union all
        select q.id, q.kind, case when c.target is null then 'queued' else 'cancelled' end, q.selection, q.full_refresh, 'request',
               q.requested_at, null, c.requested_at, null, null, '[]'::jsonb, 0, 0, 0, q.retry_of, q.retry_when_lost, null, null
        from ops.run_request q
        left join lateral (
          select target, min(requested_at) as requested_at from ops.run_request
          where kind = 'cancel' and target = q.id group by target) c on true
        where q.kind = 'run' and not exists (select from ops.run r where r.id = q.id);

        create or replace view ops.api_model_run as
        select m.run_id, m.model, m.layer, case when x.id is null then m.status else 'skipped' end as status, m.version, m.rows, m.rejected,
               m.bytes, m.started_at, coalesce(m.finished_at, x.lost_at) as finished_at, coalesce(m.error, x.error) as error,
               case when m.error is null and x.id is not null then (select s.said from ops.lost_run_said s where s.id = x.id)
                 else m.said end as said
        from ops.model_run m
        left join ops.lost_run x on x.id = m.run_id and m.status = 'running';

        create or replace view ops.api_test as
        select run_id, model, test, severity, status, bad_rows, at, detail, said from ops.test_result;

        create or replace view ops.api_latest_test as
        select model, test, run_id, severity, status, bad_rows, at, detail, said from ops.latest_test;

        do $schema$ begin
          if (select version from ops.api_schema) < 6 then
            create or replace view ops.api_schema as select 6 as version;
          end if;
        end $schema$;
        """);
}
