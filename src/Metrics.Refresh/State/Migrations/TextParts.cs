using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>What is said of tables, in two parts: for everybody, and for whoever may see their data. Plain columns hold the whole text, for
/// operators.</summary>
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
                   p.held
        from ops.published_table p
        join ops.table_version v on v.model = p.model and v.version = p.version
        join ops.table_attempt a on a.model = p.model;

        create or replace view ops.api_run as
        select id, kind, status, selection, full_refresh, trigger, requested_at, started_at, finished_at,
               publication, error, warnings, models_total, models_published, models_failed, retry_of, error_said, warnings_said
        from ops.run
        union all
        select q.id, q.kind, case when c.target is null then 'queued' else 'cancelled' end, q.selection, q.full_refresh, 'request',
               q.requested_at, null, c.requested_at, null, null, '[]'::jsonb, 0, 0, 0, q.retry_of, null, null
        from ops.run_request q
        left join lateral (
          select target, min(requested_at) as requested_at from ops.run_request
          where kind = 'cancel' and target = q.id group by target) c on true
        where q.kind = 'run' and not exists (select from ops.run r where r.id = q.id);

        create or replace view ops.api_model_run as
        select run_id, model, layer, status, version, rows, rejected, bytes, started_at, finished_at, error, said from ops.model_run;

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
