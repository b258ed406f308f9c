using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>The first schema of <c>ops</c>: tables, then the views that other services may read.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261121000000_Init")]
internal sealed class Init : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(InitTables.Sql);
        migrationBuilder.Sql(InitContractViews.Sql);
    }
}
