using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Builds that are made slice by slice: the relation, its fingerprint, and which slices are done.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261124000004_Backfill")]
internal sealed class Backfill : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table ops.backfill (
          model text primary key,
          version bigint not null,
          relation text not null,
          fingerprint text not null,
          slice text not null,
          columns jsonb not null,
          done timestamp[] not null default '{}',
          written bigint not null default 0,
          finished boolean not null default false);
        """);
}
