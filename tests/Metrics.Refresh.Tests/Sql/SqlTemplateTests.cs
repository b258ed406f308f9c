using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Sql;

namespace Metrics.Refresh.Tests.Sql;

public sealed class SqlTemplateTests
{
    [Theory]
    [InlineData("select * from {{ ref('a') }}", "select * from store.a1 as \"a\"")]
    [InlineData("select * from {{ ref('a') }} x where x.i = 1", "select * from store.a1 x where x.i = 1")]
    [InlineData("select * from {{ ref('a') }} -- the a's\nwhere i = 1", "select * from store.a1 as \"a\" -- the a's\nwhere i = 1")]
    [InlineData(
        "select * from {{ ref(\"a\") }} as x join {{ source('s','t') }} on true;",
        "select * from store.a1 as x join store.s__t1 as \"t\" on true")]
    [InlineData(
        "select '{{ var('v') }}' {# a remark #}from {{ ref('a') }}, {{ ref('b') }}",
        "select 'blue' from store.a1 as \"a\", store.b1 as \"b\"")]
    public void References_become_relations_with_an_alias_where_the_author_gave_none(string text, string sql)
    {
        var problems = new List<Diagnostic>();
        var template = SqlTemplate.Parse(text, new SourceLocation("m.sql", 1, 1), problems);
        Assert.Empty(problems);
        Assert.Equal(sql, template.Render(name => $"store.{name}1", name => name == "v" ? "blue" : throw new KeyNotFoundException(name)));
    }

    [Theory]
    [InlineData("select 1\nfrom {{ reff('a') }}", "m.sql:2:6: error C102")]
    [InlineData("{% if true %} select 1", "m.sql:1:1: error C102")]
    [InlineData("select {{ ref('a', 'b') }}", "ref takes one name")]
    public void What_is_not_understood_is_reported_at_its_place(string text, string message)
    {
        var problems = new List<Diagnostic>();
        SqlTemplate.Parse(text, new SourceLocation("m.sql", 1, 1), problems);
        Assert.Contains(message, Assert.Single(problems).ToString());
    }

    [Theory]
    [InlineData("select now()", "now")]
    [InlineData("select CURRENT_DATE - 1", "CURRENT_DATE")]
    [InlineData("select x from t where y < localtimestamp", "localtimestamp")]
    [InlineData("select 'now()' as text -- now()", null)]
    [InlineData("select /* random() */ known, t.now, nowhere from t", null)]
    [InlineData("select \"now\"() from t", null)]
    public void Volatile_functions_are_found_outside_quotes_and_comments(string sql, string? found) =>
        Assert.Equal(found, SqlScan.FirstVolatile(sql)?.Name);
}
