using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Which project owns the database: the one that ran in it first.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261128000046_Owner")]
internal sealed class Owner : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table ops.project (
          one boolean primary key default true check (one),
          name text not null,
          since timestamptz not null default now());
        """);
}
