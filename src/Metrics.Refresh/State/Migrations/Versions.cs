using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Versions that share a relation, versions that were rolled back, and the history of each pointer.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261124000002_Versions")]
internal sealed class Versions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table ops.table_version
          add column definition text,
          add column cursor jsonb,
          add column clean_tests text[] not null default '{}',
          add column withdrawn_at timestamptz;

        create or replace view ops.api_table_version as
        select model, version, publication, relation, rows_at, columns, keys, ancestors, as_of, published_at, rejected
        from ops.table_version
        where state = 'published' and withdrawn_at is null;

        create table ops.pointer_move (
          publication bigint not null references ops.publication,
          model text not null,
          version bigint,
          primary key (model, publication));

        insert into ops.pointer_move (publication, model, version)
        select distinct on (model, publication) publication, model, version from ops.table_version
        where state = 'published' order by model, publication, version desc;
        """);
}
