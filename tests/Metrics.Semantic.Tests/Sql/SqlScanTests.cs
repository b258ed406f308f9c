using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Tests.Sql;

public sealed class SqlScanTests
{
    [Theory]
    [InlineData("select now()", "now")]
    [InlineData("case when due < CURRENT_DATE then 1 end", "CURRENT_DATE")]
    [InlineData("random() < 0.5", "random")]
    [InlineData("due < 'today'::date", "'today'")]
    [InlineData("due < timestamp ' Now '", "' Now '")]
    [InlineData("extract(year from age(born))", "age")]
    [InlineData("age(coalesce(born, registered))", "age")]
    public void What_gives_something_else_each_time_is_found(string sql, string found) => Assert.Equal(found, SqlScan.FirstPassing(sql));

    [Theory]
    [InlineData("age(closed, opened)")]
    [InlineData("age(coalesce(closed, opened), opened)")]
    [InlineData("customer_age(born) + known(1) + t.now")]
    [InlineData("'it says now() and current_date' -- random()")]
    [InlineData("date_trunc('day', happened_at) /* now() */")]
    [InlineData("\"current_date\"")]
    [InlineData("status = 'nowhere'")]
    public void What_only_looks_like_it_is_not(string sql) => Assert.Null(SqlScan.FirstPassing(sql));
}
