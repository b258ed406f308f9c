using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>Files due again are identified by name as well, since two files may have equal bytes.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261128000060_OwedFiles")]
internal sealed class OwedFiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "alter table ops.owed_file drop constraint owed_file_pkey, add primary key (model, sha256, name)");
}
