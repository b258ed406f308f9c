using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>The catalog is published together with the tables: its texts, and the types of its expressions.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261122000000_Catalog")]
internal sealed class PublishedCatalogs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table ops.catalog_file (
          path text primary key,
          pack text not null,
          text text not null,
          kept boolean not null,
          publication bigint not null references ops.publication);

        create table ops.catalog_type (
          model text not null,
          name text not null,
          sql_type text not null,
          primary key (model, name));

        create view ops.api_catalog_file as
        select publication, path, pack, text, kept from ops.catalog_file;

        create view ops.api_catalog_type as
        select model, name, sql_type from ops.catalog_type;

        create or replace view ops.api_schema as select 2 as version;
        """);
}
