using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Runs that do what another run left undone, and files that have to be read again after a rollback.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261125000010_Retries")]
internal sealed class Retries : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- No reference: the run may be forgotten before the one that took it up.
        alter table ops.run add column retry_of uuid;
        alter table ops.run_request
          add column retry_of uuid,
          add check (retry_of is null or (kind = 'run' and selection is null and not full_refresh));

        create or replace view ops.api_run as
        select id, kind, status, selection, full_refresh, trigger, requested_at, started_at, finished_at,
               publication, error, warnings, models_total, models_published, models_failed, retry_of
        from ops.run
        union all
        select q.id, q.kind, case when c.target is null then 'queued' else 'cancelled' end, q.selection, q.full_refresh, 'request',
               q.requested_at, null, c.requested_at, null, null, '[]'::jsonb, 0, 0, 0, q.retry_of
        from ops.run_request q
        left join lateral (
          select target, min(requested_at) as requested_at from ops.run_request
          where kind = 'cancel' and target = q.id group by target) c on true
        where q.kind = 'run' and not exists (select from ops.run r where r.id = q.id);

        -- Rows of these files were published, and are not now: the next version of the table has to read them again.
        create table ops.owed_file (
          model text not null,
          sha256 text not null,
          name text not null,
          primary key (model, sha256));

        do $schema$ begin
          if (select version from ops.api_schema) < 5 then
            create or replace view ops.api_schema as select 5 as version;
          end if;
        end $schema$;
        """);
}
