using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>What a run is about to publish, so that API processes can warm their caches, and which processes have done so.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261128000031_Candidates")]
internal sealed class Candidates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- One row or none, since one run at a time has the lease.
        create table ops.candidate (
          run_id uuid primary key,
          one boolean not null default true unique check (one),
          epoch bigint not null,
          offered_at timestamptz not null,
          models text[] not null,
          versions bigint[] not null,
          retired text[] not null,
          files jsonb,
          types jsonb,
          check (cardinality(models) = cardinality(versions)),
          check ((files is null) = (types is null)));

        create table ops.candidate_ready (
          run_id uuid not null references ops.candidate on delete cascade,
          process text not null,
          answers int not null,
          reported_at timestamptz not null default clock_timestamp(),
          primary key (run_id, process));

        -- Nobody answers for a candidate whose run has lost the lease or let it expire.
        create view ops.api_candidate as
        select c.run_id, c.offered_at, c.retired, c.files, c.types
        from ops.candidate c
        join ops.lease l on l.name = 'refresh' and l.run_id = c.run_id and l.epoch = c.epoch and l.expires_at > clock_timestamp();

        create view ops.api_candidate_table as
        select c.run_id, v.model, v.pack, v.layer, v.version, v.relation, v.rows_at, v.columns, v.keys, v.ancestors, v.as_of, v.rejected,
          v.built_at
        from ops.candidate c
        cross join unnest(c.models, c.versions) as t (model, version)
        join ops.table_version v on v.model = t.model and v.version = t.version and v.epoch = c.epoch and v.state = 'built';

        -- The instant of the build tells version 7 of one warehouse from that of another, or of a restored backup, before anything is
        -- published.
        create or replace view ops.api_table as
        select p.model, v.pack, v.layer, v.materialization, p.version, p.publication, v.relation, v.rows_at,
               v.columns, v.keys, v.ancestors, v.as_of, coalesce(a.checked_at, p.published_at) as checked_at, p.published_at, v.rejected,
               jsonb_build_object('status', a.status, 'at', a.at, 'run_id', a.run_id, 'detail', a.detail) as last_attempt, p.held,
               v.built_at
        from ops.published_table p
        join ops.table_version v on v.model = p.model and v.version = p.version
        join ops.table_attempt a on a.model = p.model;

        create or replace view ops.api_table_version as
        select model, version, publication, relation, rows_at, columns, keys, ancestors, as_of, published_at, rejected, built_at
        from ops.table_version
        where state = 'published' and withdrawn_at is null;

        do $schema$ begin
          if (select version from ops.api_schema) < 6 then
            create or replace view ops.api_schema as select 6 as version;
          end if;
        end $schema$;
        """);
}
