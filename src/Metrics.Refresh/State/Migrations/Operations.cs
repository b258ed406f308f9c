using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>What a version was made from, the latest result of each data test, and samples of bad rows.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261125000001_Operations")]
internal sealed class Operations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table ops.version_origin (
          model text not null,
          version bigint not null,
          inputs jsonb not null,
          source text,
          connector text,
          primary key (model, version),
          foreign key (model, version) references ops.table_version on delete cascade);

        create view ops.api_origin as
        select p.model, coalesce(o.inputs, v.ancestors) as inputs, o.source, o.connector
        from ops.published_table p
        join ops.table_version v on v.model = p.model and v.version = p.version
        left join ops.version_origin o on o.model = p.model and o.version = p.version;

        create table ops.latest_test (
          model text not null,
          test text not null,
          run_id uuid not null,
          severity text not null,
          status text not null,
          bad_rows bigint not null,
          at timestamptz not null,
          detail text,
          primary key (model, test));

        create view ops.api_latest_test as
        select model, test, run_id, severity, status, bad_rows, at, detail from ops.latest_test;

        create table ops.test_sample (
          id bigint generated always as identity primary key,
          run_id uuid not null references ops.run on delete cascade,
          model text not null,
          test text not null,
          bad_row jsonb not null);
        create index on ops.test_sample (run_id);

        create index on ops.run (finished_at);

        do $schema$ begin
          if (select version from ops.api_schema) < 4 then
            create or replace view ops.api_schema as select 4 as version;
          end if;
        end $schema$;
        """);
}
