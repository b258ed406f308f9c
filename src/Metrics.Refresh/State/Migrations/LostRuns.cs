using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>The contract views show runs whose process is gone as ended, and such runs can be requested again.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261128000010_LostRuns")]
internal sealed class LostRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table ops.run_request
          add column retry_when_lost boolean not null default false,
          add column attempt int not null default 1 check (attempt > 0);

        -- When the holder before this one last held the lease.
        alter table ops.lease add column previous_end timestamptz;

        create index on ops.run (id) where status = 'running';

        -- A run that is said to be at work though its lease is somebody else's, nobody's, or has not been renewed for twice its length.
        -- A standby sees the lease late, so there nothing is lost before the primary says so.
        create view ops.lost_run as
        select r.id, r.epoch,
               greatest(r.started_at, case when l.epoch = r.epoch then coalesce(l.expires_at, l.renewed_at)
                 else coalesce(l.previous_end, l.acquired_at) end) as lost_at,
               case when c.asked then 'cancelled' else 'failed' end as status,
               case when c.asked then 'cancelled on request; its process ended before it could say so'
                 else 'error R135: the process that made this run ended, or lost PostgreSQL, before it could say how the run ended; '
                   || 'nothing it built is published' end as error
        from ops.run r
        join ops.lease l on l.name = 'refresh'
        cross join lateral (
          select exists (select from ops.run_request q where q.kind = 'cancel' and q.target = r.id) as asked) c
        where r.status = 'running' and not pg_is_in_recovery()
          and not coalesce(
            l.epoch = r.epoch and l.run_id = r.id and clock_timestamp() < l.expires_at + (l.expires_at - l.renewed_at), false);

        create or replace view ops.api_run as
        select r.id, r.kind, coalesce(x.status, r.status) as status, r.selection, r.full_refresh, r.trigger, r.requested_at, r.started_at,
               coalesce(r.finished_at, x.lost_at) as finished_at, r.publication, coalesce(r.error, x.error) as error, r.warnings,
               r.models_total, r.models_published, r.models_failed, r.retry_of, coalesce(a.retry_when_lost, false) as retry_when_lost
        from ops.run r
        left join ops.lost_run x on x.id = r.id
        left join ops.run_request a on a.id = r.id
        union all
        select q.id, q.kind, case when c.target is null then 'queued' else 'cancelled' end, q.selection, q.full_refresh, 'request',
               q.requested_at, null, c.requested_at, null, null, '[]'::jsonb, 0, 0, 0, q.retry_of, q.retry_when_lost
        from ops.run_request q
        left join lateral (
          select target, min(requested_at) as requested_at from ops.run_request
          where kind = 'cancel' and target = q.id group by target) c on true
        where q.kind = 'run' and not exists (select from ops.run r where r.id = q.id);

        create or replace view ops.api_model_run as
        select m.run_id, m.model, m.layer, case when x.id is null then m.status else 'skipped' end as status, m.version, m.rows, m.rejected,
               m.bytes, m.started_at, coalesce(m.finished_at, x.lost_at) as finished_at, coalesce(m.error, x.error) as error
        from ops.model_run m
        left join ops.lost_run x on x.id = m.run_id and m.status = 'running';

        do $schema$ begin
          if (select version from ops.api_schema) < 6 then
            create or replace view ops.api_schema as select 6 as version;
          end if;
        end $schema$;
        """);
}
