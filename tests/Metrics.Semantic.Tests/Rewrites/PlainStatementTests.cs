using System.Text.RegularExpressions;

namespace Metrics.Semantic.Tests.Rewrites;

/// <summary>The SQL of plain questions has no more SELECTs than a person would write.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed partial class PlainStatementTests(MergedScanBed bed) : IClassFixture<MergedScanBed>
{
    [Theory]
    [InlineData("""{"metrics": ["rows", "amount"]}""", 2)]
    [InlineData("""{"metrics": ["rows"], "group_by": ["metric_time__month"], "order_by": ["-rows"], "limit": 5}""", 2)]
    [InlineData("""{"metrics": ["amount"], "group_by": ["shop__land", "sale__kind"], "where": ["shop__land = 'CH'", "amount > 1"]}""", 2)]
    [InlineData("""{"group_by": ["shop__land"]}""", 2)]
    // Once as a group and once in a condition: computed below both.
    [InlineData("""{"metrics": ["rows"], "group_by": ["sale__shout"], "where": ["sale__shout = 'OLD'"]}""", 3)]
    public async Task Rows_are_read_joined_filtered_and_aggregated_in_one(string json, int selects)
    {
        var explained = await bed.Bed.ExplainAsync(json);
        Assert.Equal(selects, Select().Count(explained.Statement.Text));
    }

    [Fact]
    public async Task Every_step_of_a_plan_is_still_told_by_the_plan()
    {
        var explained = await bed.Bed.ExplainAsync(
            """{"metrics": ["amount"], "group_by": ["shop__land"], "where": ["sale__kind = 'new'"]}""");
        Assert.Equal(
            """
            answer shop__land, amount ordered by k0, at most 100001 rows
              compute amount
                aggregate u0 amount = Sum by shop__land
                  where sale__kind = 'new'
                    take shop__land, sale__kind, u0 amount
                      join shops as to_shop on f.shop key = shop key, one row at most
                        scan sales (sale_v1): shop key, kind, u0 amount
                        scan shops (shop_v1): shop key, land

            """,
            explained.Plan);
        Assert.Contains(
            """
              select
                to_shop."land" as "k0",
                cast(sum("sale"."amount") as numeric) as "u0 amount"
              from store."sale_v1" as "sale"
              left join store."shop_v1" as "to_shop" on ("sale"."shop" = to_shop."shop")
              where ("sale"."kind" = $1::text)
              group by 1
            """,
            explained.Statement.Text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\bselect\b")]
    private static partial Regex Select();
}
