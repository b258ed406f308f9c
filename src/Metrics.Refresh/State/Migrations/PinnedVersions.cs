using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Older versions also show their counts of rejected rows, for pages that are still read from them.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261124000001_PinnedVersions")]
internal sealed class PinnedVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create or replace view ops.api_table_version as
        select model, version, publication, relation, rows_at, columns, keys, ancestors, as_of, published_at, rejected
        from ops.table_version
        where state = 'published';

        create or replace view ops.api_schema as select 3 as version;
        """);
}
