using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Tests.Policies;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>A name in other letters means the declared one, everywhere in a question, and nothing that a policy hides.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class DeclaredNameTests
{
    [Theory]
    [InlineData("revenue", "revenue")]
    [InlineData("Revenue", "Revenue")]
    [InlineData("REVENUE", "REVENUE")]
    [InlineData("COST", "cost")]
    [InlineData("costs", "costs")]
    public void An_exact_name_wins_and_another_is_taken_where_only_one_differs_in_capitals_alone(string written, string meant) =>
        Assert.Equal(meant, DeclaredNames.Among(written, ["revenue", "Revenue", "cost"]));

    [Theory]
    [InlineData("""{"metrics": ["SALES"]}""", """{"metrics": ["sales"]}""")]
    [InlineData("""{"metrics": ["sales"], "group_by": ["Shop__NAME"]}""", """{"metrics": ["sales"], "group_by": ["shop__name"]}""")]
    [InlineData("""{"metrics": ["sales"], "group_by": ["SHOP"]}""", """{"metrics": ["sales"], "group_by": ["shop"]}""")]
    [InlineData(
        """{"metrics": ["sales"], "group_by": ["METRIC_TIME__MONTH", "Metric_Time__Extract_DOW"]}""",
        """{"metrics": ["sales"], "group_by": ["metric_time__month", "metric_time__extract_dow"]}""")]
    [InlineData(
        """{"metrics": ["sales"], "where": ["SHOP__NAME = 'A' or not (Shop__Name like 'B%')", "SALE__AT__DAY >= '2026-01-01'"]}""",
        """{"metrics": ["sales"], "where": ["shop__name = 'A' or not (shop__name like 'B%')", "sale__at__day >= '2026-01-01'"]}""")]
    [InlineData(
        """{"metrics": ["sales"], "group_by": ["shop"], "where": ["SALES > 1", "AMOUNT between 1 and 100"]}""",
        """{"metrics": ["sales"], "group_by": ["shop"], "where": ["sales > 1", "amount between 1 and 100"]}""")]
    [InlineData(
        """{"metrics": ["sales"], "where": ["{{ Dimension('SHOP__NAME') }} = 'A'", "{{ Metric('SALES', group_by=['Shop']) }} > 1"]}""",
        """{"metrics": ["sales"], "where": ["{{ Dimension('shop__name') }} = 'A'", "{{ Metric('sales', group_by=['shop']) }} > 1"]}""")]
    [InlineData(
        """{"metrics": ["sales"], "group_by": ["shop"], "order_by": ["-SALES", "SHOP__NAME"]}""",
        """{"metrics": ["sales"], "group_by": ["shop"], "order_by": ["-sales", "shop__name"]}""")]
    [InlineData(
        """{"metrics": [{"name": "SALES", "as": "Total"}], "group_by": ["shop"], "order_by": ["TOTAL"], "where": ["total > 1"]}""",
        """{"metrics": [{"name": "sales", "as": "Total"}], "group_by": ["shop"], "order_by": ["Total"], "where": ["Total > 1"]}""")]
    [InlineData(
        """{"metrics": [{"name": "Sales", "share_of": ["SHOP"]}], "group_by": ["shop", "shop__name"]}""",
        """{"metrics": [{"name": "sales", "share_of": ["shop"]}], "group_by": ["shop", "shop__name"]}""")]
    [InlineData(
        """{"group_by": ["SHOP__NAME"], "where": ["Shop__Mood is not null"], "order_by": ["SALES"]}""",
        """{"group_by": ["shop__name"], "where": ["shop__mood is not null"], "order_by": ["sales"]}""")]
    public async Task Two_spellings_are_one_question_with_the_declared_names_and_one_answer_in_the_cache(string written, string declared)
    {
        await using var bed = await ShopBed.StartAsync();
        var expected = await bed.AnswerAsync(declared);
        var answer = await bed.AnswerAsync(written);
        Assert.Equal(expected.Table.Columns.Select(c => c.Name), answer.Table.Columns.Select(c => c.Name));
        Assert.Equal(expected.Key, answer.Key);
        Assert.Equal(Cells.Of(expected.Table), Cells.Of(answer.Table));
        var names = DeclaredNames.Of(bed.Catalog);
        Assert.Equal(names.In(SemanticBed.Read(declared)), names.In(SemanticBed.Read(written)));
    }

    [Theory]
    [InlineData(
        """{"metrics": [{"name": "sales", "as": "Sales"}], "where": ["SALES > 1"]}""", "Q201",
        "'SALES' is ambiguous: the column 'Sales' and the metric 'sales' differ from it only in case")]
    [InlineData(
        """{"metrics": [{"name": "sales", "as": "Sales"}], "group_by": ["shop"], "order_by": ["-SALES"]}""", "Q203",
        "'SALES' is ambiguous: the column 'Sales' and the metric 'sales' differ from it only in case")]
    [InlineData(
        """{"metrics": [{"name": "sales", "as": "one"}, {"name": "amount", "as": "One"}], "where": ["not (ONE > 1)"]}""", "Q201",
        "'ONE' is ambiguous: the column 'one' and the column 'One' differ from it only in case")]
    [InlineData(
        """{"metrics": [{"name": "sales", "as": "Shop"}], "group_by": ["shop"], "order_by": ["SHOP"]}""", "Q203",
        "'SHOP' is ambiguous: the column 'Shop' and the column 'shop' differ from it only in case")]
    public async Task A_name_that_differs_in_capitals_alone_from_several_is_said_to_be_ambiguous(string json, string code, string message)
    {
        await using var bed = await ShopBed.StartAsync();
        var problem = Assert.Single(await bed.RefusalAsync(json));
        Assert.Equal((code, message), (problem.Code.Id, problem.Message));
        Assert.Equal("write the intended name as it is declared", problem.Hint);
        Assert.Equal(2, problem.Candidates.Count);
    }

    [Theory]
    [InlineData("""{"metrics": ["SALSE"]}""", "'SALSE'", "sales")]
    [InlineData("""{"metrics": ["sales"], "group_by": ["SHOP__NAMES"]}""", "'SHOP__NAMES'", "shop__name")]
    public async Task A_name_that_means_nothing_is_refused_as_it_was_written(string json, string written, string near)
    {
        await using var bed = await ShopBed.StartAsync();
        var problem = (await bed.RefusalAsync(json))[0];
        Assert.Contains(written, problem.Message, StringComparison.Ordinal);
        Assert.Contains(near, problem.Candidates.AsEnumerable());
    }

    [Fact]
    public async Task No_spelling_goes_round_a_policy()
    {
        await using var bed = await PolicyShop.OpenAsync(
            "[{unless: {role: boss}, rows: \"sale__country in {{ principal.countries }}\"}, "
                + "{unless: {role: boss}, mask: [sale__product_sku], hide: [sale__size, skus]}]");
        var somebody = PolicyShop.From("ES");
        // Rows are kept back from whoever shouts, and values are.
        Assert.Equal(["30"], await bed.RowsAsync(somebody, """{"metrics": ["AMOUNT_SUM"]}"""));
        Assert.Equal([" | 30"], await bed.RowsAsync(somebody, """{"metrics": ["Amount_Sum"], "group_by": ["SALE__PRODUCT_SKU"]}"""));
        Assert.Equal(
            [""], await bed.RowsAsync(somebody, """{"metrics": ["amount_sum"], "where": ["SALE__COUNTRY = 'FR'"]}"""));
        string[] hidden =
        [
            """{"metrics": ["SKUS"]}""", """{"metrics": ["amount_sum"], "group_by": ["SALE__SIZE"]}""",
            """{"metrics": ["amount_sum"], "group_by": ["sale__country"], "where": ["Skus > 0"]}""",
            """{"metrics": ["amount_sum"], "where": ["Sale__Size = 'big'"]}""",
            """{"metrics": ["amount_sum"], "where": ["{{ Metric('SKUS', group_by=['STORE']) }} > 0"]}""",
            """{"metrics": ["amount_sum"], "group_by": ["sale__country"], "order_by": ["SKUS"]}""",
        ];
        foreach (var json in hidden)
        {
            // Refused as what is not there: neither named in the declared spelling nor explained as something else.
            Assert.All(await bed.RefusalAsync(somebody, json), p =>
            {
                Assert.DoesNotContain(p.Candidates, c => c is "skus" or "sale__size");
                Assert.DoesNotContain("it is a", p.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("'skus'", p.Message, StringComparison.Ordinal);
            });
        }

        var boss = PolicyShop.Somebody(roles: ["boss"]);
        Assert.Equal(["310"], await bed.RowsAsync(boss, """{"metrics": ["AMOUNT_SUM"]}"""));
        Assert.Equal(["4"], await bed.RowsAsync(boss, """{"metrics": ["SKUS"]}"""));
    }

    [Theory]
    [InlineData(
        """{"metrics": ["shop__name"]}""", "there is no metric 'shop__name': it is a dimension of semantic model 'shops'",
        "name it in group_by: shop__name")]
    [InlineData(
        """{"metrics": ["mood"]}""", "there is no metric 'mood': it is a dimension of semantic model 'shops'",
        "name it in group_by: shop__mood")]
    [InlineData("""{"metrics": ["SHOP__MOOD"]}""", "it is a dimension of semantic model 'shops'", "name it in group_by: shop__mood")]
    [InlineData("""{"metrics": ["shop"]}""", "it is an entity of semantic models 'sales' and 'shops'", "name it in group_by: shop")]
    [InlineData("""{"metrics": ["metric_time__month"]}""", "it is the time of metrics", "name it in group_by: metric_time__month")]
    [InlineData("""{"metrics": ["sale_count"]}""", "it is a measure", "ask for a metric that uses it: sales")]
    [InlineData(
        """{"metrics": ["sales"], "group_by": ["amount"]}""", "there is no dimension 'amount' for 'sales': it is a metric",
        "ask for it in metrics: amount")]
    [InlineData("""{"group_by": ["Amount"]}""", "there is no dimension 'Amount': it is a metric", "ask for it in metrics: amount")]
    [InlineData(
        """{"metrics": ["sales"], "where": ["{{ Dimension('amount') }} > 1"]}""", "it is a metric", "ask for it in metrics: amount")]
    [InlineData(
        """{"metrics": ["sales"], "order_by": ["shop__name"]}""",
        "order_by: 'shop__name' is not a column of this query, which is not grouped by it", "add it to group_by")]
    public async Task A_name_of_another_kind_is_refused_with_what_it_is_and_where_it_belongs(string json, string message, string hint)
    {
        await using var bed = await ShopBed.StartAsync();
        var problem = (await bed.RefusalAsync(json))[0];
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Contains(hint, problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_names_of_one_error_are_listed_up_to_some()
    {
        await using var bed = await ShopBed.StartAsync();
        var metrics = string.Concat(Enumerable.Range(10, 30).Select(
            n => $"\n  - {{name: of_{n}, type: derived, type_params: {{expr: gone, metrics: [gone]}}}}"));
        await bed.BindAsync(
            ShopBed.Yaml + "\n  - {name: gone, type: simple, type_params: {measure: nothing}}" + metrics,
            DiagnosticCode.UnknownName, DiagnosticCode.LeftOut);
        var told = Assert.Single(bed.Catalog.Diagnostics, d => d.Code == DiagnosticCode.LeftOut);
        Assert.EndsWith("metric 'of_19' and 20 more", told.Message, StringComparison.Ordinal);
        Assert.Equal(30, told.Affects.Count);
    }
}
