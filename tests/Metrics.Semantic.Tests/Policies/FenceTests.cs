using Metrics.Domain.Access;
using Metrics.Engines.Postgres;

namespace Metrics.Semantic.Tests.Policies;

/// <summary>
/// Nothing of a question is evaluated on rows that whoever asks may not see, and whoever looks at a plan learns no more of a policy than
/// that there is one.
/// </summary>
[Trait("Needs", "PostgreSQL")]
public sealed class FenceTests
{
    private const string Rows =
        "[{unless: {role: admin}, rows: \"sale__country in {{ principal.countries }}\", mask: [sale__product_sku], hide: [sale__size]}]";

    [Fact]
    public async Task No_expression_of_a_question_is_evaluated_on_a_hidden_row()
    {
        // The hidden sale 4 would be divided by zero.
        await using var bed = await PolicyShop.OpenAsync(
            "[{unless: {role: admin}, rows: \"sale__country = 'ES' or sale__sold_at = '2026-01-20'\"}]");
        Assert.Equal(2, (await bed.RowsAsync(PolicyShop.Somebody(), """{"metrics": ["sales_count"], "group_by": ["sale__share"]}"""))
            .Length);
        Assert.Equal(["1"], await bed.RowsAsync(PolicyShop.Somebody(), """{"metrics": ["sales_count"], "where": ["sale__share > 7"]}"""));
        Assert.NotEmpty(await bed.RefusalAsync(PolicyShop.Somebody(roles: ["admin"]),
            """{"metrics": ["sales_count"], "where": ["sale__share > 7"]}"""));
    }

    [Fact]
    public async Task Columns_and_dimensions_may_be_called_as_they_like()
    {
        await using var bed = await SemanticBed.StartAsync(
            "create table store.odd_v1 (c1 text primary key, c2 int, c3 int); "
                + "insert into store.odd_v1 values ('A', 20, 3), ('B', 200, 30);",
            """
            semantic_models:
              - name: odd
                model: ref('odd')
                config: {meta: {metrics: {policies: [{rows: "{{ Dimension('s__c1') }} = 'A' and {{ Dimension('s__c2') }} < 100",
                  hide: [s__c1]}]}}}
                entities: [{name: s, type: primary, expr: c1}]
                dimensions: [{name: c1, type: categorical}, {name: c2, type: categorical}, {name: c0, type: categorical, expr: c3}]
                measures: [{name: two, agg: sum, expr: c2, create_metric: true}, {name: three, agg: sum, expr: c3, create_metric: true}]
            """);
        Assert.Equal(["20 | 3"], await bed.RowsAsync(PolicyShop.Somebody(), """{"metrics": ["two", "three"]}"""));
    }

    [Fact]
    public async Task No_hint_names_a_metric_that_is_hidden_or_the_column_behind_it()
    {
        await using var bed = await SemanticBed.StartAsync(
            "create table store.staff_v1 (id int primary key, pay int, c3 int); insert into store.staff_v1 values (1, 100, 3);",
            """
            semantic_models:
              - name: staff
                model: ref('staff')
                config: {meta: {metrics: {policies: [{unless: {role: admin}, hide: [pay, wage]}]}}}
                entities: [{name: person, type: primary, expr: id}]
                measures:
                  - {name: people, agg: count, expr: "1", create_metric: true}
                  - {name: pay, agg: sum, expr: pay, create_metric: true}
                  - {name: wage, agg: sum, expr: c3, create_metric: true}
            """);
        foreach (var column in (string[])["pay", "c3"])
        {
            var question = $$"""{"metrics": ["people"], "where": ["person__{{column}} > 1"]}""";
            var told = await bed.RefusalAsync(PolicyShop.Somebody(roles: ["admin"]), question);
            Assert.Contains(told, d => d.Hint?.Contains($"'{column}' is only aggregated so far", StringComparison.Ordinal) == true);
            Assert.All(
                await bed.RefusalAsync(PolicyShop.Somebody(), question),
                d => Assert.True(d.Hint is null or "the dimensions are person", d.Hint));
        }
    }

    [Fact]
    public async Task PostgreSQL_evaluates_what_is_behind_a_fence_by_itself()
    {
        await using var bed = await PolicyShop.OpenAsync(Rows);
        var explained = await bed.ExplainAsync(PolicyShop.Somebody(AccessScopes.Query | AccessScopes.Admin,
            attributes: ("countries", ["ES"])), """{"metrics": ["sales_count"], "where": ["sale__sku_upper ilike '%a%'"]}""");
        Assert.Contains("offset 0", explained.Statement.Text, StringComparison.Ordinal);
        var plan = new List<string>();
        await using var connection = await bed.Data.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand($"explain (costs off) {explained.Statement.Text}", connection);
        foreach (var parameter in explained.Statement.Parameters)
            command.Parameters.Add(PostgresParameters.Bind(parameter));
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));
        // The caller's condition stands at the fence, the policy's at the table below it.
        var (fence, scan) = (plan.FindIndex(l => l.Contains("Subquery Scan on", StringComparison.Ordinal)),
            plan.FindIndex(l => l.Contains("Scan on sales_v1", StringComparison.Ordinal)));
        Assert.InRange(fence, 0, scan - 1);
        Assert.Contains(plan[(fence + 1)..scan], l => l.Contains("~~*", StringComparison.Ordinal));
        Assert.DoesNotContain(plan[scan..], l => l.Contains("~~*", StringComparison.Ordinal));
        Assert.Contains(plan[scan..], l => l.Contains("country", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Conditions_on_public_columns_pass_the_fence_and_change_no_answer()
    {
        await using var closed = await PolicyShop.OpenAsync("[{rows: \"sale__country in {{ principal.countries }}\"}]");
        await using var open = await PolicyShop.OpenAsync(
            "[{rows: \"sale__country in {{ principal.countries }}\", public: [metric_time, store]}]",
            "[{rows: \"entry__code <> 'b-2'\", public: [entry]}]");
        await using var both = await PolicyShop.OpenAsync(
            "[{rows: \"sale__country in {{ principal.countries }}\", public: [metric_time, store]}]");
        var (held, chief) = (PolicyShop.From("FR", "DE"), PolicyShop.Somebody(AccessScopes.Admin, attributes: ("countries", ["FR", "DE"])));
        foreach (var (question, passes) in ((string, bool)[])[
            ("""{"metrics": ["amount_sum"], "time_range": {"start": "2026-01-01", "end": "2026-03-02"}}""", true),
            ("""{"metrics": ["amount_sum"], "group_by": ["metric_time__month"], "time_range": """
                + """{"start": "2026-01-01", "end": "2026-03-02"}}""", true),
            ("""{"metrics": ["amount_sum"], "where": ["store in (2, 3)"]}""", true),
            ("""{"metrics": ["amount_sum"], "where": ["not (store = 3 or store is null)"]}""", true),
            ("""{"metrics": ["amount_sum"], "where": ["sale__country = 'FR'"]}""", false),
            ("""{"metrics": ["amount_sum"], "where": ["sale__product_sku like 'C%'"]}""", false),
            ("""{"metrics": ["amount_sum"], "where": ["store__name = 'Nord'"]}""", false),
            ("""{"metrics": ["ledger_amount"], "where": ["entry__land = 'FR'"]}""", false),
            ("""{"group_by": ["store"], "where": ["store > 1"]}""", false)])
        {
            Assert.Equal(await closed.RowsAsync(held, question), await both.RowsAsync(held, question));
            Assert.Equal(passes, (await both.ExplainAsync(chief, question)).Plan.Contains("through the fence", StringComparison.Ordinal));
            Assert.DoesNotContain("through the fence", (await closed.ExplainAsync(chief, question)).Plan, StringComparison.Ordinal);
            // Public is what every policy over the table calls so.
            Assert.DoesNotContain("through the fence", (await open.ExplainAsync(chief, question)).Plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_is_held_to_a_policy_is_shown_that_there_is_one_and_nothing_of_it()
    {
        await using var bed = await PolicyShop.OpenAsync(Rows, "[{rows: \"entry__code <> 'zz-9'\"}]");
        const string Question = """{"metrics": ["amount_sum"], "group_by": ["store__name"], "where": ["store__region = 'north'"]}""";
        var held = await bed.ExplainAsync(PolicyShop.From("ES", "FR"), Question);
        Assert.Contains("policy: only rows and values that may be seen, behind a fence", held.Plan, StringComparison.Ordinal);
        foreach (var secret in (string[])["country", "product_sku", "amount > 50", "size", "zz-9", "ES", "divisor"])
        {
            Assert.DoesNotContain(secret, held.Plan, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, held.Statement.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(held.Statement.Parameters, p => $"{p.Value}" == secret);
        }

        Assert.Equal(["north"], held.Statement.Parameters.Select(p => $"{p.Value}"));
        var chief = await bed.ExplainAsync(PolicyShop.Somebody(AccessScopes.Query | AccessScopes.Admin,
            attributes: ("countries", ["ES", "FR"])), Question);
        Assert.True(chief.Plan.Contains("and sale__country in ('ES', 'FR'), behind a fence", StringComparison.Ordinal), chief.Plan);
        Assert.Contains("without product_sku", chief.Plan, StringComparison.Ordinal);
        // A hash in which a guess at the condition could be confirmed.
        Assert.Null(held.Key);
        Assert.NotNull(chief.Key);
        Assert.NotEqual(chief.Key, (await bed.ExplainAsync(Question)).Key);
    }
}
