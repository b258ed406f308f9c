using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>A table's last attempt also says how many data tests found something that did not keep it from being published.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261130000010_WarnedTests")]
internal sealed class WarnedTests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create or replace view ops.api_table as
        select p.model, v.pack, v.layer, v.materialization, p.version, p.publication, v.relation, v.rows_at,
               v.columns, v.keys, v.ancestors, v.as_of, coalesce(a.checked_at, p.published_at) as checked_at, p.published_at, v.rejected,
               jsonb_build_object('status', a.status, 'at', a.at, 'run_id', a.run_id, 'detail', a.detail, 'said', a.said,
                 'warned', coalesce(w.tests, 0)) as last_attempt,
               p.held, v.built_at
        from ops.published_table p
        join ops.table_version v on v.model = p.model and v.version = p.version
        join ops.table_attempt a on a.model = p.model
        left join (
          -- Golden tests are stored under the names of metrics.
          select model, count(*) as tests from ops.latest_test
          where (status = 'warned' or (status = 'error' and severity = 'warn')) and said #>> '{model,detail}' is null
          group by model) w on w.model = p.model;
        """);
}
